// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "fakemqttlink.h"
#include "malformedmessages.h"
#include "mqtt/mqtttransport.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {

QStringList logged;

void takeDown(QtMsgType, const QMessageLogContext &, const QString &message)
{
    logged.append(message);
}

} // namespace

/// What is not of the protocol is counted, told of at most once a second, and ignored.
class TestMalformedMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        logged.clear();
        m_handler = qInstallMessageHandler(takeDown);
    }
    void cleanup() { qInstallMessageHandler(m_handler); }

    void logsOnceASecond()
    {
        qint64 now = 5;
        MalformedMessages messages([&now] { return now; });
        for (int i = 0; i < 1000; ++i)
            messages.note(u"topic %1"_s.arg(i));
        QCOMPARE(logged.size(), 1);
        QVERIFY2(logged[0].contains("\"topic 0\""_L1), qPrintable(logged[0]));
        now += 999;
        messages.note(u"early"_s);
        QCOMPARE(logged.size(), 1);
        now += 1;
        messages.note(u"in time"_s);
        QCOMPARE(logged.size(), 2);
        QVERIFY2(logged[1].contains("1002 so far"_L1), qPrintable(logged[1]));
        QCOMPARE(messages.count(), 1002);
    }

    void showsLittleOfWhatCame()
    {
        MalformedMessages messages;
        messages.note(u"line\nline "_s + QString(100'000, u'x'));
        QCOMPARE(logged.size(), 1);
        QVERIFY(logged[0].size() < 300);
        QVERIFY(!logged[0].contains(u'\n'));
    }

    /// wire.md 16
    void mqttIgnoresWhatIsNotOfTheProtocol()
    {
        auto owned = std::make_unique<FakeMqttLink>();
        FakeMqttLink *link = owned.get();
        MqttTransport transport({}, std::move(owned));
        QSignalSpy presence(&transport, &Transport::presenceChanged);
        transport.open(u"d.org"_s, u"me"_s);
        QTRY_COMPARE(presence.size(), 1);
        QSignalSpy operations(&transport, &Transport::operationReceived);
        QSignalSpy messages(&transport, &Transport::messageReceived);
        link->deliver(u"__presence/d.org/you"_s, R"({"you":"d.org/control"})");
        QCOMPARE(presence.size(), 2);
        QCOMPARE(transport.malformedCount(), 0);

        qint64 count = 0;
        for (const QString &topic : {u""_s, u"/"_s, u"d.org"_s, u"d.org/operations"_s, u"d.org/operations/you/too"_s,
                                     u"__send/me/you/m1/e.org/control"_s, u"__reply/you/me/m2/m1"_s,
                                     u"__presence/e.org/you"_s, u"$SYS/broker/version"_s}) {
            link->deliver(topic, "anything");
            QCOMPARE(transport.malformedCount(), ++count);
        }
        for (const char *payload : {"no JSON", "[]", "{\"you\"", "\xff"}) {
            link->deliver(u"__presence/d.org/odd"_s, payload);
            QCOMPARE(transport.malformedCount(), ++count);
        }
        QCOMPARE(presence.size(), 2);
        QCOMPARE(messages.size(), 0);
        QCOMPARE(logged.size(), 1);

        link->deliver(u"__presence/d.org/odd"_s, {}); // leaves, as is proper
        link->deliver(u"d.org/operations/you"_s, "op");
        QCOMPARE(operations.size(), 1);
        QCOMPARE(transport.malformedCount(), count);
    }

private:
    QtMessageHandler m_handler = nullptr;
};

QTEST_GUILESS_MAIN(TestMalformedMessages)
#include "tst_malformedmessages.moc"
