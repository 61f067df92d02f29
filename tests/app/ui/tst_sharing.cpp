// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/app.h"
#include "ui/joinform.h"
#include "ui/serviceform.h"

#include "settings/fakesecretstore.h"
#include "settings/sampleservice.h"
#include "support/mosquittobroker.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace commonplace;
using Status = SecretStore::Status;

namespace {

/// A person with the program, but for its window.
class Person
{
public:
    explicit Person(const QString &name)
    {
        app = std::make_unique<App>(std::move(*Profile::create(name, m_dir.path())), &keychain);
        app->settings()->setDisplayName(name);
        QObject::connect(app.get(), &App::noticed, app.get(),
                         [this](const QString &message) { notices.append(message); });
        app->start();
    }
    ~Person()
    {
        QSignalSpy stopped(app.get(), &App::stopped);
        app->stop();
        if (stopped.isEmpty())
            stopped.wait(8000);
    }

    FakeSecretStore keychain;
    std::unique_ptr<App> app;
    QStringList notices;

private:
    QTemporaryDir m_dir;
};

MessagingService at(const mld::test::MosquittoBroker &broker, const QString &user = {})
{
    return mqttAt(QStringLiteral("127.0.0.1"), broker.port(), false, user);
}

QString hintOf(ServiceForm &form, const QString &key)
{
    const QModelIndexList found = form.fields()->match(form.fields()->index(0), ServiceFields::KeyRole, key, 1, Qt::MatchExactly);
    return found.value(0).data(ServiceFields::HintRole).toString();
}

} // namespace

