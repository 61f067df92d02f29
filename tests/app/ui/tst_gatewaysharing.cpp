// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/app.h"
#include "ui/joinform.h"
#include "ui/notebookmaker.h"
#include "ui/serviceform.h"

#include "settings/fakesecretstore.h"
#include "transports/gateway/gatewayserver.h"

#include <QDir>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace commonplace;
using mld::test::GatewayServer;

namespace {

constexpr int longMs = 30'000; // a gateway makes clones of its own

/// What a person has on one machine.
class Person
{
public:
    explicit Person(const QString &name) : m_name(name) { start(); }
    ~Person()
    {
        if (app)
            stop();
    }
    void start()
    {
        app = std::make_unique<App>(std::move(*Profile::create(m_name, folder.path())), &keychain);
        app->start();
    }
    bool stop()
    {
        QSignalSpy stopped(app.get(), &App::stopped);
        app->stop();
        const bool isStopped = !stopped.isEmpty() || stopped.wait(8000);
        app.reset();
        return isStopped;
    }
    /// What is on the disk, but for the data of notebooks.
    QByteArray files() const
    {
        QByteArray all;
        const QStringList names { QStringLiteral("services.json"), QStringLiteral("notebooks.json") };
        for (const QString &name : names) {
            QFile file(QDir(folder.path()).filePath(m_name + u'/' + name));
            if (!file.open(QIODevice::ReadOnly))
                file.setFileName(QDir(folder.path()).filePath(name));
            if (file.isOpen() || file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

    FakeSecretStore keychain;
    QTemporaryDir folder;
    std::unique_ptr<App> app;

private:
    QString m_name;
};

QString titles(Notebook *notebook)
{
    QStringList found;
    for (const NoteSummary &note : notebook->allNotes()->notes())
        found.append(note.title + (note.isPinned ? QStringLiteral("!") : QString()) + u':' + note.preview);
    found.sort();
    return found.join(u',');
}

} // namespace

/// What a person does to write with others by way of an m-ld Gateway: get an account, make a notebook, invite, join.
class TestGatewaySharing : public QObject
{
    Q_OBJECT

    /// Fills the form in, all but the key.
    void enter(ServiceForm &form, const QString &account)
    {
        form.clear();
        form.setKind(QStringLiteral("gateway"));
        form.fields()->setValue(QStringLiteral("uri"), QStringLiteral("127.0.0.1:%1").arg(m_server.port()));
        form.fields()->setValue(QStringLiteral("account"), account);
    }
    /// Keeps a service with a key that is known; its id.
    QString known(const QString &account, const QString &key = mld::test::kAdasKey)
    {
        ServiceForm form;
        enter(form, account);
        if (!key.isEmpty())
            form.fields()->setValue(QStringLiteral("key"), key);
        return form.save();
    }
    Notebook *make(const QString &name, const QString &service)
    {
        NotebookMaker maker;
        QSignalSpy made(&maker, &NotebookMaker::made);
        maker.make(name, service);
        const bool isOver = QTest::qWaitFor([&] { return !made.isEmpty() || !maker.fault().isEmpty(); }, longMs);
        if (!isOver || made.isEmpty())
            qInfo() << maker.fault();
        return made.isEmpty() ? nullptr : made.first().first().value<Notebook *>();
    }

    /// Whether the gateway's own clone comes to have a note.
    bool isKept(Notebook *notebook, const QString &key, const QString &title)
    {
        const QString domain = notebook->entry().domain;
        const QString account = domain.section(u'.', 1, 1);
        QNetworkRequest request(QUrl(QStringLiteral("http://127.0.0.1:%1/api/v1/domain/%2/%3/state?q=%4")
                                         .arg(m_server.port()).arg(account, domain.section(u'.', 0, 0),
                                              QStringLiteral("{\"@describe\":\"?id\",\"@where\":{\"@id\":\"?id\"}}"))));
        request.setRawHeader("Authorization", "Basic " + (account + u':' + key).toUtf8().toBase64());
        QNetworkAccessManager http;
        return QTest::qWaitFor([&] {
            const std::unique_ptr<QNetworkReply> reply(http.get(request));
            return QTest::qWaitFor([&] { return reply->isFinished(); }, longMs) && reply->readAll().contains(title.toUtf8());
        }, longMs);
    }

    GatewayServer m_server;

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.problem())); }
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void fromNothingToANoteThatOthersRead()
    {
        Person ada(QStringLiteral("Ada"));
        QString key;
        QString service;
        {
            ServiceForm form;
            QSignalSpy looked(&form, &ServiceForm::faultFound);
            form.clear();
            form.setKind(QStringLiteral("gateway"));
            QVERIFY(form.account()->isOffered());
            form.fields()->setValue(QStringLiteral("uri"), QStringLiteral("127.0.0.1:%1").arg(m_server.port()));
            // Without the account's name nothing is asked.
            form.account()->setEmail(QStringLiteral("eve@example.org"));
            form.account()->requestCode();
            QVERIFY(!form.account()->isBusy());
            QCOMPARE(looked.last().first().toString(), QStringLiteral("account"));
            form.fields()->setValue(QStringLiteral("account"), QStringLiteral("eve"));
            form.account()->setEmail(QStringLiteral("eve"));
            form.account()->requestCode();
            QTRY_VERIFY(!form.account()->emailFault().isEmpty());
            QVERIFY(!form.account()->isBusy() && !form.account()->isCodeSent());
            form.account()->setEmail(QStringLiteral("eve@example.org"));
            QVERIFY(form.account()->emailFault().isEmpty());
            form.account()->requestCode();
            QVERIFY(form.account()->isBusy());
            QTRY_VERIFY(form.account()->isCodeSent() && !form.account()->isBusy());
            QVERIFY(form.account()->progress().contains(QStringLiteral("eve@example.org")));
            form.account()->setCode(QStringLiteral("654321"));
            form.account()->activate();
            QTRY_VERIFY(!form.account()->codeFault().isEmpty());
            QVERIFY(form.account()->isCodeSent());
            form.account()->setCode(QStringLiteral("123456"));
            form.account()->activate();
            QTRY_VERIFY_WITH_TIMEOUT(form.fields()->secrets().contains(QStringLiteral("key")), longMs);
            key = form.fields()->secrets().value(QStringLiteral("key"));
            service = form.save();
        }
        QTRY_COMPARE(ada.keychain.entries.value(service + QStringLiteral("/key")), key);
        Notebook *hers = make(QStringLiteral("Zoë’s Allotment"), service);
        QVERIFY(hers);
        QVERIFY2(hers->entry().domain.startsWith(QStringLiteral("zoe-s-allotment-"))
                     && hers->entry().domain.endsWith(QStringLiteral(".eve.gw.example.org")),
                 qPrintable(hers->entry().domain));
        QVERIFY(!hers->entry().isGenesis); // the gateway has begun it
        QTRY_VERIFY_WITH_TIMEOUT(hers->isReady(), longMs);
        hers->createNote(QStringLiteral("Plans"));
        QTRY_COMPARE_WITH_TIMEOUT(hers->phrase(), QStringLiteral("Sent"), longMs);
        QVERIFY(isKept(hers, key, QStringLiteral("Plans")));
        const QString link = ada.app->invitationLink(hers);
        QVERIFY2(link.contains(QStringLiteral("s=gateway")) && link.contains(QStringLiteral("k=key")), qPrintable(link));
        QVERIFY(!link.contains(key.section(u':', 1)));
        QVERIFY(ada.app->sharingWords(hers).contains(QStringLiteral("“eve”")));
        const QByteArray files = ada.files();
        QVERIFY(files.contains("zoe-s-allotment") && !files.contains(key.section(u':', 1).toUtf8()));

        // Ada goes, and the gateway alone has the notebook.
        QVERIFY(ada.stop());
        Person ben(QStringLiteral("Ben"));
        JoinForm join;
        join.setLink(link);
        QVERIFY2(join.isValid(), qPrintable(join.fault()));
        QVERIFY(join.needsPassword() && join.isPasswordHidden());
        QVERIFY2(join.effect().contains(QStringLiteral("“eve”")), qPrintable(join.effect()));
        join.setPassword(key);
        QVERIFY(join.join());
        Notebook *his = ben.app->notebooks()->at(0);
        QTRY_VERIFY_WITH_TIMEOUT(his->isLoaded(), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(his->notes()->count(), 1, longMs);
        QTRY_COMPARE(his->name(), QStringLiteral("Zoë’s Allotment"));
        his->createNote(QStringLiteral("From Ben"));
        QVERIFY(isKept(his, key, QStringLiteral("From Ben")));

        // She comes back to what is on her machine.
        ada.start();
        hers = ada.app->notebooks()->at(0);
        QTRY_COMPARE_WITH_TIMEOUT(hers->notes()->count(), 2, longMs);
    }

    void whatIsInTheWayIsSaid_data()
    {
        QTest::addColumn<QString>("account");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("says");
        QTest::newRow("wrong key") << QStringLiteral("ada") << QStringLiteral("rootacct.adakey:other")
                                   << QStringLiteral("account name or key");
        QTest::newRow("no key") << QStringLiteral("ada") << QString() << QStringLiteral("only with a key");
        QTest::newRow("withdrawn") << QStringLiteral("gone") << mld::test::kAdasKey << QStringLiteral("withdrawn");
    }
    void whatIsInTheWayIsSaid()
    {
        QFETCH(QString, account);
        QFETCH(QString, key);
        QFETCH(QString, says);
        Person ada(QStringLiteral("Ada"));
        const QString service = known(account, key);
        QVERIFY(!service.isEmpty());
        NotebookMaker maker;
        maker.make(QStringLiteral("Allotment"), service);
        QVERIFY(maker.isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(!maker.isBusy(), longMs);
        QVERIFY2(maker.fault().contains(says), qPrintable(maker.fault()));
        QVERIFY(!maker.fault().contains(QStringLiteral("hunter2")));
        QCOMPARE(ada.app->notebooks()->count(), 0);
        // What is cancelled is not made.
        maker.make(QStringLiteral("Allotment"), service);
        maker.cancel();
        QVERIFY(!maker.isBusy() && maker.fault().isEmpty());
    }

    void guestsShareWithoutAKey()
    {
        Person ada(QStringLiteral("Ada"));
        Notebook *hers = make(QStringLiteral("Allotment"), known(QStringLiteral("guests"), {}));
        QVERIFY(hers && hers->entry().isGenesis); // the gateway keeps nothing
        QTRY_VERIFY_WITH_TIMEOUT(hers->isReady(), longMs);
        hers->createNote(QStringLiteral("Plans"));
        Person ben(QStringLiteral("Ben"));
        JoinForm join;
        join.setLink(ada.app->invitationLink(hers));
        QVERIFY2(join.isValid() && !join.needsPassword(), qPrintable(join.fault()));
        QVERIFY(join.join());
        QTRY_COMPARE_WITH_TIMEOUT(ben.app->notebooks()->at(0)->notes()->count(), 1, longMs);
    }

    /// Where a notebook cannot go as it is, whatever the reason.
    void aCopyHasTheNotesWhereverItGoes()
    {
        Person ada(QStringLiteral("Ada"));
        Notebook *local = ada.app->createNotebook(QStringLiteral("Allotment"), {});
        QTRY_VERIFY(local->isReady());
        local->createNote(QStringLiteral("Plans"));
        QTRY_COMPARE(local->notes()->count(), 1);
        NotebookMaker maker;
        QSignalSpy made(&maker, &NotebookMaker::made);
        maker.copy(local, {});
        QTRY_COMPARE_WITH_TIMEOUT(made.size(), 1, longMs);
        auto *copy = made.first().first().value<Notebook *>();
        QVERIFY(copy != local && copy->entry().isGenesis);
        QTRY_COMPARE_WITH_TIMEOUT(copy->notes()->count(), 1, longMs);
        QVERIFY(!maker.isBusy());
    }

    void aNotebookThatIsGoneIsNotCopied()
    {
        Person ada(QStringLiteral("Ada"));
        const QString service = known(QStringLiteral("ada"));
        Notebook *local = ada.app->createNotebook(QStringLiteral("Allotment"), {});
        QTRY_VERIFY(local->isReady());
        NotebookMaker maker;
        QSignalSpy made(&maker, &NotebookMaker::made);
        maker.copy(local, service);
        QVERIFY(maker.isBusy());
        const QPointer<Notebook> gone(local);
        ada.app->removeNotebook(local);
        QTRY_VERIFY_WITH_TIMEOUT(!maker.isBusy(), longMs);
        QVERIFY(!gone);
        QVERIFY2(maker.fault().contains(QStringLiteral("closed")), qPrintable(maker.fault()));
        QVERIFY(made.isEmpty()); // and not an empty one
    }

    void aNotebookThatIsThereIsCopied()
    {
        Person ada(QStringLiteral("Ada"));
        const QString service = known(QStringLiteral("ada"));
        Notebook *local = ada.app->createNotebook(QStringLiteral("Allotment"), {});
        QTRY_VERIFY(local->isReady());
        const QString plans = local->createNote(QStringLiteral("Plans"));
        local->setPinned(plans, true);
        const qint64 session = local->openNote(plans);
        QSignalSpy written(local, &Notebook::noteAcknowledged);
        const QString body = QStringLiteral("beans and peas ").repeated(1000); // more than one operation takes
        local->changeNote(session, { 0, TextChange(Splice { 0, 0, body }) });
        QTRY_VERIFY(!written.isEmpty());
        local->trash(local->createNote(QStringLiteral("Old")));
        QTRY_VERIFY(titles(local).contains(QStringLiteral("Plans!:beans")) && titles(local).contains(QStringLiteral("Old")));
        const QString before = titles(local);
        // It has a name and a beginning of its own, so it stays where it is.
        const QString fault = ada.app->moveFault(local, service);
        QVERIFY2(fault.contains(QStringLiteral("copies of its notes")), qPrintable(fault));
        QSignalSpy noticed(ada.app.get(), &App::noticed);
        ada.app->moveNotebook(local, service);
        QCOMPARE(noticed.last().first().toString(), fault);
        QVERIFY(local->serviceId().isEmpty());

        NotebookMaker maker;
        QSignalSpy made(&maker, &NotebookMaker::made);
        maker.copy(local, service);
        QTRY_COMPARE_WITH_TIMEOUT(made.size(), 1, longMs);
        auto *copy = made.first().first().value<Notebook *>();
        QTRY_VERIFY_WITH_TIMEOUT(copy->isLoaded(), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(titles(copy), before, longMs);
        QCOMPARE(copy->name(), QStringLiteral("Allotment"));
        QSignalSpy opened(copy, &Notebook::noteOpened);
        copy->openNote(plans);
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(opened.first().at(1).toString(), body);
        QCOMPARE(local->notes()->count(), 1);
        QCOMPARE(ada.app->notebook(), copy);
        QVERIFY(isKept(copy, mld::test::kAdasKey, QStringLiteral("Old")));
        QVERIFY(ada.app->moveFault(copy, service).isEmpty());

        // Somebody else gets all of it, from the gateway alone.
        const QString link = ada.app->invitationLink(copy);
        QVERIFY(ada.stop());
        Person ben(QStringLiteral("Ben"));
        JoinForm join;
        join.setLink(link);
        join.setPassword(mld::test::kAdasKey);
        QVERIFY(join.join());
        Notebook *his = ben.app->notebooks()->at(0);
        QTRY_COMPARE_WITH_TIMEOUT(titles(his), before, longMs);
    }

    void aTestMakesNoNotebook()
    {
        Person ada(QStringLiteral("Ada"));
        ServiceForm form;
        enter(form, QStringLiteral("ada"));
        form.fields()->setValue(QStringLiteral("key"), mld::test::kAdasKey);
        form.test();
        QTRY_VERIFY_WITH_TIMEOUT(!form.isTesting(), longMs);
        QVERIFY2(form.isTestGood() && form.testResult().contains(QStringLiteral("so far")), qPrintable(form.testResult()));
        const QString service = form.save();
        Notebook *hers = make(QStringLiteral("Allotment"), service);
        QVERIFY(hers);
        QTRY_VERIFY_WITH_TIMEOUT(hers->isReady(), longMs);
        ServiceForm again;
        again.setServiceId(service);
        QTRY_VERIFY(again.hasSecret(QStringLiteral("key")));
        again.test();
        QTRY_VERIFY_WITH_TIMEOUT(!again.isTesting(), longMs);
        QVERIFY2(again.isTestGood() && again.testResult().contains(QStringLiteral("carries messages")),
                 qPrintable(again.testResult()));
    }

    void whatAGatewayDoesNotSurviveIsNotSaid()
    {
        // Its clone ends at a longer word; so does a link to a notebook with a name that it does not take.
        Person ada(QStringLiteral("Ada"));
        Notebook *hers = make(QStringLiteral("Allotment"), known(QStringLiteral("ada")));
        QVERIFY(hers);
        QTRY_VERIFY_WITH_TIMEOUT(hers->isReady(), longMs);
        const QString link = ada.app->invitationLink(hers);
        QVERIFY(ada.stop());
        // Before the keychain has given the key, too.
        ada.keychain.setState(SecretStore::Status::Waiting);
        ada.start();
        hers = ada.app->notebooks()->at(0);
        QTRY_VERIFY_WITH_TIMEOUT(hers->isReady(), longMs);
        QSignalSpy refused(hers, &Notebook::writeFailed);
        hers->createNote(QString(10'000, u'x'));
        QTRY_COMPARE(refused.size(), 1);
        ada.keychain.setState(SecretStore::Status::Ok);
        QTRY_VERIFY_WITH_TIMEOUT(hers->hasPeers(), longMs);

        QString damaged = link;
        damaged.replace(QStringLiteral("d=allotment-"), QStringLiteral("d=allotment_"));
        QVERIFY(Invitation::fromLink(link));
        QVERIFY(!Invitation::fromLink(damaged));
    }
};

QTEST_MAIN(TestGatewaySharing)
#include "tst_gatewaysharing.moc"
