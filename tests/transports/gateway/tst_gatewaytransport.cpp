// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/gatewayregistrar.h"
#include "gateway/gatewaytransport.h"
#include "gatewayserver.h"
#include "support/certificates.h"
#include "support/tcpproxy.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using State = Transport::State;

Q_DECLARE_METATYPE(mld::GatewayOptions)

/// With a whole gateway, of which only the process is another's: who is let in, who is there, and what is said.
class TestGatewayTransport : public QObject
{
    Q_OBJECT

private:
    struct Member
    {
        Member(const GatewayOptions &options, const DomainName &domain, const CloneId &clone = u"me"_s)
            : transport(options), told(&transport, &Transport::stateChanged),
              present(&transport, &Transport::presenceChanged)
        {
            // Never present: who is without having taken its clock from the gateway's clone ends that.
            transport.open(domain, clone);
        }
        TransportError error() const
        {
            return told.isEmpty() ? TransportError() : told.last().at(1).value<TransportError>();
        }
        bool waitFor(State state)
        {
            return QTest::qWaitFor([&] { return transport.state() == state; }, 20'000);
        }
        bool hasPresence() { return QTest::qWaitFor([&] { return !present.isEmpty(); }, 20'000); }

        GatewayTransport transport;
        QSignalSpy told;
        QSignalSpy present;
    };
    /// What an attempt comes to; nobody's words but ours, and no secret.
    TransportError failure(const GatewayOptions &options, const DomainName &domain)
    {
        Member member(options, domain);
        if (!member.waitFor(State::Failed))
            return {TransportErrorCode::None, u"not failed"_s};
        const TransportError error = member.error();
        return error.message.contains(u"hunter2") ? TransportError() : error;
    }

    test::GatewayServer m_server;

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_server.start(), qPrintable(m_server.problem())); }

