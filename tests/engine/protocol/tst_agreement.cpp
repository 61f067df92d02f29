// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/agreement.h"

#include "../../support/clocks.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <vector>

using namespace mld;
using mld::test::clockDomains;

namespace {

TreeClock clockOf(const QJsonArray &json)
{
    return TreeClock::fromJson(json).value();
}

} // namespace

/// wire.md 13
class TestAgreement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// An agreement in a fusion is at its own tick; one outside its operation is none.
    void timeOfAFusion()
    {
        OperationTuple tuple;
        tuple.from = 3;
        tuple.time = clockOf({QJsonArray{6}, 2});
        QVERIFY(!agreement::timeOf(tuple));
        tuple.agreed = Agreement{4, "\xc3"};
        QCOMPARE(agreement::timeOf(tuple)->toText(), QByteArray("[[4],2]"));
        for (const qint64 tick : {2, 7}) {
            tuple.agreed->tick = tick;
            QVERIFY(!agreement::timeOf(tuple));
        }
    }

    void laterPrevails()
    {
        const TreeClock first = clockOf({QJsonArray{3}, 0});
        const TreeClock second = clockOf({3, QJsonArray{1}});
        QVERIFY(agreement::prevails(first, TreeClock::genesis()));
        QVERIFY(agreement::prevails(second, first));
        QVERIFY(!agreement::prevails(first, second));
    }

    void oneOfTwoPrevails()
    {
        QVERIFY(rc::check("agreements have one order, in which later ones are greater", [] {
            // Which of them are of one moment does not matter.
            std::vector<TreeClock> times;
            const auto domain = *clockDomains();
            for (const TreeClock &time : domain.processes) {
                if (time.ticks() > 0 && !std::any_of(times.begin(), times.end(), [&](const TreeClock &other) {
                        return !time.anyLt(other) && !other.anyLt(time);
                    }))
                    times.push_back(time);
            }
            for (const TreeClock &a : times) {
                for (const TreeClock &b : times) {
                    if (a == b)
                        continue;
                    RC_ASSERT(agreement::prevails(a, b) != agreement::prevails(b, a));
                    if (!b.anyLt(a))
                        RC_ASSERT(agreement::prevails(b, a));
                    for (const TreeClock &c : times) {
                        if (agreement::prevails(a, b) && agreement::prevails(b, c) && a != c)
                            RC_ASSERT(agreement::prevails(a, c));
                    }
                }
            }
        }));
    }

    void causesAreCountedInValidOperations()
    {
        GlobalClock seen;
        QVERIFY(seen.set(clockOf({QJsonArray{2}, 0})));
        QVERIFY(seen.set(clockOf({2, QJsonArray{1}})));
        const TreeClock time = clockOf({2, QJsonArray{5}});
        QCOMPARE(*agreement::lacksCauses(seen, time, 1), false);
        QCOMPARE(*agreement::lacksCauses(seen, time, 3), true);
        QCOMPARE(*agreement::lacksCauses(seen, clockOf({3, QJsonArray{5}}), 1), true);
    }
};

QTEST_GUILESS_MAIN(TestAgreement)
#include "tst_agreement.moc"
