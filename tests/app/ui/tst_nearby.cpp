// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/app.h"
#include "ui/joinform.h"
#include "ui/notebookmaker.h"
#include "ui/serviceform.h"

#include "settings/fakesecretstore.h"
#include "settings/sampleservice.h"
#include "support/mosquittobroker.h"

#include <QDirIterator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <QUrlQuery>

#include <memory>

using namespace commonplace;
using Status = SecretStore::Status;

namespace {

const QString nearbyId = QStringLiteral("lan");
constexpr int longMs = 20'000;

/// A person with the program, but for its window. Whoever is nearby is on this computer.
class Person
{
public:
    explicit Person(QString name) : m_name(std::move(name)) { start(); }
    ~Person() { stop(); }

    void start()
    {
        app = std::make_unique<App>(std::move(*Profile::create(m_name, m_dir.path())), &keychain);
        app->settings()->setDisplayName(m_name);
        MessagingService nearby = *app->services()->service(nearbyId);
        nearby.values.insert(QStringLiteral("interface"), QStringLiteral("lo"));
        app->services()->put(nearby);
        QObject::connect(app.get(), &App::noticed, app.get(),
                         [this](const QString &message) { notices.append(message); });
        app->start();
    }
    void stop()
    {
        if (!app)
            return;
        QSignalSpy stopped(app.get(), &App::stopped);
        app->stop();
        if (stopped.isEmpty())
            stopped.wait(8000);
        app.reset();
    }
    void restart()
    {
        stop();
        start();
    }
    /// All that the program has written, but for the stores of notebooks.
    QByteArray files() const
    {
        QByteArray all;
        QDirIterator it(m_dir.path(), { QStringLiteral("*.json") }, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }
    Notebook *notebook() const { return app->notebooks()->at(0); }
    /// A notebook with a note, shared with those nearby.
    Notebook *share()
    {
        Notebook *made = app->createNotebook(QStringLiteral("Allotment"), nearbyId);
        made->createNote(QStringLiteral("Spring plans"));
        return made;
    }
    QString link() const { return app->invitationLink(notebook()); }

    FakeSecretStore keychain;
    std::unique_ptr<App> app;
    QStringList notices;

private:
    QString m_name;
    QTemporaryDir m_dir;
};

QString secretIn(const QString &link)
{
    return QUrlQuery(link.section(u'?', 1)).queryItemValue(QStringLiteral("p.secret"), QUrl::FullyDecoded);
}

/// It is told that the network is this computer's own, and nobody there.
bool isAlone(const Notebook *notebook)
{
    return notebook->phrase() == QStringLiteral("Offline")
        && notebook->sentence().contains(QStringLiteral("only programs on it are found"));
}

QStringList offered(const App &app)
{
    QStringList ids;
    auto *services = const_cast<App &>(app).services();
    for (int row = 0; row < services->count(); ++row) {
        if (services->data(services->index(row), ServicesModel::ReadyRole).toBool())
            ids.append(services->idAt(row));
    }
    return ids;
}

} // namespace

/// Notebooks that are shared with whoever is on the same network.
class TestNearby : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void isThereFromTheBeginning()
    {
        Person ada(QStringLiteral("Ada"));
        ServicesModel *services = ada.app->services();
        QCOMPARE(services->readyId(), nearbyId);
        QCOMPARE(offered(*ada.app), QStringList { nearbyId });
        QCOMPARE(services->nameOf(nearbyId), QStringLiteral("Nearby"));
        // New notebooks are this machine's own until somebody shares them.
        QCOMPARE(ada.app->defaultService(), QString());
        ada.app->removeService(nearbyId);
        QVERIFY(services->service(nearbyId));
        // Others come after it, whatever was there first.
        const QString broker = ada.app->keepService(mqttAt(QStringLiteral("broker.example")), {});
        QCOMPARE(services->idAt(0), nearbyId);
        QCOMPARE(ada.app->defaultService(), broker);
        ada.restart();
        QCOMPARE(ada.app->services()->idAt(0), nearbyId);
        QCOMPARE(ada.app->services()->count(), 2);
        QCOMPARE(ada.app->defaultService(), broker);
    }

