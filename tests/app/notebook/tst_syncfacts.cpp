// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/syncfacts.h"

#include <QTest>

using namespace commonplace;
using State = mld::Transport::State;
using Code = mld::TransportErrorCode;
using Tone = SyncReport::Tone;

Q_DECLARE_METATYPE(commonplace::SyncReport::Tone)
Q_DECLARE_METATYPE(commonplace::KnownPeer)

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

    void aloneNothingIsOnItsWay()
    {
        const SyncReport report = syncReport(connected(0, 5, 4), QStringLiteral("broker"), {});
        QCOMPARE(report.tone, Tone::Quiet);
        QVERIFY2(has(report.sentence, "Nobody else is connected to broker"), qPrintable(report.sentence));
        QVERIFY(!has(report.sentence, "ending"));
        QVERIFY(!has(report.sentence, "sent"));
    }

    void whoHasNoNameIsAnotherMember()
    {
        const SyncFacts facts = connected(3, 5, 5);
        const KnownPeer nameless { {}, 5 };
        const KnownPeer ada { QStringLiteral("Ada"), 5 };
        QVERIFY(has(sentence(facts, { nameless }), "received by another member."));
        QVERIFY(has(sentence(facts, { nameless, ada }), "received by Ada and another member."));
        QVERIFY(has(sentence(facts, { nameless, nameless }), "received by 2 other members."));
        QVERIFY(has(sentence(facts, { nameless, nameless, ada }), "received by Ada and 2 others."));
    }

    void everySentenceIsReached_data()
    {
        QTest::addColumn<SyncFacts>("facts");
        QTest::addColumn<QVector<KnownPeer>>("peers");
        QTest::addColumn<QString>("phrase");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const SyncFacts &facts, const QVector<KnownPeer> &peers,
                            const char *phrase, const char *words) {
            QTest::newRow(name) << facts << peers << QString::fromLatin1(phrase) << QString::fromLatin1(words);
        };
        const auto with = [](SyncFacts facts, auto &&change) {
            change(facts);
            return facts;
        };
        const SyncFacts quiet = connected(1, -1, -1);
        row("up to date", quiet, {}, "Up to date", "All that others have sent has arrived");
        row("sending", connected(1, 5, 4), {}, "Sending", "Sending to broker");
        row("sent", connected(1, 5, 5), {}, "Sent", "and sent to broker.");
        row("sent, alone", connected(0, 5, 5), {}, "Sent", "sent to broker. Nobody else is connected");
        row("not sent, alone", connected(0, 5, 4), {}, "Saved", "Nobody else is connected to broker");
        row("alone", connected(0, -1, -1), {}, "Connected", "nobody else is there just now");
        row("received", connected(1, 5, 5), { { QStringLiteral("Ada"), 5 } }, "Received", "received by Ada.");
        row("received by some", connected(2, 5, 5), { { QStringLiteral("Ada"), 5 }, { QStringLiteral("Ben"), 1 } },
            "Received", "not yet by Ben");
        row("catching up", with(quiet, [](SyncFacts &f) { f.clone.outdated = true; }), {}, "Catching up", "others have written");
        row("fetching", with(quiet, [](SyncFacts &f) { f.isStarted = false; }), {}, "Fetching", "Fetching the notebook");
        row("fetching, counted", with(quiet, [](SyncFacts &f) { f.isStarted = false; f.clone.fetched = 3200; f.clone.expected = 9000; }),
            {}, "Fetching", "Fetching 3,200 of 9,000");
        row("newcomer alone", with(connected(0, -1, -1), [](SyncFacts &f) { f.isStarted = false; }), {},
            "Waiting for others", "ask them to open");
        row("newcomer among ghosts", with(quiet, [](SyncFacts &f) { f.isStarted = false; f.clone.unanswered = true; }), {},
            "Waiting for others", "ask them to open");
        row("not sent, among ghosts", with(connected(2, 5, 4), [](SyncFacts &f) { f.clone.unanswered = true; }), {},
            "Saved", "Nobody else is connected to broker");
        row("another beginning", with(quiet, [](SyncFacts &f) { f.clone.apart = true; }), {}, "Another beginning",
            "joins again with a link");
        row("too large", with(connected(1, 5, 4), [](SyncFacts &f) { f.clone.withheld = true; }), {},
            "Too large to send", "allow larger messages");
        row("copy alone", with(connected(0, -1, -1), [](SyncFacts &f) { f.isCopy = true; }), {},
            "Waiting for others", "as soon as one of them is connected");
        row("copy joining", with(quiet, [](SyncFacts &f) { f.isCopy = true; }), {}, "Joining again", "joining the");
        row("copy without a service", with(quiet, [](SyncFacts &f) { f.isCopy = true; f.hasService = false; }), {},
            "Must join again", "let it use the messaging service");
        row("this machine", with(quiet, [](SyncFacts &f) { f.hasService = false; }), {}, "Saved", "Share it");
        row("saving", with(quiet, [](SyncFacts &f) { f.unsaved = 1; }), {}, "Saving", "Saving on this machine");
        row("connected, but refused", with(quiet, [](SyncFacts &f) { f.transportError = Code::Forbidden; f.transportMessage = QStringLiteral("Ask whoever runs it."); }),
            {}, "Not allowed", "Ask whoever runs it. What you write");
        row("idle", with(quiet, [](SyncFacts &f) { f.transport = State::Idle; }), {}, "Connecting", "Connecting to broker");
        row("closed", with(quiet, [](SyncFacts &f) { f.transport = State::Closed; }), {}, "Closed", "connection is closed");
        row("slow", with(quiet, [](SyncFacts &f) { f.transport = State::Offline; f.transportError = Code::TimedOut; f.transportMessage = QStringLiteral("It did not answer."); }),
            {}, "Offline", "It did not answer. Changes will be sent");
    }
    void everySentenceIsReached()
    {
        QFETCH(SyncFacts, facts);
        QFETCH(QVector<KnownPeer>, peers);
        QFETCH(QString, phrase);
        QFETCH(QString, words);
        const SyncReport report = syncReport(facts, QStringLiteral("broker"), peers);
        QCOMPARE(report.phrase, phrase);
        QVERIFY2(report.sentence.contains(words), qPrintable(report.sentence));
    }

    /// Without a server nothing was sent where nobody was, and what to do is about the network.
    void nearbyThereIsNoServer_data()
    {
        QTest::addColumn<SyncFacts>("facts");
        QTest::addColumn<QVector<KnownPeer>>("peers");
        QTest::addColumn<Tone>("tone");
        QTest::addColumn<QString>("phrase");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const SyncFacts &facts, Tone tone, const char *phrase, const char *words,
                            const QVector<KnownPeer> &peers = {}) {
            QTest::newRow(name) << facts << peers << tone << QString::fromLatin1(phrase) << QString::fromUtf8(words);
        };
        const auto with = [](SyncFacts facts, auto &&change) {
            change(facts);
            return facts;
        };
        const auto hampered = [&](int peers, Code code, const char *why) {
            return with(connected(peers, 5, 5), [&](SyncFacts &f) {
                f.transportError = code;
                f.transportMessage = QString::fromLatin1(why);
            });
        };
        const SyncFacts quiet = connected(1, -1, -1);
        const QVector<KnownPeer> ada { { QStringLiteral("Ada"), 5 } };
        row("looking", with(quiet, [](SyncFacts &f) { f.transport = State::Connecting; }), Tone::Busy, "Connecting", "Looking for others nearby");
        row("alone", connected(0, -1, -1), Tone::Quiet, "Nobody nearby", "open on the same network as you");
        row("alone with words", connected(0, 5, 5), Tone::Quiet, "Saved", "Nobody else is nearby just now");
        row("newcomer", with(connected(0, -1, -1), [](SyncFacts &f) { f.isStarted = false; }), Tone::Busy, "Waiting for others",
            "enter the address of theirs in Settings");
        row("copy", with(connected(0, -1, -1), [](SyncFacts &f) { f.isCopy = true; }), Tone::Busy, "Waiting for others",
            "as soon as one of them is nearby");
        row("sending", connected(1, 5, 4), Tone::Busy, "Sending", "Sending to those nearby");
        row("sent", connected(1, 5, 5), Tone::Quiet, "Sent", "sent to those nearby");
        row("received", connected(1, 5, 5), Tone::Quiet, "Received", "received by Ada", ada);
        row("another beginning", with(quiet, [](SyncFacts &f) { f.clone.apart = true; }), Tone::Problem, "Another beginning", "Somebody nearby");
        row("too large", with(connected(0, 5, 4), [](SyncFacts &f) { f.clone.withheld = true; }), Tone::Problem, "Too large to send", "smaller pieces");
        row("firewall", hampered(0, Code::Forbidden, "A firewall bars it, type addresses."), Tone::Problem, "Not allowed",
            "type addresses. That is done in Settings");
        row("no network", hampered(0, Code::ConnectionLost, "There is no network."), Tone::Offline, "Offline",
            "There is no network. What you write is saved");
        row("firewall, with company", hampered(1, Code::Forbidden, "A firewall bars it."), Tone::Quiet, "Received", "received by Ada", ada);
        row("two as one", hampered(1, Code::IdInUse, "There is another."), Tone::Problem, "Used twice", "There is another.");
        row("cannot be reached", with(hampered(0, Code::NoResources, "No program may."), [](SyncFacts &f) { f.transport = State::Offline; }),
            Tone::Offline, "Offline", "Saved on this machine. No program may.");
    }
    void nearbyThereIsNoServer()
    {
        QFETCH(SyncFacts, facts);
        QFETCH(QVector<KnownPeer>, peers);
        QFETCH(Tone, tone);
        QFETCH(QString, phrase);
        QFETCH(QString, words);
        const SyncReport report = syncReport(facts, QStringLiteral("Nearby"), peers, Carrier::Nearby);
        QCOMPARE(report.phrase, phrase);
        QCOMPARE(report.tone, tone);
        QVERIFY2(report.sentence.contains(words), qPrintable(report.sentence));
        QVERIFY2(!has(report.sentence, "onnected to Nearby") && !has(report.sentence, "ent to Nearby"), qPrintable(report.sentence));
        QVERIFY2(!has(report.sentence, "Connecting") && !has(report.sentence, "whoever runs"), qPrintable(report.sentence));
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
        row("password", State::Failed, Code::BadCredentials, true, Tone::Problem, QStringLiteral("Why. How broker is reached can be changed in Settings"));
        row("forbidden", State::Failed, Code::Forbidden, true, Tone::Problem, QStringLiteral("Why. What you write"));
        row("certificate", State::Failed, Code::CertificateRejected, true, Tone::Problem, QStringLiteral("in Settings → Messaging services"));
        row("offline", State::Offline, Code::ConnectionLost, true, Tone::Offline, QStringLiteral("will be sent when it is back"));
        row("refused", State::Offline, Code::ConnectionRefused, true, Tone::Offline, QStringLiteral("Why. Changes will be sent"));
        row("not found", State::Offline, Code::HostNotFound, true, Tone::Offline, QStringLiteral("Saved on this machine. Why."));
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
        if (facts.transportError != Code::None)
            facts.transportMessage = QStringLiteral("Why.");
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