    void aNamedDomainIsMadeAndKept()
    {
        Member ada(m_server.options(), u"made.ada.gw.example.org"_s);
        QVERIFY(ada.hasPresence());
        // The gateway's own clone, in the first list that is told.
        QCOMPARE(ada.present.first().first().value<QSet<CloneId>>().size(), 1);
        QCOMPARE(ada.transport.state(), State::Connected);
        QCOMPARE(ada.transport.capabilities().maxTerm, 9'999);
        QCOMPARE(ada.transport.capabilities().maxPayload, 900'000);
    }

    void whoIsRefused_data()
    {
        QTest::addColumn<QString>("account");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("domain");
        QTest::addColumn<TransportErrorCode>("code");
        QTest::addColumn<QString>("says");
        using Code = TransportErrorCode;
        const QString key = test::kAdasKey;
        QTest::newRow("wrong secret") << u"ada"_s << u"rootacct.adakey:other"_s << u"n.ada.gw.example.org"_s
                                      << Code::BadCredentials << u"account name or key"_s;
        QTest::newRow("unknown key") << u"ada"_s << u"rootacct.nokey1:other"_s << u"n.ada.gw.example.org"_s
                                     << Code::BadCredentials << u"account name or key"_s;
        QTest::newRow("unknown account") << u"bob"_s << key << u"n.bob.gw.example.org"_s << Code::BadCredentials
                                         << u"account name or key"_s;
        QTest::newRow("withdrawn") << u"gone"_s << key << u"n.gone.gw.example.org"_s << Code::BadCredentials
                                   << u"withdrawn"_s;
        QTest::newRow("no key") << u"ada"_s << QString() << u"n.ada.gw.example.org"_s << Code::BadCredentials
                                << u"only with a key"_s;
        QTest::newRow("guests are not let in") << u"ada"_s << QString() << u"cmwsq0ne5000i557dhk706fkh.ada.gw.example.org"_s
                                               << Code::BadCredentials << u"account name or key"_s;
        QTest::newRow("other gateway") << u"ada"_s << key << u"n.ada.other.example.org"_s << Code::BadConfiguration
                                       << u"another gateway"_s;
        QTest::newRow("other account") << u"ada"_s << key << u"n.bob.gw.example.org"_s << Code::BadConfiguration
                                       << u"account “bob”"_s;
        QTest::newRow("underscore") << u"ada"_s << key << u"a_b.ada.gw.example.org"_s << Code::BadConfiguration
                                    << u"hyphens in between"_s;
        QTest::newRow("no gateway's") << u"ada"_s << key << u"3f1e.example.org"_s << Code::BadConfiguration
                                      << u"notes.ada.gw.m-ld.org"_s;
    }
    void whoIsRefused()
    {
        QFETCH(QString, account);
        QFETCH(QString, key);
        QFETCH(QString, domain);
        QFETCH(TransportErrorCode, code);
        QFETCH(QString, says);
        const TransportError error = failure(m_server.options(account, key), domain);
        QCOMPARE(error.code, code);
        QVERIFY2(error.message.contains(says), qPrintable(error.message));
    }

    void theFirstListIsWaitedOut()
    {
        test::GatewayServer slow({{u"presentAfter"_s, 800}});
        QVERIFY(slow.start());
        Member ada(slow.options(), u"notes.ada.gw.example.org"_s);
        QVERIFY(ada.hasPresence());
        QCOMPARE(ada.present.size(), 1);
        QCOMPARE(ada.present.first().first().value<QSet<CloneId>>().size(), 1);
    }

    void guestsNeedNoKey()
    {
        GatewayClient client(m_server.options(u"guests"_s, {}));
        std::optional<GatewayAccess> made;
        client.makeGuestDomain([&](const GatewayAnswer<GatewayAccess> &answer) {
            if (const auto *access = std::get_if<GatewayAccess>(&answer))
                made = *access;
        });
        QTRY_VERIFY(made);
        QVERIFY(made->isNew == true && made->auth.isEmpty());
        Member guest(m_server.options(u"guests"_s, {}), made->domain);
        QVERIFY(guest.hasPresence());
        QVERIFY(guest.present.first().first().value<QSet<CloneId>>().isEmpty());
    }

    void aBusyGatewayIsTriedAgain()
    {
        test::GatewayServer busy({{u"refusals"_s, 2}});
        QVERIFY(busy.start());
        Member ada(busy.options(), u"notes.ada.gw.example.org"_s);
        QVERIFY(ada.waitFor(State::Connected));
        for (const auto &change : std::as_const(ada.told))
            QVERIFY(change.at(0).value<State>() != State::Failed);

        test::GatewayServer stubborn({{u"refusals"_s, 1000}});
        QVERIFY(stubborn.start());
        const TransportError error = failure(stubborn.options(), u"notes.ada.gw.example.org"_s);
        QCOMPARE(error.code, TransportErrorCode::Forbidden);
    }

    void tokensAreRenewedBeforeEachConnection()
    {
        test::GatewayServer strict({{u"tokensOnce"_s, true}});
        QVERIFY(strict.start());
        test::TcpProxy proxy(strict.port());
        Member ada(strict.options(u"tokens"_s, test::kAdasKey, proxy.serverPort()), u"notes.tokens.gw.example.org"_s);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(ada.waitFor(State::Connected));
            proxy.cut();
            QVERIFY(ada.waitFor(State::Offline));
        }
        QVERIFY(ada.waitFor(State::Connected));
        for (const auto &change : std::as_const(ada.told))
            QVERIFY(change.at(0).value<State>() != State::Failed);
    }

    void aRestartHeals()
    {
        test::GatewayServer server;
        QVERIFY(server.start());
        Member ada(server.options(), u"notes.ada.gw.example.org"_s);
        QVERIFY(ada.hasPresence());
        server.kill();
        QVERIFY(ada.waitFor(State::Offline));
        ada.present.clear();
        QVERIFY(server.start());
        QVERIFY(ada.waitFor(State::Connected));
        QVERIFY(ada.hasPresence());
        QCOMPARE(ada.present.last().first().value<QSet<CloneId>>().size(), 1);
    }

    void aLostDomainIsNotMadeAnew()
    {
        // Its gateway's clone would be the first anew, and end with the gateway when it meets one that has a clock.
        const QString domain = u"lost.ada.gw.example.org"_s;
        GatewayTransport joined(m_server.options());
        QSignalSpy told(&joined, &Transport::stateChanged);
        joined.setJoined(true);
        joined.open(domain, u"me"_s);
        QTRY_COMPARE_WITH_TIMEOUT(joined.state(), State::Failed, 20'000);
        const auto error = told.last().at(1).value<TransportError>();
        QCOMPARE(error.code, TransportErrorCode::Forbidden);
        QVERIFY2(error.message.contains(u"does not have this notebook"), qPrintable(error.message));
        GatewayClient client(m_server.options());
        std::optional<bool> isThere;
        const auto take = [&](const GatewayAnswer<std::monostate> &answer) { isThere = answer.index() == 0; };
        client.findDomain(u"lost"_s, take);
        QTRY_VERIFY(isThere.has_value());
        QVERIFY(!*isThere);

        // A newcomer may make it, and then it is there for the others.
        Member newcomer(m_server.options(), domain);
        QVERIFY(newcomer.waitFor(State::Connected));
        isThere.reset();
        client.findDomain(u"lost"_s, take);
        QTRY_VERIFY(isThere.has_value());
        QVERIFY(*isThere);
        GatewayTransport again(m_server.options());
        again.setJoined(true);
        again.open(domain, u"me-too"_s);
        QTRY_COMPARE_WITH_TIMEOUT(again.state(), State::Connected, 20'000);
    }

    void fromAnAddressToAKey()
    {
        GatewayRegistrar registrar(m_server.options(u"eve"_s, {}));
        QSignalSpy sent(&registrar, &Registrar::codeSent);
        QSignalSpy made(&registrar, &Registrar::activated);
        QSignalSpy failed(&registrar, &Registrar::failed);
        const auto fault = [&failed] { return failed.last().first().value<Fault>(); };
        registrar.requestCode(u"eve"_s);
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(fault().key, QLatin1String(Registrar::kEmail));
        registrar.requestCode(u" eve@example.org "_s);
        QTRY_COMPARE(sent.size(), 1);
        registrar.activate(u"654321"_s);
        QTRY_COMPARE(failed.size(), 2);
        QCOMPARE(fault().key, QLatin1String(Registrar::kCode));
        QVERIFY2(fault().sentence.contains(u"ten minutes"), qPrintable(fault().sentence));
        registrar.activate(u"123 456"_s);
        QTRY_COMPARE_WITH_TIMEOUT(made.size(), 1, 20'000);
        const QString key = made.first().first().value<Secrets>().value(u"key"_s);
        Member eve(m_server.options(u"eve"_s, key), u"notes.eve.gw.example.org"_s);
        QVERIFY(eve.waitFor(State::Connected));

        // The account is hers from now on.
        GatewayRegistrar other(m_server.options(u"eve"_s, {}));
        QSignalSpy otherFailed(&other, &Registrar::failed);
        other.requestCode(u"mallory@example.org"_s);
        QTRY_COMPARE(otherFailed.size(), 1);
        const auto refusal = otherFailed.first().first().value<Fault>();
        QCOMPARE(refusal.key, QLatin1String(Registrar::kEmail));
        QVERIFY2(refusal.sentence.contains(u"another e-mail"), qPrintable(refusal.sentence));

        // What is cancelled is not answered.
        QSignalSpy more(&other, &Registrar::codeSent);
        other.requestCode(u"eve@example.org"_s);
        other.cancel();
        registrar.requestCode(u"eve@example.org"_s);
        QTRY_COMPARE(sent.size(), 2);
        QVERIFY(more.isEmpty());
    }

    void newDomainsAreNamedByTheGateway()
    {
        GatewayRegistrar ada(m_server.options());
        QSignalSpy made(&ada, &Registrar::domainMade);
        for (const QString &title : {u"Zoë’s  Allotment!"_s, u"קהילה"_s, QString(300, u'w'), u"_-_"_s}) {
            made.clear();
            ada.makeDomain(title);
            QTRY_COMPARE_WITH_TIMEOUT(made.size(), 1, 20'000);
            const QString domain = made.first().first().toString();
            const auto name = GatewayName::of(domain);
            QVERIFY2(name && name->account == u"ada" && name->gateway == u"gw.example.org", qPrintable(domain));
            QVERIFY(!GatewayName::isUuid(name->name));
            QVERIFY(!made.first().at(1).toBool()); // the gateway has begun it
            if (title.startsWith(u'Z'))
                QVERIFY2(domain.startsWith(u"zoe-s-allotment-"_s), qPrintable(domain));
        }
        QVERIFY(GatewayName::fresh(u"a"_s) != GatewayName::fresh(u"a"_s));

        GatewayRegistrar guest(m_server.options(u"guests"_s, {}));
        QSignalSpy forGuests(&guest, &Registrar::domainMade);
        guest.makeDomain(u"Allotment"_s);
        QTRY_COMPARE(forGuests.size(), 1);
        QVERIFY(forGuests.first().at(1).toBool());
    }

    void whatIsWrongWithANewDomainIsSaidInItsField_data()
    {
        QTest::addColumn<GatewayOptions>("options");
        QTest::addColumn<QString>("field");
        QTest::newRow("wrong key") << m_server.options(u"ada"_s, u"rootacct.adakey:other"_s) << u"key"_s;
        QTest::newRow("no such account") << m_server.options(u"bob"_s) << u"key"_s;
        QTest::newRow("no account's name") << m_server.options(u"a_b"_s) << u"uri"_s;
        QTest::newRow("guests are not let in") << m_server.options(u"ada"_s, {}) << u"key"_s;
        QTest::newRow("nobody there") << m_server.options(u"ada"_s, test::kAdasKey, 1) << u"uri"_s;
    }
    void whatIsWrongWithANewDomainIsSaidInItsField()
    {
        QFETCH(GatewayOptions, options);
        QFETCH(QString, field);
        GatewayRegistrar registrar(options);
        QSignalSpy failed(&registrar, &Registrar::failed);
        registrar.makeDomain(u"Allotment"_s);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 20'000);
        const auto fault = failed.first().first().value<Fault>();
        QCOMPARE(fault.key, field);
        QVERIFY2(fault.sentence.endsWith(u'.') && !fault.sentence.contains(u"hunter2"), qPrintable(fault.sentence));
    }

    void keysAndDomainsCanBeTried()
    {
        GatewayClient client(m_server.options());
        QString domain;
        client.askDomain([&](const GatewayAnswer<DomainName> &answer) {
            domain = std::holds_alternative<DomainName>(answer) ? std::get<DomainName>(answer) : u"-"_s;
        });
        QTRY_COMPARE(domain, u"gw.example.org"_s);
        std::optional<bool> isGood;
        const auto take = [&](const GatewayAnswer<std::monostate> &answer) { isGood = answer.index() == 0; };
        client.checkKey(take);
        QTRY_VERIFY_WITH_TIMEOUT(isGood.has_value(), 20'000);
        QVERIFY(*isGood);
        isGood.reset();
        GatewayClient wrong(m_server.options(u"ada"_s, u"rootacct.adakey:other"_s));
        wrong.checkKey(take);
        QTRY_VERIFY(isGood.has_value());
        QVERIFY(!*isGood);
    }

    void whomItTrusts()
    {
        QTemporaryDir folder;
        test::Certificates certificates(folder.path());
        QVERIFY(certificates.makeAuthority(u"ca"_s) && certificates.makeAuthority(u"other-ca"_s)
                && certificates.make(u"server"_s, u"IP:127.0.0.1"_s));
        test::GatewayServer server({{u"tls"_s, QJsonObject{{u"key"_s, certificates.keyFile(u"server"_s)},
                                                           {u"cert"_s, certificates.certificateFile(u"server"_s)}}}});
        QVERIFY(server.start());
        const QString domain = u"notes.ada.gw.example.org"_s;
        GatewayOptions options = server.options();
        options.io.origin.setScheme(u"https"_s);
        QCOMPARE(failure(options, domain).code, TransportErrorCode::CertificateRejected);
        options.io.tls.ca = certificates.certificate(u"other-ca"_s);
        QCOMPARE(failure(options, domain).code, TransportErrorCode::CertificateRejected);
        options.io.tls.ca = "no certificate";
        QCOMPARE(failure(options, domain).code, TransportErrorCode::BadConfiguration);
        options.io.tls.ca = certificates.certificate(u"ca"_s);
        Member ada(options, domain);
        QVERIFY2(ada.waitFor(State::Connected), qPrintable(ada.error().message));
        QVERIFY(ada.hasPresence());
    }
};

QTEST_GUILESS_MAIN(TestGatewayTransport)
#include "tst_gatewaytransport.moc"
