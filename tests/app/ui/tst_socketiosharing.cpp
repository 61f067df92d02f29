// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/app.h"
#include "ui/joinform.h"
#include "ui/serviceform.h"

#include "settings/fakesecretstore.h"
#include "transports/socketio/socketioserver.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace commonplace;

/// What a person does to write with others by way of a Socket.IO server: make the service in the form, invite, join.
class TestSocketIoSharing : public QObject
{
    Q_OBJECT

    static void stop(App &app)
    {
        QSignalSpy stopped(&app, &App::stopped);
        app.stop();
        QVERIFY(!stopped.isEmpty() || stopped.wait(8000));
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void twoPeopleWriteByWayOfAServer()
    {
        mld::test::SocketIoServer server;
        QVERIFY2(server.start(), qPrintable(server.problem()));
        QTemporaryDir adas;
        QTemporaryDir bens;
        FakeSecretStore keychain;
        QString service;
        QString notebookId;
        {
            App ada(std::move(*Profile::create(QStringLiteral("Ada"), adas.path())), &keychain);
            ada.start();
            ServiceForm form;
            form.clear();
            form.setKind(QStringLiteral("io"));
            form.fields()->setValue(QStringLiteral("uri"), QStringLiteral("127.0.0.1:%1").arg(server.port()));
            form.test();
            QTRY_VERIFY(!form.isTesting());
            QVERIFY2(form.isTestGood(), qPrintable(form.testResult()));
            service = form.save();
            QVERIFY(!service.isEmpty());
            Notebook *hers = ada.createNotebook(QStringLiteral("Allotment"), service);
            QTRY_VERIFY(hers->isReady());
            hers->createNote(QStringLiteral("Plans"));
            notebookId = hers->notebookId();
            stop(ada);
        }
        // The service is read again.
        App ada(std::move(*Profile::create(QStringLiteral("Ada"), adas.path())), &keychain);
        ada.start();
        Notebook *hers = ada.notebooks()->byId(notebookId);
        QVERIFY(hers);
        QTRY_VERIFY(hers->isReady());
        const QString link = ada.invitationLink(hers);
        QVERIFY2(link.contains(QStringLiteral("s=io")), qPrintable(link));

        App ben(std::move(*Profile::create(QStringLiteral("Ben"), bens.path())), &keychain);
        ben.start();
        JoinForm join;
        join.setLink(link);
        QVERIFY2(join.isValid(), qPrintable(join.fault()));
        QCOMPARE(join.address(), QStringLiteral("http://127.0.0.1:%1").arg(server.port()));
        QVERIFY(!join.needsPassword());
        QVERIFY(join.join());
        Notebook *his = ben.notebooks()->at(0);
        QTRY_VERIFY_WITH_TIMEOUT(his->isLoaded(), 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(his->notes()->count(), 1, 15'000);
        his->createNote(QStringLiteral("From Ben"));
        QTRY_COMPARE_WITH_TIMEOUT(hers->notes()->count(), 2, 15'000);
        stop(ben);
        stop(ada);
    }
};

QTEST_MAIN(TestSocketIoSharing)
#include "tst_socketiosharing.moc"