    void oneLinkIsEnough()
    {
        Person ada(QStringLiteral("Ada"));
        Notebook *hers = ada.app->createNotebook(QStringLiteral("Allotment"), {});
        hers->createNote(QStringLiteral("Spring plans"));
        QTRY_VERIFY(hers->isReady());
        QVERIFY(ada.keychain.entries.isEmpty());
        QVERIFY2(ada.app->sharingWords(hers).contains(QStringLiteral("same network")), qPrintable(ada.app->sharingWords(hers)));

        // There at once, for whoever looks.
        ada.app->moveNotebook(hers, ada.app->services()->readyId());
        const QString link = ada.link();
        QVERIFY(!secretIn(link).isEmpty());
        QTRY_COMPARE(ada.keychain.entries.value(QStringLiteral("notebook/%1/secret").arg(hers->notebookId())), secretIn(link));
        QVERIFY2(ada.app->sharingWords(hers).contains(QStringLiteral("whoever has it can join")),
                 qPrintable(ada.app->sharingWords(hers)));
        // Here, nearby is this computer alone.
        QTRY_VERIFY2(hers->sentence().contains(QStringLiteral("only programs on it")), qPrintable(hers->sentence()));

        Person ben(QStringLiteral("Ben"));
        JoinForm form;
        form.setLink(link);
        QVERIFY2(form.isValid(), qPrintable(form.fault()));
        QVERIFY2(form.carrier().contains(QStringLiteral("same network")), qPrintable(form.carrier()));
        QVERIFY2(form.effect().contains(QStringLiteral("at the same time")), qPrintable(form.effect()));
        QVERIFY(!form.needsPassword());
        ben.app->followLink(link); // with no question: nothing of his is changed
        QCOMPARE(ben.app->notebooks()->count(), 1);
        Notebook *his = ben.notebook();
        QTRY_COMPARE_WITH_TIMEOUT(his->notes()->count(), 1, longMs);
        his->createNote(QStringLiteral("Peas"));
        QTRY_COMPARE_WITH_TIMEOUT(hers->notes()->count(), 2, longMs);
        QTRY_COMPARE_WITH_TIMEOUT(his->phrase(), QStringLiteral("Received"), longMs);
        QVERIFY2(his->sentence().contains(QStringLiteral("received by Ada")), qPrintable(his->sentence()));
        QCOMPARE(ben.link().section(QStringLiteral("&by="), 0, 0), link.section(QStringLiteral("&by="), 0, 0));

        // In the keychain, and in no file.
        QVERIFY(!ada.files().contains(secretIn(link).toUtf8()) && !ben.files().contains(secretIn(link).toUtf8()));
        QVERIFY(ada.files().contains(hers->entry().domain.toUtf8()));
        QVERIFY2(ada.notices.isEmpty() && ben.notices.isEmpty(), qPrintable((ada.notices + ben.notices).join(u'\n')));

        // Alone again, she is not told that something was sent. Whoever is on this computer was all that there was.
        ben.stop();
        hers->createNote(QStringLiteral("Leeks"));
        QTRY_VERIFY_WITH_TIMEOUT(isAlone(hers), longMs);
        QVERIFY2(!hers->sentence().contains(QStringLiteral("ent to")), qPrintable(hers->sentence()));
    }

