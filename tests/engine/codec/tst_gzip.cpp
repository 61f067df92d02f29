// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "codec/gzip.h"

#include <QTest>
#include <rapidcheck.h>

#include <vector>

using namespace mld;

class TestGzip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isRfc1952();
    void roundTrips();
    void isBounded();
    void refusesDamage();
};

void TestGzip::isRfc1952()
{
    QVERIFY(gzip::compress("hello").startsWith(QByteArray::fromHex("1f8b08")));
    // `printf hello | gzip -n9`
    const auto foreign = gzip::decompress(QByteArray::fromHex(
            "1f8b0800000000000203cb48cdc9c9070086a6103605000000"));
    QVERIFY(foreign.isOk());
    QCOMPARE(*foreign, QByteArray("hello"));
}

void TestGzip::roundTrips()
{
    QVERIFY(rc::check("what was compressed comes back", [] {
        const auto chars = *rc::gen::arbitrary<std::vector<char>>();
        const auto times = *rc::gen::inRange(1, 2000);
        const QByteArray bytes =
                QByteArray(chars.data(), qsizetype(chars.size())).repeated(times);
        const auto back = gzip::decompress(gzip::compress(bytes));
        RC_ASSERT(back.isOk());
        RC_ASSERT(*back == bytes);
    }));
}

void TestGzip::isBounded()
{
    const QByteArray bomb = gzip::compress(QByteArray(10000000, 'x'));
    QVERIFY(bomb.size() < 20000);
    QVERIFY(!gzip::decompress(bomb, 9999999));
    QCOMPARE(gzip::decompress(bomb, 10000000)->size(), 10000000);
    QCOMPARE(gzip::decompress(gzip::compress(""), 0).value(), QByteArray());
    QVERIFY(!gzip::decompress(gzip::compress("x"), 0));
}

void TestGzip::refusesDamage()
{
    const QByteArray sound = gzip::compress(QByteArray("some text, some text").repeated(500));
    QVERIFY(!gzip::decompress(""));
    QVERIFY(!gzip::decompress("plain"));
    QVERIFY(!gzip::decompress(sound.chopped(1)));
    QVERIFY(!gzip::decompress(sound.first(sound.size() / 2)));
    QVERIFY(!gzip::decompress(QByteArray(sound + 'x')));
    QVERIFY(!gzip::decompress(sound.repeated(2)));
    QByteArray wrongSum = sound;
    wrongSum[wrongSum.size() - 6] = char(wrongSum[wrongSum.size() - 6] ^ 1);
    QVERIFY(!gzip::decompress(wrongSum));
}

QTEST_GUILESS_MAIN(TestGzip)
#include "tst_gzip.moc"
