// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "backoff.h"

#include <QTest>

using namespace mld;

class TestBackoff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pausesGrowWithinTheirRange()
    {
        double random = 0;
        Backoff shortest(200, 30'000, [&] { return random; });
        Backoff longest(200, 30'000, [] { return 0.999'999; });
        int range = 200;
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(shortest.next(), range / 2);
            const int pause = longest.next();
            QVERIFY(pause > range * 0.99 && pause <= range);
            range = std::min(range * 2, 30'000);
        }
        shortest.reset();
        random = 0.5;
        QCOMPARE(shortest.next(), 150);
    }

    void twoDoNotGoInStep()
    {
        Backoff one;
        Backoff other;
        int differing = 0;
        for (int i = 0; i < 20; ++i)
            differing += one.next() != other.next();
        QVERIFY(differing > 10);
    }
};

QTEST_APPLESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
