// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/invitation.h"

#include "settings/samplecertificate.h"

#include <QTest>

using namespace commonplace;

class TestInvitation : public QObject
{
    Q_OBJECT

    static Invitation sample()
    {
        Invitation invitation;
        invitation.domain = QStringLiteral("abc123.notebook.local");
        invitation.notebookName = QStringLiteral("Our allotment & more 🌱");
        invitation.service.host = QStringLiteral("broker.example.org");
        invitation.service.port = 8884;
        invitation.service.useTls = true;
        invitation.service.user = QStringLiteral("ada@home");
        invitation.service.caPem = sampleCertificate();
        return invitation;
    }

private Q_SLOTS:
    void roundTrips()
    {
        const QString link = sample().toLink();
        QVERIFY(link.startsWith(QStringLiteral("commonplace:join?")));
        const auto read = Invitation::fromLink(link);
        QVERIFY2(read.isOk(), read ? "" : qPrintable(read.error().message));
        QCOMPARE(*read, sample());
    }

    void mayNameItsSender()
    {
        Invitation invitation = sample();
        invitation.sender = QStringLiteral("Ada & Ben");
        const auto read = Invitation::fromLink(invitation.toLink());
        QVERIFY(read.isOk());
        QCOMPARE(*read, invitation);
        invitation.sender = QStringLiteral("x\n").repeated(5000);
        const auto bounded = Invitation::fromLink(invitation.toLink());
        QVERIFY(bounded.isOk());
        QVERIFY(bounded->sender.size() <= 200 && !bounded->sender.contains(u'\n'));
    }

    void usualPortIsWrittenOut()
    {
        Invitation invitation = sample();
        invitation.service.port = 0;
        const auto read = Invitation::fromLink(invitation.toLink());
        QVERIFY(read.isOk());
        QCOMPARE(read->service.port, 8883);
    }

    void survivesMail()
    {
        QString link = sample().toLink();
        link.insert(40, QStringLiteral("\r\n "));
        const auto read = Invitation::fromLink(QStringLiteral("  <") + link + QStringLiteral(">\n"));
        QVERIFY(read.isOk());
        QCOMPARE(*read, sample());
    }

    void neverHoldsAPassword()
    {
        // There is no place for one: whoever puts it in the address is told.
        const auto read = Invitation::fromLink(
            QStringLiteral("commonplace:join?v=1&d=a.b.org&n=x&s=mqtt%3A%2F%2Fada%3Asecret%40h"));
        QVERIFY(!read.isOk());
        QVERIFY(read.error().message.contains(QStringLiteral("password")));
    }

    void takesOnlyCertificates()
    {
        Invitation invitation = sample();
        invitation.service.caPem = sampleExplanation() + sampleKey() + sampleCertificate() + sampleCertificate();
        const auto read = Invitation::fromLink(invitation.toLink());
        QVERIFY2(read.isOk(), read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->service.caPem, sampleCertificate());

        invitation.service.caPem = sampleCertificate().repeated(11);
        const auto many = Invitation::fromLink(invitation.toLink());
        QVERIFY(!many.isOk());
        QVERIFY(many.error().message.contains(QStringLiteral("11 certificates")));

        invitation.service.caPem = "-----BEGIN CERTIFICATE-----\nMII+/=\n-----END CERTIFICATE-----\n";
        QVERIFY(!Invitation::fromLink(invitation.toLink()).isOk());
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("link");
        QTest::addColumn<QString>("words");
        const QString good = sample().toLink();
        QTest::newRow("empty") << QStringLiteral(" \n") << QStringLiteral("Paste");
        QTest::newRow("another link") << QStringLiteral("https://example.org/") << QStringLiteral("not an invitation");
        QTest::newRow("cut after the start") << QStringLiteral("commonplace:join?") << QStringLiteral("incomplete");
        QTest::newRow("newer") << QString(good).replace(QStringLiteral("v=1"), QStringLiteral("v=2"))
                               << QStringLiteral("newer version");
        QTest::newRow("no domain") << QStringLiteral("commonplace:join?v=1") << QStringLiteral("which notebook");
        QTest::newRow("bad domain") << QStringLiteral("commonplace:join?v=1&d=Not%20one&s=mqtt%3A%2F%2Fh")
                                    << QStringLiteral("cannot be a notebook");
        QTest::newRow("no service") << QStringLiteral("commonplace:join?v=1&d=a.b.org") << QStringLiteral("how to reach");
        QTest::newRow("unknown service") << QStringLiteral("commonplace:join?v=1&d=a.b.org&s=gopher%3A%2F%2Fh")
                                         << QStringLiteral("not the address");
        QTest::newRow("no host") << QStringLiteral("commonplace:join?v=1&d=a.b.org&s=mqtt%3A%2F%2F")
                                 << QStringLiteral("no broker");
        QTest::newRow("damaged certificate") << good.left(good.size() - 40) + QStringLiteral("!!")
                                             << QStringLiteral("certificate");
        QTest::newRow("far too long") << QString(good + QString(100'000, u'x')) << QStringLiteral("too long");
    }
    void saysWhatIsWrong()
    {
        QFETCH(QString, link);
        QFETCH(QString, words);
        const auto read = Invitation::fromLink(link);
        QVERIFY(!read.isOk());
        QVERIFY2(read.error().message.contains(words), qPrintable(read.error().message));
    }

    void anyCutOfALinkIsHandled()
    {
        const QString good = sample().toLink();
        for (qsizetype length = 0; length < good.size(); ++length) {
            const auto read = Invitation::fromLink(good.left(length));
            if (!read)
                QVERIFY(!read.error().message.isEmpty());
        }
    }

    void knowsDomains_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isDomain");
        QTest::newRow("ours") << QStringLiteral("abc.notebook.local") << true;
        QTest::newRow("dashes") << QStringLiteral("a_b-c.d.org") << true;
        QTest::newRow("one label") << QStringLiteral("abc") << false;
        QTest::newRow("long last label") << QStringLiteral("abc.notebook") << false;
        QTest::newRow("capitals") << QStringLiteral("Abc.org") << false;
        QTest::newRow("two dots") << QStringLiteral("a..org") << false;
        QTest::newRow("line end") << QStringLiteral("a.org\n") << false;
    }
    void knowsDomains()
    {
        QFETCH(QString, name);
        QTEST(Invitation::isDomain(name), "isDomain");
    }
};

QTEST_GUILESS_MAIN(TestInvitation)
#include "tst_invitation.moc"
