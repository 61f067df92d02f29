// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/person.h"

#include "settings/sampleservice.h"
#include "support/mosquittobroker.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace commonplace;
using mld::test::MosquittoBroker;
using Security = MosquittoBroker::Security;

Q_DECLARE_METATYPE(mld::test::MosquittoBroker::Setup)

/// What a notebook says of a service that does not carry it: each trouble its own words, and what to do, while what
/// is written is kept. The same for "Test connection" is in tests/transports/tst_mqtterrors.cpp.
class TestTroubles : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    int m_stores = 0;

    QString store() { return m_dir.filePath(QStringLiteral("%1.mld").arg(++m_stores)); }
    /// Writes in a notebook over a service, and waits for what is said.
    void writeOver(const MessagingService &service, const QString &phrase, const QString &words)
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, service);
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        ada.notebook->createNote(QStringLiteral("Still here"));
        const auto isSaid = [&] {
            return ada.notebook->phrase() == phrase && ada.notebook->sentence().contains(words);
        };
        const bool said = QTest::qWaitFor(isSaid, 20'000);
        QVERIFY2(said, qPrintable(ada.notebook->phrase() + QStringLiteral(": ") + ada.notebook->sentence()));
        QVERIFY2(ada.notebook->sentence().contains(QStringLiteral("aved on this machine")), qPrintable(ada.notebook->sentence()));
        QCOMPARE(ada.notebook->notes()->count(), 1);
        QVERIFY(ada.close());
    }

private Q_SLOTS:
    void brokers_data()
    {
        QTest::addColumn<MosquittoBroker::Setup>("setup");
        QTest::addColumn<bool>("isSecure");
        QTest::addColumn<QString>("phrase");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const MosquittoBroker::Setup &setup, bool isSecure, const char *phrase,
                            const char *words) {
            QTest::newRow(name) << setup << isSecure << QString::fromLatin1(phrase) << QString::fromLatin1(words);
        };
        row("no publishing", { .acl = QStringLiteral("topic read #\n") }, false, "Not allowed", "right to publish");
        row("no reading", { .acl = QStringLiteral("topic write #\n") }, false, "Not allowed", "right to subscribe");
        row("a certificate is wanted", { .security = Security::TlsClientAuth }, true, "Certificate wanted",
            "client certificate. Ask whoever runs it for one");
        row("expired", { .security = Security::TlsExpired }, true, "Not trusted", "has expired. Whoever runs the service");
        row("another's certificate", { .security = Security::TlsOtherName }, true, "Not trusted", "Check the address");
        row("secure, at a plain port", {}, true, "Offline", "switch TLS off");
        // By the library it depends whether the broker's alert is seen, or only its hanging up.
        row("plain, at a secure port", { .security = Security::Tls }, false, "Offline", "secure");
    }
    void brokers()
    {
        QFETCH(MosquittoBroker::Setup, setup);
        QFETCH(bool, isSecure);
        QFETCH(QString, phrase);
        QFETCH(QString, words);
        MosquittoBroker broker(setup);
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        MessagingService service = mqttAt(QStringLiteral("localhost"), broker.port(), isSecure);
        if (isSecure && setup.security != Security::Plain)
            service.values.insert(QStringLiteral("ca"), broker.caFile());
        writeOver(service, phrase, words);
    }

    void serversOfAnotherKind_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("words");
        QTest::newRow("silent") << QByteArray() << QStringLiteral("says nothing");
        QTest::newRow("web server") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n") << QStringLiteral("web server");
    }
    void serversOfAnotherKind()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, words);
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                if (answer.isEmpty())
                    return;
                socket->write(answer);
                socket->disconnectFromHost();
            });
        });
        MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), server.serverPort());
        service.values.insert(QStringLiteral("connectTimeout"), 500);
        writeOver(service, QStringLiteral("Offline"), words);
    }

    /// A store that was copied along with its clone, say: they would throw each other out for ever.
    void twoUnderOneId()
    {
        MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), broker.port());
        const QString domain = NotebooksModel::newDomain();
        const QString id = NotebooksModel::newCloneId();
        Person ada(QStringLiteral("Ada"), store(), domain, true, service, id);
        Person twin(QStringLiteral("Twin"), store(), domain, true, service, id);
        ada.open();
        QTRY_COMPARE_WITH_TIMEOUT(ada.notebook->tone(), Notebook::Tone::Quiet, 15'000);
        twin.open();
        const auto isSaid = [](const Person &person) { return person.notebook->phrase() == QStringLiteral("Used twice"); };
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(ada) || isSaid(twin), 40'000);
        QVERIFY(!isSaid(ada) || !isSaid(twin));
        const QString sentence = (isSaid(ada) ? ada : twin).notebook->sentence();
        QVERIFY2(sentence.contains(QStringLiteral("What you write is saved on this machine")), qPrintable(sentence));
        QVERIFY(ada.close());
        QVERIFY(twin.close());
    }
};

QTEST_GUILESS_MAIN(TestTroubles)
#include "tst_troubles.moc"
