// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "textsession.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <vector>

#include <rapidcheck.h>

namespace rc {

template <>
struct Arbitrary<TextAction>
{
    static Gen<TextAction> arbitrary()
    {
        return gen::build<TextAction>(
            gen::set(&TextAction::kind,
                     gen::map(gen::inRange(0, int(TextAction::LastKind) + 1),
                              [](int kind) { return TextAction::Kind(kind); })),
            gen::set(&TextAction::replica, gen::inRange(0u, 4u)),
            gen::set(&TextAction::a, gen::inRange(0u, 60u)),
            gen::set(&TextAction::b, gen::inRange(0u, 12u)),
            gen::set(&TextAction::content, gen::inRange(0u, 1000u)));
    }
};

} // namespace rc

std::ostream &operator<<(std::ostream &stream, const TextAction &action)
{
    return stream << TextSession::toString(action).toStdString();
}

/// Replicas that edit at random and exchange operations in random causal orders converge, and agree with
/// SlowText in every step (semantics.md 12). MLD_TEXT_SESSIONS sets how many sessions are
/// played, MLD_TEXT_SEED the seed of the first; MLD_TEXT_PART, as in 2/4, plays the second
/// quarter of them, so that several processes can share the work.
class TestTextSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomSessions();
    void anyActions();
    void everyOrder();
};

void TestTextSession::randomSessions()
{
    const auto number = [](const char *name, int otherwise) {
        return qEnvironmentVariableIsSet(name) ? qEnvironmentVariableIntValue(name) : otherwise;
    };
    const QStringList part = qEnvironmentVariable("MLD_TEXT_PART", QStringLiteral("1/1")).split(u'/');
    QCOMPARE(part.size(), 2);
    const int parts = std::max(1, part[1].toInt());
    const int count = number("MLD_TEXT_SESSIONS", 20'000) / parts;
    const int seed = number("MLD_TEXT_SEED", 1) + (part[0].toInt() - 1) * count;
    qInfo("%d sessions from seed %d", count, seed);
    for (int i = 0; i < count; ++i) {
        std::mt19937 random(unsigned(seed + i));
        const int replicas = 2 + int(random() % 3);
        const int actions = 10 + int(random() % 60);
        TextSession session(replicas);
        QString fault;
        int step = 0;
        for (; step < actions && fault.isEmpty(); ++step)
            fault = session.perform(TextSession::randomAction(random));
        if (fault.isEmpty())
            fault = session.finish();
        if (!fault.isEmpty())
            QFAIL(qPrintable(QStringLiteral("MLD_TEXT_SEED=%1, action %2: %3")
                                 .arg(seed + i).arg(step).arg(fault)));
    }
}

// The same with sessions that shrink to the shortest that fails.
void TestTextSession::anyActions()
{
    const bool holds = rc::check(
        "replicas agree with the slow model and converge",
        [](const std::vector<TextAction> &actions) {
            TextSession session(3);
            for (const TextAction &action : actions) {
                const QString fault = session.perform(action);
                if (!fault.isEmpty())
                    RC_FAIL(fault.toStdString());
            }
            const QString fault = session.finish();
            if (!fault.isEmpty())
                RC_FAIL(fault.toStdString());
        });
    QVERIFY(holds);
}

// What three authors write at the same time, two edits each, gives one text in all ninety orders.
void TestTextSession::everyOrder()
{
    using namespace mld;
    for (unsigned seed = 1; seed <= 150; ++seed) {
        std::mt19937 random(seed);
        const auto draw = [&](qsizetype below) { return qsizetype(random() % unsigned(below)); };
        TSeq base(QStringLiteral("base"));
        QVERIFY(base.splice(0, 0, u"some text"));
        std::vector<std::vector<TextOperation>> done;
        for (const char *pid : {"a", "base", "c"}) {
            TSeq author = *TSeq::load(QLatin1String(pid), base.saveState());
            auto &operations = done.emplace_back();
            for (int i = 0; i < 2; ++i) {
                const auto edit = author.splice(draw(author.length() + 1), draw(4),
                                                QString(draw(3), QLatin1Char(*pid)));
                QVERIFY(edit);
                operations.push_back(edit->operation);
            }
        }
        std::vector<size_t> order{0, 0, 1, 1, 2, 2}; // whose next one it is
        QString expected;
        do {
            TSeq reader = *TSeq::load(QStringLiteral("reader"), base.saveState());
            std::vector<size_t> next(done.size(), 0);
            for (const size_t author : order)
                QVERIFY(reader.apply(done[author][next[author]++]));
            if (expected.isNull())
                expected = reader.text();
            QVERIFY2(reader.text() == expected, qPrintable(QString::number(seed)));
        } while (std::next_permutation(order.begin(), order.end()));
    }
}

QTEST_GUILESS_MAIN(TestTextSession)
#include "tst_textsession.moc"