/// What a person does to write with others, against a broker.
class TestSharing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void theNotebookConnectsWhenTheKeychainAnswers_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("phrase");
        QTest::addColumn<QString>("cure");
        QTest::newRow("slow") << int(Status::Waiting) << QStringLiteral("Waiting for the keychain")
                              << QStringLiteral("answer it");
        QTest::newRow("locked") << int(Status::Locked) << QStringLiteral("Keychain locked") << QStringLiteral("Unlock it");
    }
    void theNotebookConnectsWhenTheKeychainAnswers()
    {
        QFETCH(int, state);
        QFETCH(QString, phrase);
        QFETCH(QString, cure);
        mld::test::MosquittoBroker broker({ .username = QStringLiteral("ada"), .password = QStringLiteral("sesame") });
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        Person ada(QStringLiteral("Ada"));
        const QString service = ada.app->services()->put(at(broker, QStringLiteral("ada")));
        ada.keychain.entries.insert(service, QStringLiteral("sesame"));
        ada.keychain.setState(Status(state));
        Notebook *notebook = ada.app->createNotebook(QStringLiteral("Allotment"), service);
        // Its notes can be written at once.
        QTRY_VERIFY(notebook->isReady());
        notebook->createNote(QStringLiteral("Plans"));
        QTRY_COMPARE(notebook->phrase(), phrase);
        QVERIFY2(notebook->sentence().contains(cure), qPrintable(notebook->sentence()));
        QVERIFY2(notebook->sentence().contains(QStringLiteral("saved on this machine")), qPrintable(notebook->sentence()));

        // Who changes the service meanwhile is told what the keychain has to say.
        ServiceForm form;
        form.setServiceId(service);
        QTRY_VERIFY(hintOf(form, QStringLiteral("password")).contains(QStringLiteral("keychain")));
        form.test();
        QVERIFY(!form.isTestGood());
        QVERIFY2(form.testResult().contains(QStringLiteral("keychain")), qPrintable(form.testResult()));

        ada.keychain.setState(Status::Ok);
        QTRY_COMPARE(notebook->tone(), Notebook::Tone::Quiet);
        QVERIFY2(notebook->sentence().contains(QStringLiteral("Nobody else is connected")),
                 qPrintable(notebook->sentence()));
        QVERIFY(notebook->isReady()); // all the time
        QCOMPARE(notebook->notes()->count(), 1);
        QTRY_VERIFY(form.hasSecret(QStringLiteral("password")));
    }

    void aPasswordThatIsNotThereIsAskedFor_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("words");
        QTest::newRow("no entry") << int(Status::Ok) << QStringLiteral("The keychain has no password for");
        QTest::newRow("no keychain") << int(Status::Missing) << QStringLiteral("There is no keychain here");
    }
    void aPasswordThatIsNotThereIsAskedFor()
    {
        QFETCH(int, state);
        QFETCH(QString, words);
        mld::test::MosquittoBroker broker({ .username = QStringLiteral("ada"), .password = QStringLiteral("sesame") });
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        Person ada(QStringLiteral("Ada"));
        ada.keychain.setState(Status(state));
        const QString service = ada.app->services()->put(at(broker, QStringLiteral("ada")));
        Notebook *notebook = ada.app->createNotebook(QStringLiteral("Allotment"), service);
        QTRY_COMPARE(notebook->phrase(), QStringLiteral("Password needed"));
        QTRY_VERIFY2(notebook->sentence().startsWith(words), qPrintable(notebook->sentence()));
        QVERIFY(notebook->sentence().contains(QStringLiteral("Settings")));

        // Entered, it counts at once, kept or not.
        ada.app->keepService(*ada.app->services()->service(service), { { QStringLiteral("password"), QStringLiteral("sesame") } });
        QTRY_COMPARE(notebook->tone(), Notebook::Tone::Quiet);
        QCOMPARE(ada.notices.size(), Status(state) == Status::Missing ? 1 : 0);
    }

    void aPasswordEnteredWhileTheKeychainIsLockedCounts()
    {
        mld::test::MosquittoBroker broker({ .username = QStringLiteral("ada"), .password = QStringLiteral("sesame") });
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        Person ada(QStringLiteral("Ada"));
        ada.keychain.setState(Status::Locked);
        const QString service = ada.app->services()->put(at(broker, QStringLiteral("ada")));
        Notebook *notebook = ada.app->createNotebook(QStringLiteral("Allotment"), service);
        QTRY_COMPARE(notebook->phrase(), QStringLiteral("Keychain locked"));
        ada.app->keepService(*ada.app->services()->service(service), { { QStringLiteral("password"), QStringLiteral("sesame") } });
        QTRY_COMPARE(notebook->tone(), Notebook::Tone::Quiet);
        QTRY_VERIFY2(ada.notices.size() == 1, qPrintable(ada.notices.join(u'\n')));
        QVERIFY2(ada.notices.first().contains(QStringLiteral("keychain is locked")), qPrintable(ada.notices.first()));
        ada.keychain.setState(Status::Ok);
        QTRY_COMPARE(ada.keychain.entries.value(service), QStringLiteral("sesame"));
        QCOMPARE(ada.notices.size(), 1);
    }

    void triesNowWhenAsked()
    {
        mld::test::MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        Person ada(QStringLiteral("Ada"));
        Notebook *hers = ada.app->createNotebook(QStringLiteral("Allotment"), ada.app->services()->put(at(broker)));
        QTRY_VERIFY(hers->isReady());
        Person ben(QStringLiteral("Ben"));
        Notebook *his = ben.app->join(*Invitation::fromLink(ada.app->invitationLink(hers)), {});
        QTRY_VERIFY_WITH_TIMEOUT(his->isLoaded(), 15'000);
        QVERIFY(!hers->canRetry());
        broker.kill();
        QTRY_VERIFY(hers->canRetry() && his->canRetry());
        hers->createNote(QStringLiteral("Offline"));
        QTRY_COMPARE(hers->tone(), Notebook::Tone::Offline);
        // So often without success that the next attempt of its own is far away.
        for (int i = 0; i < 6; ++i) {
            hers->retry();
            his->retry();
            QTRY_VERIFY(hers->canRetry() && his->canRetry());
        }
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        hers->retry();
        his->retry();
        QTRY_VERIFY_WITH_TIMEOUT(!hers->canRetry() && !his->canRetry(), 3000);
        QVERIFY(hers->isReady()); // all the time
        QTRY_COMPARE_WITH_TIMEOUT(his->notes()->count(), 1, 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(hers->phrase(), QStringLiteral("Received"), 15'000);
    }

    void theOthersFollowAMove()
    {
        mld::test::MosquittoBroker first;
        mld::test::MosquittoBroker second;
        QVERIFY2(first.start() && second.start(), qPrintable(first.problem() + second.problem()));
        Person ada(QStringLiteral("Ada"));
        Notebook *hers = ada.app->createNotebook(QStringLiteral("Allotment"), ada.app->services()->put(at(first)));
        QTRY_VERIFY(hers->isReady());
        Person ben(QStringLiteral("Ben"));
        Notebook *his = ben.app->join(*Invitation::fromLink(ada.app->invitationLink(hers)), {});
        QTRY_VERIFY_WITH_TIMEOUT(his->isLoaded(), 15'000);
        QTRY_VERIFY(hers->hasPeers());
        const QString before = his->serviceId();

        const QString target = ada.app->services()->put(at(second));
        ada.app->moveNotebook(hers, target);
        QTRY_COMPARE(hers->serviceId(), target);
        QCOMPARE(ada.notices.size(), 1);
        QTRY_VERIFY(!his->moveNews().isEmpty());
        QVERIFY2(his->moveNews().startsWith(QStringLiteral("Ada has moved")), qPrintable(his->moveNews()));
        QVERIFY(his->moveNews().contains(at(second).address()));
        QVERIFY(his->canFollowMove());
        QCOMPARE(hers->moveNews(), QString()); // she is there
        // Nothing happens without his yes.
        QCOMPARE(his->serviceId(), before);
        QCOMPARE(ben.app->services()->count(), 2);

        QSignalSpy asked(ben.app.get(), &App::invitationArrived);
        ben.app->followMove(his);
        QCOMPARE(asked.size(), 1);
        JoinForm form;
        form.setLink(asked.first().first().toString());
        QCOMPARE(form.action(), QStringLiteral("Move it"));
        QVERIFY2(form.effect().contains(QStringLiteral("moves to ") + at(second).address()), qPrintable(form.effect()));
        QVERIFY2(form.effect().contains(QStringLiteral("adds the messaging service")), qPrintable(form.effect()));
        QVERIFY(form.join());
        QCOMPARE(ben.app->notebooks()->count(), 1);
        QTRY_VERIFY(his->isReady() && his->serviceId() != before);
        QTRY_COMPARE(his->moveNews(), QString());
        hers->createNote(QStringLiteral("From the new place"));
        QTRY_COMPARE_WITH_TIMEOUT(his->notes()->count(), 1, 15'000);

        // A link that was sent by hand does the same, and one to where it is does nothing.
        const QString link = ada.app->invitationLink(hers);
        form.setLink(link);
        QCOMPARE(form.action(), QStringLiteral("Show it"));
        QVERIFY(form.join());
        QCOMPARE(ben.notices.last(), QStringLiteral("You already have this notebook."));
        ben.app->moveNotebook(his, {});
        QTRY_VERIFY(his->isReady() && his->serviceId().isEmpty());
        form.clear();
        form.setLink(link);
        QCOMPARE(form.action(), QStringLiteral("Move it"));
        QVERIFY2(form.effect().contains(QStringLiteral("this machine only")), qPrintable(form.effect()));
        QVERIFY(form.join());
        QTRY_VERIFY(his->isReady() && !his->serviceId().isEmpty());
    }

    void whoDoesNotFollowAMoveStays()
    {
        mld::test::MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        Person ada(QStringLiteral("Ada"));
        Notebook *hers = ada.app->createNotebook(QStringLiteral("Allotment"), ada.app->services()->put(at(broker)));
        QTRY_VERIFY(hers->isReady());
        Person ben(QStringLiteral("Ben"));
        Notebook *his = ben.app->join(*Invitation::fromLink(ada.app->invitationLink(hers)), {});
        QTRY_VERIFY_WITH_TIMEOUT(his->isLoaded(), 15'000);
        QTRY_VERIFY(hers->hasPeers());

        // Without its certificate, nobody can follow by what is told.
        MessagingService closedOne = mqttAt(QStringLiteral("broker.example"), 0, true);
        closedOne.values.insert(QStringLiteral("ca"), QStringLiteral("/nowhere/ca.pem"));
        ada.app->moveNotebook(hers, ada.app->services()->put(closedOne));
        QTRY_VERIFY(!his->moveNews().isEmpty());
        QVERIFY2(his->moveNews().contains(QStringLiteral("new link")), qPrintable(his->moveNews()));
        QVERIFY(!his->canFollowMove());
        QSignalSpy asked(ben.app.get(), &App::invitationArrived);
        ben.app->followMove(his);
        QCOMPARE(asked.size(), 0);
        ben.app->ignoreMove(his);
        QCOMPARE(his->moveNews(), QString());
        QSignalSpy closed(his, &Notebook::closed);
        ben.app->reopen(his);
        QTRY_COMPARE(closed.size(), 1);
        QTRY_VERIFY(his->isLoaded());
        QCOMPARE(his->moveNews(), QString());
    }
};

QTEST_MAIN(TestSharing)
#include "tst_sharing.moc"
