// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/hostlookup.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

class TestHostLookup : public QObject
{
    Q_OBJECT

private:
    static constexpr int kPatienceMs = 60'000; // a resolver without a network takes its time

private Q_SLOTS:
    void addressesAreTold_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("isAddress");
        QTest::newRow("IPv4") << u"192.0.2.1"_s << true;
        QTest::newRow("IPv6") << u"2001:db8::1"_s << true;
        QTest::newRow("loopback") << u"::1"_s << true;
        QTest::newRow("name") << u"broker.example.org"_s << false;
        QTest::newRow("almost") << u"192.0.2.256"_s << false;
        QTest::newRow("in brackets") << u"[::1]"_s << false;
        QTest::newRow("not ASCII") << u"bücher.example"_s << false;
    }

    void addressesAreTold()
    {
        QFETCH(QString, host);
        QTEST(HostLookup::isAddress(host), "isAddress");
    }

    void findsThisMachine()
    {
        HostLookup lookup;
        QSignalSpy finished(&lookup, &HostLookup::finished);
        lookup.start(u"localhost"_s);
        QVERIFY(finished.isEmpty()); // never from inside the call
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
        const QStringList found = finished.first().first().toStringList();
        QVERIFY2(found.contains(u"127.0.0.1"_s) || found.contains(u"::1"_s), qPrintable(found.join(u' ')));
        QCOMPARE(QSet<QString>(found.begin(), found.end()).size(), found.size());
    }

    void whatIsNotThereHasNoAddress_data()
    {
        QTest::addColumn<QString>("host");
        QTest::newRow("reserved name") << u"nobody.invalid"_s; // RFC 2606
        QTest::newRow("empty") << QString();
        QTest::newRow("no name") << u"a b"_s;
    }

    void whatIsNotThereHasNoAddress()
    {
        QFETCH(QString, host);
        HostLookup lookup;
        QSignalSpy finished(&lookup, &HostLookup::finished);
        lookup.start(host);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
        QCOMPARE(finished.first().first().toStringList(), QStringList());
    }

    /// Only the last that was asked for is told; nothing after abort().
    void whatIsForgottenIsNotTold()
    {
        HostLookup lookup;
        QSignalSpy finished(&lookup, &HostLookup::finished);
        lookup.start(u"nobody.invalid"_s);
        lookup.start(u"localhost"_s);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
        QVERIFY(!finished.takeFirst().first().toStringList().isEmpty());
        lookup.start(u"localhost"_s);
        lookup.abort();
        HostLookup after;
        QSignalSpy afterwards(&after, &HostLookup::finished);
        after.start(u"localhost"_s);
        QTRY_COMPARE_WITH_TIMEOUT(afterwards.size(), 1, kPatienceMs);
        QVERIFY(finished.isEmpty());
    }

    void mayEndWhileItLooks()
    {
        for (int i = 0; i < 200; ++i) {
            HostLookup lookup;
            lookup.start(u"localhost"_s);
            if (i % 2)
                QCoreApplication::processEvents();
        }
        HostLookup last;
        QSignalSpy finished(&last, &HostLookup::finished);
        last.start(u"localhost"_s);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
    }
};

QTEST_GUILESS_MAIN(TestHostLookup)
#include "tst_hostlookup.moc"
