// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/syncfacts.h"

#include <QTest>

using namespace commonplace;
using State = mld::Transport::State;
using Code = mld::TransportErrorCode;
using Tone = SyncReport::Tone;

Q_DECLARE_METATYPE(commonplace::SyncReport::Tone)

/// Saved here, sent, and received by someone else are three different words (design.md 2.7).
class TestSyncFacts : public QObject
{
    Q_OBJECT

    static SyncFacts connected(int peers, qint64 written, qint64 published)
    {
        SyncFacts facts;
        facts.hasService = true;
        facts.transport = State::Connected;
        facts.isStarted = true;
        facts.peers = peers;
        facts.writtenTicks = written;
        facts.publishedTicks = published;
        return facts;
    }
    static QString sentence(const SyncFacts &facts, const QVector<KnownPeer> &peers = {})
    {
        return syncReport(facts, QStringLiteral("broker"), peers).sentence;
    }
    static bool has(const QString &text, const char *words) { return text.contains(QLatin1String(words)); }

private Q_SLOTS:
    void savedIsNotSent()
    {
        const QString text = sentence(connected(1, 5, 4));
        QVERIFY(has(text, "Saved on this machine"));
        QVERIFY(has(text, "Sending"));
        QVERIFY(!has(text, "sent to"));
        QVERIFY(!has(text, "received"));
    }

    void sentIsNotReceived()
    {
        const QString text = sentence(connected(1, 5, 5), { { QStringLiteral("Ada"), 4 } });
        QVERIFY(has(text, "sent to broker"));
        QVERIFY(!has(text, "received"));
    }

    void receivedNamesWho()
    {
        const SyncFacts facts = connected(2, 5, 5);
        QVERIFY(has(sentence(facts, { { QStringLiteral("Ada"), 5 } }), "received by Ada"));
        const QString both = sentence(facts, { { QStringLiteral("Ada"), 9 }, { QStringLiteral("Ben"), 5 } });
        QVERIFY(has(both, "received by Ada and Ben"));
        const QString one = sentence(facts, { { QStringLiteral("Ada"), 5 }, { QStringLiteral("Ben"), 3 } });
        QVERIFY(has(one, "received by Ada; not yet by Ben"));
    }

    void aPeerThatTellsNothingHasReceivedNothing()
    {
        QVERIFY(!has(sentence(connected(1, 5, 5), { { QStringLiteral("Ada"), -1 } }), "received"));
    }

    void nobodyThereIsSaid()
    {
        QVERIFY(has(sentence(connected(0, 5, 5)), "Nobody else is connected"));
        QVERIFY(has(sentence(connected(0, -1, -1)), "nobody else is there"));
    }

    void unsavedComesFirst()
    {
        SyncFacts facts = connected(1, 5, 5);
        facts.unsaved = 1;
        const SyncReport report = syncReport(facts, QStringLiteral("broker"), { { QStringLiteral("Ada"), 5 } });
        QCOMPARE(report.tone, Tone::Busy);
        QVERIFY(has(report.sentence, "Saving"));
        QVERIFY(!has(report.sentence, "Saved"));
    }

    void aloneIsSaid()
    {
        SyncFacts facts;
        facts.isStarted = true;
        QVERIFY(has(sentence(facts), "this machine only"));
    }

    void aCopyIsSaid()
    {
        SyncFacts facts;
        facts.isCopy = true;
        facts.isStarted = true;
        SyncReport report = syncReport(facts, {}, {});
        QCOMPARE(report.tone, Tone::Problem);
        QVERIFY(has(report.sentence, "copied or restored"));
        facts.hasService = true;
        facts.transport = mld::Transport::State::Connected;
        report = syncReport(facts, {}, {});
        QVERIFY(has(report.sentence, "as soon as"));
        facts.peers = 1;
        report = syncReport(facts, {}, {});
        QVERIFY(has(report.sentence, "joining"));
    }

    void tellsWhatToDo_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("isStarted");
        QTest::addColumn<SyncReport::Tone>("tone");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, State state, Code code, bool started, Tone tone, const QString &words) {
            QTest::newRow(name) << int(state) << int(code) << started << tone << words;
        };
        row("password", State::Failed, Code::BadCredentials, true, Tone::Problem, QStringLiteral("Enter them again"));
        row("forbidden", State::Failed, Code::Forbidden, true, Tone::Problem, QStringLiteral("give your user access"));
        row("certificate", State::Failed, Code::CertificateRejected, true, Tone::Problem, QStringLiteral("choose the file"));
        row("offline", State::Offline, Code::ConnectionLost, true, Tone::Offline, QStringLiteral("will be sent when it is back"));
        row("refused", State::Offline, Code::ConnectionRefused, true, Tone::Offline, QStringLiteral("switched off"));
        row("not found", State::Offline, Code::HostNotFound, true, Tone::Offline, QStringLiteral("on the network"));
        row("newcomer offline", State::Offline, Code::TimedOut, false, Tone::Offline, QStringLiteral("will be fetched"));
        row("newcomer alone", State::Connected, Code::None, false, Tone::Busy, QStringLiteral("ask them to open"));
        row("connecting", State::Connecting, Code::None, true, Tone::Busy, QStringLiteral("Connecting to broker"));
    }
    void tellsWhatToDo()
    {
        QFETCH(int, state);
        QFETCH(int, code);
        QFETCH(bool, isStarted);
        QFETCH(SyncReport::Tone, tone);
        QFETCH(QString, words);
        SyncFacts facts;
        facts.hasService = true;
        facts.transport = State(state);
        facts.transportError = Code(code);
        facts.isStarted = isStarted;
        const SyncReport report = syncReport(facts, QStringLiteral("broker"), {});
        QCOMPARE(report.tone, tone);
        QVERIFY2(report.sentence.contains(words), qPrintable(report.sentence));
        QVERIFY(!report.phrase.isEmpty());
        // What is not here cannot be saved here.
        QCOMPARE(report.sentence.contains(QStringLiteral("aved on this machine")), isStarted);
    }
};

QTEST_GUILESS_MAIN(TestSyncFacts)
#include "tst_syncfacts.moc"
