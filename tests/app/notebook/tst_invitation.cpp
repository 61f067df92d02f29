// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/invitation.h"

#include "settings/samplecertificate.h"
#include "settings/sampleservice.h"

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
        invitation.service = mqttAt(QStringLiteral("broker.example.org"), 8884, true, QStringLiteral("ada@home"));
        invitation.service.values.insert(QStringLiteral("ca"), QString::fromLatin1(sampleCertificate()));
        invitation.service.secrets = { QStringLiteral("password") };
        return invitation;
    }
    /// As versions wrote it that knew brokers only.
    static QString earlierLink(const QByteArray &ca = sampleCertificate())
    {
        return QStringLiteral("commonplace:join?v=1&d=abc123.notebook.local&n=Our%20allotment%20%26%20more%20%F0%9F%8C%B1"
                              "&s=mqtts%3A%2F%2Fada%2540home%40broker.example.org%3A8884&ca=")
            + QString::fromLatin1(ca.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    }
    static mld::Result<Invitation> linkTo(const QString &service)
    {
        return Invitation::fromLink(QStringLiteral("commonplace:join?v=2&d=a.b.org&n=x&") + service);
    }

private Q_SLOTS:
    void roundTrips()
    {
        const QString link = *sample().toLink();
        QVERIFY(link.startsWith(QStringLiteral("commonplace:join?")));
        const auto read = Invitation::fromLink(link);
        QVERIFY2(read.isOk(), read ? "" : qPrintable(read.error().message));
        QCOMPARE(*read, sample());
    }

    /// Nearby, whoever has the notebook's secret is a member; so the link has it, and nothing else that is secret.
    void hasTheNotebooksOwnSecret()
    {
        Invitation invitation = sample();
        invitation.service = {};
        invitation.service.kind = QStringLiteral("lan");
        QVERIFY(!invitation.toLink());
        invitation.secrets = invitation.service.service()->newNotebookSecrets();
        const QString secret = invitation.secrets.value(QStringLiteral("secret"));
        const auto link = invitation.toLink();
        QVERIFY(link);
        QVERIFY(link->contains(secret));
        const auto read = Invitation::fromLink(*link);
        QVERIFY2(read.isOk(), read ? "" : qPrintable(read.error().message));
        QCOMPARE(*read, invitation);
        QVERIFY(read->service.wantedSecrets().isEmpty()); // nobody is asked for it
        // Nor is it one of the service, whoever says so.
        const auto pretended = Invitation::fromLink(*link + QStringLiteral("&k=secret"));
        QVERIFY(pretended);
        QCOMPARE(*pretended, invitation);
        // Cut short on its way, or without it, it leads nowhere.
        QVERIFY(!Invitation::fromLink(QString(*link).remove(secret)));
        QVERIFY(!Invitation::fromLink(QString(*link).replace(secret, secret.left(20))));
        // Of other services nothing is taken that looks like one.
        QVERIFY(!Invitation::fromLink(*sample().toLink() + QStringLiteral("&p.password=x"))->secrets.contains(
            QStringLiteral("password")));
    }

    void mayNameItsSender()
    {
        Invitation invitation = sample();
        invitation.sender = QStringLiteral("Ada & Ben");
        const auto read = Invitation::fromLink(*invitation.toLink());
        QVERIFY(read.isOk());
        QCOMPARE(*read, invitation);
        invitation.sender = QStringLiteral("x\n").repeated(5000);
        const auto bounded = Invitation::fromLink(*invitation.toLink());
        QVERIFY(bounded.isOk());
        QVERIFY(bounded->sender.size() <= 200 && !bounded->sender.contains(u'\n'));
    }

    void readsLinksOfEarlierVersions()
    {
        const auto read = Invitation::fromLink(earlierLink());
        QVERIFY2(read.isOk(), read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->service.wantedSecrets(), QStringList { QStringLiteral("password") });
        Invitation expected = sample();
        expected.service.secrets.clear(); // which they did not name
        QCOMPARE(*read, expected);
        const auto plain = Invitation::fromLink(QStringLiteral("commonplace:join?v=1&d=a.b.org&n=x&s=mqtt%3A%2F%2Fh.example%3A1883"));
        QVERIFY(plain.isOk());
        QCOMPARE(plain->service.address(), QStringLiteral("mqtt://h.example:1883"));
        QVERIFY(plain->service.isSamePlace(mqttAt(QStringLiteral("h.example"))));
        QVERIFY(!Invitation::fromLink(QStringLiteral("commonplace:join?v=1&d=a.b.org&n=x&s=https%3A%2F%2Fh.example")));
    }

    void invitesToServersToo()
    {
        Invitation invitation = sample();
        invitation.service = socketIoAt(QStringLiteral("https://notes.example.org:8443/team"));
        invitation.service.values.insert(QStringLiteral("ca"), QString::fromLatin1(sampleCertificate()));
        invitation.service.values.insert(QStringLiteral("path"), QStringLiteral("/io/"));
        invitation.service.values.insert(QStringLiteral("proxy"), QStringLiteral("http://127.0.0.1:3128")); // one's own
        invitation.service.secrets = { QStringLiteral("auth") };
        const auto read = Invitation::fromLink(*invitation.toLink());
        QVERIFY2(read.isOk(), read ? "" : qPrintable(read.error().message));
        invitation.service.values.remove(QStringLiteral("proxy"));
        QCOMPARE(*read, invitation);
        QCOMPARE(read->service.wantedSecrets(), QStringList { QStringLiteral("auth") });
    }

    void holdsWhatGuestsNeedAndNothingElse()
    {
        Invitation invitation = sample();
        invitation.service.id = QStringLiteral("my-id");
        invitation.service.name = QStringLiteral("my name for it");
        invitation.service.values.insert(QStringLiteral("keepalive"), 77);
        invitation.service.values.insert(QStringLiteral("cert"), QString::fromLatin1(sampleCertificate()));
        invitation.service.values.insert(QStringLiteral("ca"),
                                         QString::fromLatin1(sampleExplanation() + sampleKey() + sampleCertificate().repeated(2)));
        const QString link = *invitation.toLink();
        for (const char *word : { "my-id", "my%20name", "keepalive", "cert=", "PRIVATE" })
            QVERIFY2(!link.contains(QLatin1String(word)), word);
        QCOMPARE(*Invitation::fromLink(link), sample());
        invitation.service.values.insert(QStringLiteral("ca"), QStringLiteral("/nowhere/ca.pem"));
        QVERIFY(!invitation.toLink().isOk());
    }

    void takesNothingThatIsNotShared()
    {
        const auto found = linkTo(QStringLiteral("s=mqtt&s.host=h.example&s.protocol=mqtts&s.rejectUnauthorized=false&s.password=x"
                                               "&s.cert=%2Fetc%2Fpasswd&s.keepalive=1&s.made-up=1&k=made-up,host"));
        QVERIFY(found.isOk());
        QCOMPARE(found->service.values, mqttAt(QStringLiteral("h.example"), 0, true).values);
        QCOMPARE(found->service.secrets, QStringList());
    }

    void showsWhatItUses()
    {
        // The parts of an address that stands where the host is said.
        const auto found = linkTo(QStringLiteral("s=mqtt&s.host=mqtts%3A%2F%2Fevil.example%3A99&s.protocol=mqtts"));
        QVERIFY(found.isOk());
        QCOMPARE(found->service.address(), QStringLiteral("mqtts://evil.example:99"));
    }

    void survivesMail()
    {
        QString link = *sample().toLink();
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
        const auto read = Invitation::fromLink(earlierLink(sampleExplanation() + sampleKey() + sampleCertificate() + sampleCertificate()));
        QVERIFY2(read.isOk(), read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->service.values.value(QStringLiteral("ca")).toString().toLatin1(), sampleCertificate());

        const QByteArray bad = "-----BEGIN CERTIFICATE-----\nMII+/=\n-----END CERTIFICATE-----\n";
        const auto withCa = [](const QByteArray &ca) {
            return linkTo(QStringLiteral("s=mqtt&s.host=h.example&s.protocol=mqtts&s.ca=")
                                        + QString::fromLatin1(ca.toPercentEncoding()));
        };
        for (const auto &many : { Invitation::fromLink(earlierLink(sampleCertificate().repeated(11))),
                                  withCa(sampleCertificate().repeated(11)) }) {
            QVERIFY(!many.isOk());
            QVERIFY(many.error().message.contains(QStringLiteral("11 certificates")));
        }
        QVERIFY(!Invitation::fromLink(earlierLink(bad)).isOk());
        QVERIFY(!withCa(bad).isOk());
        QVERIFY(!withCa("/etc/ssl/certs/ca-certificates.crt").isOk()); // a file of the guest's
        QVERIFY(withCa(sampleKey() + sampleCertificate()).isOk());
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("link");
        QTest::addColumn<QString>("words");
        const QString good = *sample().toLink();
        QTest::newRow("empty") << QStringLiteral(" \n") << QStringLiteral("Paste");
        QTest::newRow("another link") << QStringLiteral("https://example.org/") << QStringLiteral("not an invitation");
        QTest::newRow("cut after the start") << QStringLiteral("commonplace:join?") << QStringLiteral("incomplete");
        QTest::newRow("newer") << QString(good).replace(QStringLiteral("v=2"), QStringLiteral("v=3"))
                               << QStringLiteral("newer version");
        QTest::newRow("no domain") << QStringLiteral("commonplace:join?v=1") << QStringLiteral("which notebook");
        QTest::newRow("bad domain") << QStringLiteral("commonplace:join?v=1&d=Not%20one&s=mqtt%3A%2F%2Fh")
                                    << QStringLiteral("cannot be a notebook");
        QTest::newRow("no service") << QStringLiteral("commonplace:join?v=1&d=a.b.org") << QStringLiteral("how to reach");
        QTest::newRow("unknown service") << QStringLiteral("commonplace:join?v=1&d=a.b.org&s=gopher%3A%2F%2Fh")
                                         << QStringLiteral("not the address");
        QTest::newRow("no host") << QStringLiteral("commonplace:join?v=1&d=a.b.org&s=mqtt%3A%2F%2F")
                                 << QStringLiteral("not the address");
        const QString second = QStringLiteral("commonplace:join?v=2&d=a.b.org");
        QTest::newRow("2: no service") << second << QStringLiteral("how to reach");
        QTest::newRow("2: unknown service") << second + QStringLiteral("&s=pigeon&s.loft=3") << QStringLiteral("cannot use “pigeon”");
        QTest::newRow("2: no host") << second + QStringLiteral("&s=mqtt&s.port=1") << QStringLiteral("does not lead anywhere");
        QTest::newRow("2: bad port") << second + QStringLiteral("&s=mqtt&s.host=h&s.port=99999") << QStringLiteral("65535");
        QTest::newRow("2: a password in it") << second + QStringLiteral("&s=io&s.uri=https%3A%2F%2Fa%3Ab%40h.example")
                                             << QStringLiteral("does not lead anywhere");
        // By no service: what is written there must not be readable on the way.
        const QString sealed = QStringLiteral("commonplace:join?v=%1&d=abcdefghijklmnopqrstuvwxyz234567.sealed&n=x&");
        QTest::newRow("sealed") << sealed.arg(2) + QStringLiteral("s=mqtt&s.host=h.example") << QStringLiteral("is sealed");
        QTest::newRow("1: sealed") << sealed.arg(1) + QStringLiteral("s=mqtt%3A%2F%2Fh.example") << QStringLiteral("is sealed");
        QTest::newRow("damaged certificate") << earlierLink().chopped(40) + QStringLiteral("!!")
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

    /// Nor does any way around the link lead there, such as an entry that a file holds, or a move.
    void noServiceTakesWhatIsSealed()
    {
        const MessagingService service = mqttAt(QStringLiteral("h.example"));
        QVERIFY(service.takes(QStringLiteral("abc.notebook.local")));
        const QString domain = QStringLiteral("abcdefghijklmnopqrstuvwxyz234567.sealed");
        QVERIFY(!service.takes(domain));
        MessagingService unknown;
        unknown.kind = QStringLiteral("pigeon");
        QVERIFY(!unknown.takes(domain));
    }

    void anyCutOfALinkIsHandled()
    {
        for (const QString &good : { *sample().toLink(), earlierLink() }) {
            for (qsizetype length = 0; length < good.size(); ++length) {
                const auto read = Invitation::fromLink(good.left(length));
                if (!read)
                    QVERIFY(!read.error().message.isEmpty());
            }
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
