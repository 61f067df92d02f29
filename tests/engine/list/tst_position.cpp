// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "list/position.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <rapidcheck.h>

#include <algorithm>

using namespace mld;

namespace {

bool isIncreasing(const QString &lower, const std::vector<QString> &positions, const QString &upper)
{
    QString last = lower;
    for (const QString &position : positions) {
        if (!(last < position))
            return false;
        last = position;
    }
    return upper.isNull() || last < upper;
}

bool isOwn(const QString &position, const QString &cloneId)
{
    const auto parsed = ListPosition::parse(position);
    return parsed && parsed->levels().back().site == ListPosition::siteOf(cloneId);
}

QString boundOf(const QJsonValue &value)
{
    const QString text = value.toString();
    return text == QLatin1String("min") || text == QLatin1String("max") ? QString() : text;
}

} // namespace

class tst_Position : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reference_data();
    void reference();
    void malformed_data();
    void malformed();
    void orderIsOfCodeUnits();
    void growsAnywhere();
    void staysShort();
    void faultyBounds();
};

void tst_Position::reference_data()
{
    QTest::addColumn<QJsonObject>("vector");
    QFile file(QStringLiteral(MLD_TEST_DATA "/lseq.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray cases = QJsonDocument::fromJson(file.readAll()).object()[u"cases"].toArray();
    QVERIFY(!cases.isEmpty());
    int number = 0;
    for (const QJsonValue &vector : cases)
        QTest::addRow("%d", number++) << vector.toObject();
}

// semantics.md 8.2: what m-ld-js allocates, except where that is not strictly between
void tst_Position::reference()
{
    QFETCH(QJsonObject, vector);
    const QString lower = boundOf(vector[u"lower"]);
    const QString upper = boundOf(vector[u"upper"]);
    const QString site = vector[u"site"].toString();
    std::vector<QString> expected;
    const QJsonArray positions = vector[u"positions"].toArray();
    for (const QJsonValue &position : positions)
        expected.push_back(position.toString());

    const std::vector<QString> made =
            ListPosition::between(lower, upper, site, vector[u"count"].toInt());
    QCOMPARE(made.size(), expected.size());
    QVERIFY(isIncreasing(lower, made, upper));
    if (isIncreasing(lower, expected, upper))
        QCOMPARE(made, expected);
    for (const QString &position : made)
        QVERIFY(isOwn(position, site));
}

void tst_Position::malformed_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("site too short") << QStringLiteral("3aaa");
    QTest::newRow("half a level") << QStringLiteral("3aaa_____________2");
    QTest::newRow("last is 0") << QStringLiteral("3aaa_____________00aaa_____________");
    QTest::newRow("upper case") << QStringLiteral("Aaaa_____________");
    QTest::newRow("sign") << QStringLiteral("3aaa_____________-1aaa_____________");
}

void tst_Position::malformed()
{
    QFETCH(QString, text);
    QVERIFY(!ListPosition::parse(text));
}

void tst_Position::orderIsOfCodeUnits()
{
    // U+FF5E sorts after the surrogates of U+1F600 in UTF-16, and before it as a code point.
    const QString emoji = QStringLiteral("\U0001F600");
    const QString tilde = QStringLiteral("\uFF5E");
    const QString first = ListPosition::between({}, {}, emoji).front();
    const QString second = ListPosition::between({}, {}, tilde).front();
    QVERIFY(first < second);
    QVERIFY(isIncreasing(first, ListPosition::between(first, second, tilde), second));
}

// Any history of insertions by several sites keeps its order (semantics.md 8.2, "Only this is needed")
void tst_Position::growsAnywhere()
{
    const bool isOk = rc::check([] {
        const QStringList clones { QStringLiteral("a"), QStringLiteral("b"),
                                   QStringLiteral("c-with-a-very-long-name"), QStringLiteral("_") };
        std::vector<QString> list;
        const int steps = *rc::gen::inRange(1, 60);
        for (int step = 0; step < steps; ++step) {
            // Mostly at one end, where room gets short
            const size_t at = *rc::gen::weightedOneOf<size_t>({
                    { 3, rc::gen::just(size_t(0)) },
                    { 2, rc::gen::just(list.size()) },
                    { 3, rc::gen::inRange<size_t>(0, list.size() + 1) },
            });
            const QString clone = clones[*rc::gen::inRange<qsizetype>(0, clones.size())];
            const qsizetype count = *rc::gen::weightedOneOf<qsizetype>(
                    { { 3, rc::gen::just<qsizetype>(1) }, { 1, rc::gen::inRange<qsizetype>(1, 90) } });
            const QString lower = at == 0 ? QString() : list[at - 1];
            const QString upper = at == list.size() ? QString() : list[at];
            const auto made = ListPosition::between(lower, upper, clone, count);
            RC_ASSERT(qsizetype(made.size()) == count);
            RC_ASSERT(isIncreasing(lower, made, upper));
            for (const QString &position : made)
                RC_ASSERT(isOwn(position, clone));
            list.insert(list.begin() + qsizetype(at), made.begin(), made.end());
        }
    });
    QVERIFY(isOk);
}

void tst_Position::staysShort()
{
    const QString clone = QStringLiteral("clone");
    QString head = ListPosition::between({}, {}, clone).front();
    QString tail = head;
    for (int i = 0; i < 10000; ++i) {
        head = ListPosition::between({}, head, clone).front();
        tail = ListPosition::between(tail, {}, clone).front();
    }
    QVERIFY2(head.size() < 200, qPrintable(QString::number(head.size())));
    QVERIFY2(tail.size() < 200, qPrintable(QString::number(tail.size())));
}

// Positions of a faulty peer must not stop us, nor must two slots at one place (semantics.md 16.30)
void tst_Position::faultyBounds()
{
    const QString clone = QStringLiteral("clone");
    const QString valid = QStringLiteral("3aaa_____________");
    const std::vector<std::pair<QString, QString>> bounds {
        { valid, valid },
        { QStringLiteral("5aaa_____________"), valid },
        { QStringLiteral("rubbish"), valid },
        { valid, QStringLiteral("rubbish") },
        { QString(), QStringLiteral("0zzz_____________00zzz_____________001zzz_____________") },
        { QStringLiteral("zaaa_____________") + QStringLiteral("zzaaa_____________"), {} },
        { QStringLiteral("3aaa_____________"),
          QStringLiteral("3aaa_____________00aaa_____________001aaa_____________") },
        { QStringLiteral("3aaa_____________"),
          QStringLiteral("3aaa_____________00zzz_____________zzzzzz_____________") },
    };
    for (const auto &[lower, upper] : bounds) {
        const auto made = ListPosition::between(lower, upper, clone, 50);
        QCOMPARE(made.size(), size_t(50));
        QVERIFY(isIncreasing(made.front().left(1), made, {}));
        if (ListPosition::parse(lower))
            QVERIFY(lower < made.front());
        if (ListPosition::parse(upper) && lower < upper)
            QVERIFY(made.back() < upper);
        for (const QString &position : made)
            QVERIFY(isOwn(position, clone));
    }
}

QTEST_GUILESS_MAIN(tst_Position)
#include "tst_position.moc"