    void membershipOutlivesTheProgram_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("phrase");
        QTest::newRow("at once") << int(Status::Ok) << QString();
        QTest::newRow("slow") << int(Status::Waiting) << QStringLiteral("Waiting for the keychain");
        QTest::newRow("locked") << int(Status::Locked) << QStringLiteral("Keychain locked");
    }
    void membershipOutlivesTheProgram()
    {
        QFETCH(int, state);
        QFETCH(QString, phrase);
        Person ada(QStringLiteral("Ada"));
        Notebook *hers = ada.share();
        Person ben(QStringLiteral("Ben"));
        ben.app->followLink(ada.link());
        QTRY_COMPARE_WITH_TIMEOUT(ben.notebook()->notes()->count(), 1, longMs);
        ben.keychain.setState(Status(state));
        ben.restart();
        Notebook *his = ben.notebook();
        QTRY_VERIFY(his->isReady()); // whatever the keychain does
        if (!phrase.isEmpty()) {
            QTRY_COMPARE(his->phrase(), phrase);
            QVERIFY2(!his->sentence().contains(QStringLiteral("password")), qPrintable(his->sentence()));
            QVERIFY(ben.link().isEmpty());
            QVERIFY(ben.app->sharingWords(his).contains(QStringLiteral("keychain")));
            QVERIFY(!ben.app->isLockedOut(his));
        }
        QSignalSpy told(ben.app.get(), &App::sharingChanged);
        ben.keychain.setState(Status::Ok);
        QTRY_VERIFY(!ben.link().isEmpty());
        QVERIFY(phrase.isEmpty() || !told.isEmpty()); // whoever looks at the window for sharing sees it
        his->createNote(QStringLiteral("Peas"));
        QTRY_COMPARE_WITH_TIMEOUT(hers->notes()->count(), 2, longMs);
    }

    void aSecretThatIsLostComesWithALink()
    {
        Person ada(QStringLiteral("Ada"));
        Notebook *hers = ada.share();
        Person ben(QStringLiteral("Ben"));
        ben.keychain.setState(Status::Missing);
        ben.app->followLink(ada.link());
        QTRY_COMPARE_WITH_TIMEOUT(ben.notebook()->notes()->count(), 1, longMs);
        QTRY_VERIFY(ben.notices.join(u'\n').contains(QStringLiteral("There is no keychain here")));
        QVERIFY2(ben.app->sharingWords(ben.notebook()).contains(QStringLiteral("keep the link")),
                 qPrintable(ben.app->sharingWords(ben.notebook())));
        ben.restart();
        Notebook *his = ben.notebook();
        QTRY_VERIFY(ben.app->isLockedOut(his));
        QTRY_VERIFY2(his->sentence().contains(QStringLiteral("Join again with a link")), qPrintable(his->sentence()));
        QVERIFY(his->sentence().contains(QStringLiteral("saved on this machine")));
        QTRY_VERIFY(his->isReady());

        QSignalSpy asked(ben.app.get(), &App::invitationArrived);
        ben.app->followLink(ada.link());
        QCOMPARE(asked.size(), 1); // it changes what is here
        JoinForm form;
        form.setLink(ada.link());
        QCOMPARE(form.action(), QStringLiteral("Join again"));
        QVERIFY2(form.effect().contains(QStringLiteral("does not know its secret any more")), qPrintable(form.effect()));
        QVERIFY(form.join());
        QCOMPARE(ben.app->notebooks()->count(), 1);
        QTRY_VERIFY(his->isReady());
        his->createNote(QStringLiteral("Peas"));
        QTRY_COMPARE_WITH_TIMEOUT(hers->notes()->count(), 2, longMs);
        form.clear();
        form.setLink(ada.link());
        QCOMPARE(form.action(), QStringLiteral("Show it"));
    }

    void whoIsAloneMakesAnotherSecret()
    {
        Person ada(QStringLiteral("Ada"));
        Notebook *hers = ada.share();
        QTRY_VERIFY(hers->isReady());
        const QString before = ada.link();
        QTRY_VERIFY(!ada.keychain.entries.isEmpty());
        ada.keychain.entries.clear();
        ada.restart();
        hers = ada.notebook();
        QTRY_VERIFY2(hers->sentence().contains(QStringLiteral("Choose Share")), qPrintable(hers->sentence()));
        QVERIFY(ada.link().isEmpty());
        ada.app->renewSecrets(hers);
        QVERIFY(!ada.link().isEmpty() && secretIn(ada.link()) != secretIn(before));
        QTRY_VERIFY_WITH_TIMEOUT(hers->isReady() && isAlone(hers), longMs);
        Person ben(QStringLiteral("Ben"));
        ben.app->followLink(ada.link());
        QTRY_COMPARE_WITH_TIMEOUT(ben.notebook()->notes()->count(), 1, longMs);
        // A link from before is of another circle, which is said before it is followed.
        JoinForm form;
        form.setLink(before);
        QVERIFY2(form.effect().contains(QStringLiteral("another secret")), qPrintable(form.effect()));
    }

    void theSecretGoesWithTheNotebook()
    {
        Person ada(QStringLiteral("Ada"));
        Notebook *hers = ada.share();
        QTRY_VERIFY(hers->isReady());
        QTRY_COMPARE(ada.keychain.entries.size(), 1);
        // A copy is a notebook of its own, with a secret of its own.
        NotebookMaker maker;
        maker.copy(hers, nearbyId);
        QTRY_COMPARE(ada.app->notebooks()->count(), 2);
        QTRY_COMPARE(ada.keychain.entries.size(), 2);
        const QStringList secrets = ada.keychain.entries.values();
        QVERIFY(secrets.first() != secrets.last());
        QTRY_COMPARE(ada.app->notebooks()->at(1)->notes()->count(), 1);
        ada.app->removeNotebook(hers);
        QTRY_COMPARE(ada.app->notebooks()->count(), 1);
        QTRY_COMPARE(ada.keychain.entries.size(), 1);
        ada.app->removeNotebook(ada.notebook());
        QTRY_VERIFY(ada.keychain.entries.isEmpty());
    }

    void canBeSwitchedOff()
    {
        Person ada(QStringLiteral("Ada"));
        Notebook *hers = ada.share();
        QTRY_VERIFY_WITH_TIMEOUT(isAlone(hers), longMs);
        const QString link = ada.link();
        ServiceForm form;
        form.setServiceId(nearbyId);
        QVERIFY(form.isBuiltIn() && form.isOn());
        form.setOn(false);
        QCOMPARE(form.save(), nearbyId);
        QCOMPARE(offered(*ada.app), QStringList());
        QCOMPARE(ada.app->services()->readyId(), QString());
        QTRY_VERIFY2(hers->sentence().contains(QStringLiteral("Nearby is switched off. Switch it on in Settings")),
                     qPrintable(hers->sentence()));
        QTRY_VERIFY(hers->isReady());
        ada.restart();
        hers = ada.notebook();
        QTRY_VERIFY(hers->sentence().contains(QStringLiteral("switched off")));
        ada.app->switchService(nearbyId, true);
        QTRY_VERIFY_WITH_TIMEOUT(isAlone(hers), longMs);

        // Who joins nearby wants it, and is told.
        Person ben(QStringLiteral("Ben"));
        ben.app->switchService(nearbyId, false);
        QSignalSpy asked(ben.app.get(), &App::invitationArrived);
        ben.app->followLink(link);
        QCOMPARE(asked.size(), 1);
        JoinForm join;
        join.setLink(link);
        QVERIFY2(join.effect().contains(QStringLiteral("switches Nearby on")), qPrintable(join.effect()));
        QVERIFY(join.join());
        QTRY_COMPARE_WITH_TIMEOUT(ben.notebook()->notes()->count(), 1, longMs);
    }

    void addressesHelpWhereTheNetworkHidesComputers()
    {
        Person ada(QStringLiteral("Ada"));
        ServiceForm form;
        form.clear();
        QVERIFY(form.paste(QStringLiteral("lan://192.0.2.7:5000"))); // of the one that is there, to be changed
        QCOMPARE(form.serviceId(), nearbyId);
        QVERIFY(form.fields()->hasAdvanced());
        QCOMPARE(form.save(), nearbyId);
        QCOMPARE(ada.app->services()->count(), 1);
        Notebook *hers = ada.share();
        const QString link = ada.link();
        QVERIFY(link.contains(QStringLiteral("192.0.2.7")));
        QTRY_VERIFY(hers->isReady());

        Person ben(QStringLiteral("Ben"));
        QSignalSpy asked(ben.app.get(), &App::invitationArrived);
        ben.app->followLink(link);
        QCOMPARE(asked.size(), 1); // not without a question: his computer would call there
        JoinForm join;
        join.setLink(link);
        QVERIFY2(join.effect().contains(QStringLiteral("192.0.2.7:5000")), qPrintable(join.effect()));
        QVERIFY(join.join());
        QCOMPARE(ben.app->services()->service(nearbyId)->values.value(QStringLiteral("peers")).toString(),
                 QStringLiteral("192.0.2.7:5000"));
        QTRY_COMPARE_WITH_TIMEOUT(ben.notebook()->notes()->count(), 1, longMs);
    }

    void aNotebookMovesThereAndBack()
    {
        mld::test::MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), broker.port());
        Person ada(QStringLiteral("Ada"));
        const QString byBroker = ada.app->services()->put(service);
        Notebook *hers = ada.app->createNotebook(QStringLiteral("Allotment"), byBroker);
        QTRY_VERIFY(hers->isReady());
        Person ben(QStringLiteral("Ben"));
        Notebook *his = ben.app->join(*Invitation::fromLink(ada.app->invitationLink(hers)), {});
        QTRY_VERIFY_WITH_TIMEOUT(his->isLoaded() && hers->hasPeers(), longMs);
        Person cay(QStringLiteral("Cay"));
        Notebook *cays = cay.app->join(*Invitation::fromLink(ada.app->invitationLink(hers)), {});
        QTRY_VERIFY_WITH_TIMEOUT(cays->isLoaded(), longMs);

        ada.app->moveNotebook(hers, nearbyId);
        QTRY_VERIFY_WITH_TIMEOUT(his->canFollowMove() && cays->canFollowMove(), longMs);
        QVERIFY2(his->moveNews().contains(QStringLiteral("to Nearby")), qPrintable(his->moveNews()));
        const QString secret = secretIn(ada.link());
        cay.app->ignoreMove(cays);
        QCOMPARE(cays->moveNews(), QString());
        QVERIFY(!cay.files().contains(secret.toUtf8()));
        // Who goes there by hand meets who has moved it.
        cay.app->moveNotebook(cays, nearbyId);
        QTRY_COMPARE(secretIn(cay.link()), secret);

        JoinForm form; // Cay's, whose program is the last one that began
        QSignalSpy asked(ben.app.get(), &App::invitationArrived);
        ben.app->followMove(his);
        QCOMPARE(asked.size(), 1);
        const auto invitation = Invitation::fromLink(asked.first().first().toString());
        QVERIFY(invitation);
        QCOMPARE(invitation->sender, QStringLiteral("Ada"));
        ben.app->join(*invitation, {});
        QTRY_COMPARE(his->serviceId(), nearbyId);
        QTRY_COMPARE(his->moveNews(), QString());
        QTRY_VERIFY_WITH_TIMEOUT(his->isReady() && hers->isReady() && cays->isReady(), longMs);
        hers->createNote(QStringLiteral("By the fence"));
        QTRY_COMPARE_WITH_TIMEOUT(his->notes()->count(), 1, longMs);
        QTRY_COMPARE_WITH_TIMEOUT(cays->notes()->count(), 1, longMs);

        ada.app->moveNotebook(hers, byBroker);
        QTRY_VERIFY_WITH_TIMEOUT(his->canFollowMove(), longMs);
        QVERIFY2(his->moveNews().contains(service.address()), qPrintable(his->moveNews()));
    }
};

QTEST_MAIN(TestNearby)
#include "tst_nearby.moc"
