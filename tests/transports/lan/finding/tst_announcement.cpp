// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/finding/announcement.h"

#include <QHash>
#include <QTest>

#include <rapidcheck.h>

using namespace mld;
using Kind = Announcement::Kind;
using Verdict = AnnouncementCodec::Verdict;

namespace {

constexpr qint64 today = 20'000;
const QByteArray secret(32, 's');
const QByteArray nonce("0123456789abcdef");

Announcement example()
{
    return {Kind::Here, QByteArray("an instance' id."), 40'001, 7};
}

QByteArray anyBytes(int size)
{
    const auto bytes = *rc::gen::container<std::vector<char>>(size_t(size), rc::gen::arbitrary<char>());
    return {bytes.data(), qsizetype(bytes.size())};
}

Announcement anyAnnouncement()
{
    return {*rc::gen::element(Kind::Here, Kind::Question, Kind::Goodbye), anyBytes(16),
            quint16(*rc::gen::inRange(1, 65'536)), *rc::gen::arbitrary<quint64>()};
}

} // namespace

class TestAnnouncement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isReadAsItWasWritten()
    {
        QVERIFY(rc::check([] {
            const QByteArray key = anyBytes(32);
            const Announcement announcement = anyAnnouncement();
            const qint64 day = *rc::gen::inRange<qint64>(1, 100'000);
            AnnouncementCodec sender(key);
            AnnouncementCodec receiver(key);
            const QByteArray datagram = sender.encode(announcement, day, anyBytes(16));
            RC_ASSERT(datagram.size() == AnnouncementCodec::kSize);
            const auto reading = receiver.decode(datagram, day + *rc::gen::inRange(-1, 2));
            RC_ASSERT(reading.verdict == Verdict::Understood);
            RC_ASSERT(reading.announcement == announcement);
        }));
    }

    void oneChangedBitMakesItVoid()
    {
        AnnouncementCodec codec(secret);
        const QByteArray datagram = codec.encode(example(), today, nonce);
        for (int bit = 0; bit < datagram.size() * 8; ++bit) {
            QByteArray changed = datagram;
            changed[bit / 8] = char(changed[bit / 8] ^ (1 << bit % 8));
            QVERIFY(codec.decode(changed, today).verdict != Verdict::Understood);
        }
        for (int size = 0; size < datagram.size(); ++size)
            QCOMPARE(codec.decode(datagram.first(size), today).verdict, Verdict::Malformed);
        QCOMPARE(codec.decode(QByteArray(datagram).append('x'), today).verdict, Verdict::Malformed);
        QCOMPARE(codec.decode({}, today).verdict, Verdict::Malformed);
    }

    void anotherNotebooksIsForeign()
    {
        AnnouncementCodec codec(secret);
        AnnouncementCodec other(QByteArray(32, 't'));
        QCOMPARE(other.decode(codec.encode(example(), today, nonce), today).verdict, Verdict::Foreign);
    }

    /// Midnight passes, and clocks are wrong by a day; an older recording is worth nothing.
    void isGoodForADay()
    {
        AnnouncementCodec codec(secret);
        const QByteArray datagram = codec.encode(example(), today, nonce);
        for (const qint64 offset : {-1, 0, 1})
            QCOMPARE(codec.decode(datagram, today + offset).verdict, Verdict::Understood);
        for (const qint64 offset : {-400, -3, -2, 2, 3, 400})
            QCOMPARE(codec.decode(datagram, today + offset).verdict, Verdict::Malformed);
        // Nor can its day be changed: the code at its end is of that day's key.
        QByteArray redated = datagram;
        redated[7] = char(redated[7] + 2);
        QCOMPARE(codec.decode(redated, today + 2).verdict, Verdict::Foreign);

        constexpr qint64 dayMs = 86'400'000;
        QCOMPARE(AnnouncementCodec::dayOf(dayMs * today - 1), today - 1);
        QCOMPARE(AnnouncementCodec::dayOf(dayMs * today), today);
    }

    /// Whoever has no secret cannot tell whether two announcements are of one notebook or one program.
    void nothingTiesTwoTogether()
    {
        AnnouncementCodec codec(secret);
        AnnouncementCodec other(QByteArray(32, 't'));
        QList<QByteArray> datagrams;
        for (int i = 0; i < 64; ++i) {
            QByteArray fresh = nonce;
            fresh[0] = char(i);
            for (int j = 1; j < fresh.size(); ++j)
                fresh[j] = char(i * 7 + j * 31);
            datagrams.append(codec.encode(example(), today, fresh));
            datagrams.append(other.encode(example(), today, fresh));
        }
        // What follows the nonce shows no value oftener than chance explains: 128 bytes of 256 values.
        for (int at = 24; at < AnnouncementCodec::kSize; ++at) {
            QHash<char, int> counts;
            for (const QByteArray &datagram : std::as_const(datagrams))
                ++counts[datagram[at]];
            for (const int count : std::as_const(counts))
                QVERIFY2(count <= 8, qPrintable(QString::number(at)));
        }
        for (const QByteArray &datagram : std::as_const(datagrams)) {
            QVERIFY(!datagram.contains(example().instance.first(4)));
            QVERIFY(!datagram.contains(secret.first(4)));
        }
    }

    void whatMeansNothingIsMalformed()
    {
        AnnouncementCodec codec(secret);
        Announcement announcement = example();
        announcement.port = 0;
        QCOMPARE(codec.decode(codec.encode(announcement, today, nonce), today).verdict, Verdict::Malformed);
        announcement = example();
        for (const int kind : {0, 4, 255}) {
            announcement.kind = Kind(kind);
            QCOMPARE(codec.decode(codec.encode(announcement, today, nonce), today).verdict, Verdict::Malformed);
        }
    }
};

QTEST_GUILESS_MAIN(TestAnnouncement)
#include "tst_announcement.moc"
