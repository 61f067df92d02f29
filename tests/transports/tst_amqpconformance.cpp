// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/amqptransport.h"
#include "common/envelope.h"
#include "conformance.h"
#include "connectiontest.h"
#include "connectionwords.h"
#include "net/streambridge.h"
#include "support/expectedwarnings.h"
#include "support/mosquittobroker.h"
#include "support/rabbitmqbroker.h"
#include "support/tcpproxy.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;
using test::RabbitMqBroker;
using State = Transport::State;
using Code = TransportErrorCode;
using Step = ConnectionStep;

namespace {

constexpr int kPatience = 20'000;

AmqpOptions optionsFor(const RabbitMqBroker &broker)
{
    AmqpOptions options;
    options.host = u"127.0.0.1"_s;
    options.port = broker.port();
    return options;
}

QList<RabbitMqBroker::User> users()
{
    const QString nothing = u"^$"_s;
    return {{.name = u"ada"_s, .password = u"right"_s},
            {.name = u"setup"_s, .password = u"right"_s, .configure = nothing},
            {.name = u"sender"_s, .password = u"right"_s, .write = u"^mld\\.d\\.example\\.org\\.."_s},
            {.name = u"receiver"_s, .password = u"right"_s, .read = nothing},
            {.name = u"team"_s, .password = u"right"_s, .vhost = u"the team/1"_s},
            {.name = u"client"_s, .password = u"unused"_s}};
}

/// RabbitMQ takes seconds to start, so there is one for all test functions. They do not hear each other, for each has
/// a domain of its own.
class AmqpService : public test::ServiceUnderTest
{
public:
    AmqpService(RabbitMqBroker &broker, int number) : m_broker(broker), m_number(number) { }
    bool start() override { return m_broker.isRunning() || m_broker.start(); }
    QString problem() const override { return m_broker.problem(); }
    DomainName domain() const override { return u"conformance%1.example.org"_s.arg(m_number); }
    std::unique_ptr<Transport> makeTransport(const CloneId &clone) override
    {
        auto &proxy = m_proxies[clone];
        if (!proxy)
            proxy = std::make_unique<test::TcpProxy>(m_broker.port());
        AmqpOptions options = optionsFor(m_broker);
        options.port = proxy->serverPort();
        return std::make_unique<AmqpTransport>(options);
    }
    void crash() override { m_broker.kill(); }
    void restart() override { m_broker.start(); }
    void freeze(const CloneId &clone) override { m_proxies.at(clone)->freeze(); }
    void thaw(const CloneId &clone) override { m_proxies.at(clone)->thaw(); }
    qint64 tooLarge() const override { return 64 * 1024 * 1024 + 1; }

private:
    RabbitMqBroker &m_broker;
    const int m_number;
    std::map<CloneId, std::unique_ptr<test::TcpProxy>> m_proxies;
};

/// A transport, and what it says.
struct Member
{
    explicit Member(const AmqpOptions &options, const CloneId &name = u"a"_s)
        : id(name), transport(std::make_unique<AmqpTransport>(options))
    {
        QObject::connect(transport.get(), &Transport::stateChanged, transport.get(),
                         [this](State, const TransportError &told) { error = told; });
        QObject::connect(transport.get(), &Transport::presenceChanged, transport.get(),
                         [this](const QSet<CloneId> &others) {
                             present = others;
                             isPresenceKnown = true;
                         });
        QObject::connect(transport.get(), &Transport::operationReceived, transport.get(),
                         [this](const QByteArray &payload) { heard.append(payload); });
        QObject::connect(transport.get(), &Transport::done, transport.get(),
                         [this](Ticket ticket, bool isGood, const TransportError &why) {
                             fates.insert(ticket, isGood);
                             lastFailure = why;
                         });
    }
    void open(const DomainName &domain)
    {
        transport->open(domain, id);
        transport->setPresent(true);
    }
    bool join(const DomainName &domain)
    {
        open(domain);
        return QTest::qWaitFor([this] { return isPresenceKnown; }, kPatience);
    }
    bool fails()
    {
        return QTest::qWaitFor([this] { return transport->state() == State::Failed; }, kPatience);
    }

    CloneId id;
    std::unique_ptr<AmqpTransport> transport;
    TransportError error;
    TransportError lastFailure;
    QSet<CloneId> present;
    bool isPresenceKnown = false;
    QList<QByteArray> heard;
    QHash<Ticket, bool> fates;
};

} // namespace

/// What is RabbitMQ's own.
class TestAmqp : public QObject
{
    Q_OBJECT

public:
    explicit TestAmqp(RabbitMqBroker &broker) : m_broker(broker) { }

private:
    RabbitMqBroker &m_broker;
    const DomainName m_domain = u"d.example.org"_s;

private Q_SLOTS:
    void initTestCase()
    {
        StreamBridge::use();
        QVERIFY2(m_broker.isRunning() || m_broker.start(), qPrintable(m_broker.problem()));
    }
    void init() { QTest::failOnWarning(QRegularExpression(u"."_s)); }

    void aRefusalSaysWhatToDo_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("vhost");
        QTest::addColumn<Code>("code");
        QTest::addColumn<QString>("cure");
        const auto row = [](const char *name, const char *user, const char *password, const char *vhost, Code code,
                            const QString &cure) {
            QTest::newRow(name) << QString::fromLatin1(user) << QString::fromLatin1(password)
                                << QString::fromLatin1(vhost) << code << cure;
        };
        const QString permissions = u"rabbitmqctl set_permissions -p / %1 '^mld\\.' '^mld\\.' '^mld\\.'"_s;
        row("wrong password", "ada", "wrong", "/", Code::BadCredentials, u"password"_s);
        row("unknown user", "nobody", "right", "/", Code::BadCredentials, u"user name"_s);
        row("guest with a wrong password", "guest", "wrong", "/", Code::BadCredentials, u"on the server itself"_s);
        row("no such virtual host", "ada", "right", "none such", Code::Forbidden, u"rabbitmqctl add_vhost 'none such'"_s);
        row("another's virtual host", "ada", "right", "the team/1", Code::Forbidden, u"-p 'the team/1' ada"_s);
        row("may not set up", "setup", "right", "/", Code::Forbidden, permissions.arg(u"setup"_s));
        row("may not send", "sender", "right", "/", Code::Forbidden, u"let this account send"_s);
        row("may not receive", "receiver", "right", "/", Code::Forbidden, permissions.arg(u"receiver"_s));
    }
    void aRefusalSaysWhatToDo()
    {
        QFETCH(QString, user);
        QFETCH(QString, password);
        QFETCH(QString, vhost);
        QFETCH(Code, code);
        QFETCH(QString, cure);
        AmqpOptions options = optionsFor(m_broker);
        options.username = user;
        options.password = password;
        options.vhost = vhost;
        Member member(options);
        member.open(m_domain);
        QVERIFY(member.fails());
        QVERIFY2(member.error.code == code, qPrintable(member.error.message));
        QVERIFY2(member.error.message.contains(cure), qPrintable(member.error.message));
        QVERIFY(!member.error.message.contains(u"ACCESS_REFUSED"_s));
    }

    void eachStepFailsOnce_data()
    {
        QTest::addColumn<QString>("place");
        QTest::addColumn<QList<Step>>("steps"); // one of them
        QTest::addColumn<QList<Code>>("codes"); // one of them; none if it goes well
        const auto row = [](const char *place, const QList<Step> &steps, const QList<Code> &codes) {
            QTest::newRow(place) << QString::fromLatin1(place) << steps << codes;
        };
        row("a name that is unknown", {Step::Resolved}, {Code::HostNotFound});
        row("a closed port", {Step::Reached}, {Code::ConnectionRefused});
        row("a silent port", {Step::SignedIn}, {Code::NoAnswer});
        row("a web server", {Step::SignedIn}, {Code::ProtocolError});
        row("another protocol", {Step::SignedIn}, {Code::ProtocolError});
        row("another version", {Step::SignedIn}, {Code::ProtocolError});
        row("plain, where it must be secure", {Step::Secured, Step::SignedIn}, {Code::WantsTls, Code::NoAnswer});
        row("secure, where it must be plain", {Step::Secured}, {Code::TlsFailed});
        row("another authority", {Step::Secured}, {Code::CertificateRejected});
        row("another name", {Step::Secured}, {Code::CertificateRejected});
        row("a wrong password", {Step::SignedIn}, {Code::BadCredentials});
        row("no such virtual host", {Step::SignedIn}, {Code::Forbidden});
        row("no right to receive", {Step::MaySubscribe}, {Code::Forbidden});
        row("no right to send", {Step::MayPublish}, {Code::Forbidden});
        row("plain", {}, {});
        row("secure", {}, {});
    }
    void eachStepFailsOnce()
    {
        QFETCH(QList<Step>, steps);
        QFETCH(QList<Code>, codes);
        const QString place = QString::fromLatin1(QTest::currentDataTag());
        AmqpOptions options = optionsFor(m_broker);
        options.host = u"localhost"_s;
        options.username = place == u"no right to receive" ? u"receiver"_s
                           : place == u"no right to send"  ? u"sender"_s
                                                           : u"ada"_s;
        options.password = place == u"a wrong password" ? u"wrong"_s : u"right"_s;
        if (place == u"no such virtual host")
            options.vhost = u"none"_s;
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const QHash<QString, QByteArray> greetings{
            {u"a web server"_s, "HTTP/1.1 400 hunter2-was-here\r\nContent-Length: 0\r\n\r\n"},
            {u"another protocol"_s, "220 mail.example.org hunter2-was-here\r\n"},
            {u"another version"_s, QByteArray("AMQP\3\1\0\0", 8)}};
        connect(&other, &QTcpServer::newConnection, &other, [&] {
            QTcpSocket *socket = other.nextPendingConnection();
            socket->write(greetings.value(place));
        });
        if (place == u"a silent port" || greetings.contains(place)) {
            options.port = other.serverPort();
            options.connectTimeoutMs = place == u"a silent port" ? 800 : options.connectTimeoutMs;
        }
        if (place == u"a name that is unknown")
            options.host = u"no-such-host.invalid"_s; // RFC 6761: never exists
        if (place == u"a closed port")
            options.port = test::MosquittoBroker::freePort();
        if (place == u"secure" || place == u"another authority" || place == u"another name"
            || place == u"plain, where it must be secure")
            options.port = m_broker.securePort();
        options.isSecure = place == u"secure" || place == u"another authority" || place == u"another name"
                           || place == u"secure, where it must be plain";
        if (options.isSecure)
            options.tls.ca = m_broker.certificates().certificate(place == u"another authority" ? u"other-ca"_s : u"ca"_s);
        test::TcpProxy proxy(m_broker.securePort());
        if (place == u"another name") {
            options.host = u"127.0.0.2"_s;
            proxy.close();
            QVERIFY(proxy.listen(QHostAddress(u"127.0.0.2"_s)));
            options.port = proxy.serverPort();
        }
        ConnectionTest test(std::make_unique<AmqpTransport>(options));
        QSignalSpy finished(&test, &ConnectionTest::finished);
        test.start(m_domain);
        QVERIFY(finished.wait(40'000));
        QStringList lines;
        for (const TestedStep &step : test.steps())
            lines.append(u"%1 [%2]: %3"_s.arg(stepTitle(step.step)).arg(int(step.state)).arg(step.detail));
        const QString all = lines.join(u'\n');
        const auto error = finished.at(0).at(0).value<TransportError>();
        QVERIFY2(codes.isEmpty() ? error.code == Code::None : codes.contains(error.code),
                 qPrintable(error.message + u'\n' + all));
        QVERIFY2(!all.contains(u"hunter2"_s), qPrintable(all));
        int failures = 0;
        for (const TestedStep &step : test.steps()) {
            const bool isDone = step.state == TestedStep::State::Done || step.state == TestedStep::State::Skipped;
            if (step.state == TestedStep::State::Failed) {
                ++failures;
                QVERIFY2(steps.contains(step.step), qPrintable(all));
            } else {
                QVERIFY2(isDone || failures > 0, qPrintable(all));
            }
        }
        QVERIFY2(failures == (codes.isEmpty() ? 0 : 1), qPrintable(all));
        if (!codes.isEmpty())
            return;
        const auto detail = [&](Step step) { return test.steps().at(int(step)).detail; };
        QVERIFY2(detail(Step::SignedIn).contains(u"“ada”"_s), qPrintable(all));
        QVERIFY2(detail(Step::MayPublish) == publishedText(true), qPrintable(all));
        QVERIFY2(detail(Step::Secured).contains(place == u"secure" ? u"given by ca"_s : u"does not leave"_s),
                 qPrintable(all));
    }

    void thePermissionsThatAreToldAreEnough()
    {
        AmqpOptions options = optionsFor(m_broker);
        options.username = u"ada"_s;
        options.password = u"right"_s;
        Member one(options, u"one"_s);
        Member other(options, u"other"_s);
        QVERIFY(one.join(u"enough.example.org"_s) && other.join(u"enough.example.org"_s));
        QTRY_COMPARE_WITH_TIMEOUT(one.present, QSet<CloneId>{u"other"_s}, kPatience);
        one.transport->broadcast("hello");
        QTRY_COMPARE_WITH_TIMEOUT(other.heard, QList<QByteArray>{"hello"}, kPatience);
    }

    void whatIsThereBeforeUsIsTold()
    {
        QVERIFY2(m_broker.evaluate(u"rabbit_exchange:declare(rabbit_misc:r(<<\"/\">>, exchange, "
                                   "<<\"mld.taken.example.org\">>), fanout, true, false, false, [], <<\"test\">>)."_s),
                 qPrintable(m_broker.problem()));
        Member member(optionsFor(m_broker));
        member.open(u"taken.example.org"_s);
        QVERIFY(member.fails());
        QCOMPARE(member.error.code, Code::Forbidden);
        QVERIFY2(member.error.message.contains(u"“mld.”"_s), qPrintable(member.error.message));
        // By other names there is room.
        AmqpOptions options = optionsFor(m_broker);
        options.prefix = u"ours"_s;
        Member elsewhere(options);
        QVERIFY(elsewhere.join(u"taken.example.org"_s));
    }

    void virtualHostsAreApart()
    {
        AmqpOptions options = optionsFor(m_broker);
        options.username = u"team"_s;
        options.password = u"right"_s;
        options.vhost = u"the team/1"_s;
        Member there(options, u"there"_s);
        Member here(optionsFor(m_broker), u"here"_s);
        QVERIFY(there.join(m_domain) && here.join(m_domain));
        QVERIFY(here.present.isEmpty() && there.present.isEmpty());
    }

    void connectionsCanBeSecure_data()
    {
        QTest::addColumn<bool>("byCertificate");
        QTest::newRow("with a password") << false;
        QTest::newRow("with a certificate") << true;
    }
    void connectionsCanBeSecure()
    {
        QFETCH(bool, byCertificate);
        AmqpOptions options = optionsFor(m_broker);
        options.host = u"localhost"_s;
        options.port = m_broker.securePort();
        options.isSecure = true;
        options.tls.ca = m_broker.certificates().certificate(u"ca"_s);
        if (byCertificate) {
            options.tls.certificate = m_broker.certificates().certificate(u"client"_s);
            options.tls.key = m_broker.certificates().key(u"client"_s);
        }
        Member one(options, u"one"_s);
        Member other(options, u"other"_s);
        QVERIFY2(one.join(u"secure.example.org"_s), qPrintable(one.error.message));
        QVERIFY2(other.join(u"secure.example.org"_s), qPrintable(other.error.message));
        const QByteArray large(600'000, 'x');
        one.transport->broadcast(large);
        QTRY_COMPARE_WITH_TIMEOUT(other.heard, QList<QByteArray>{large}, kPatience);
        one.transport->close();
        QTRY_COMPARE_WITH_TIMEOUT(one.transport->state(), State::Closed, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(other.present.isEmpty(), kPatience);
    }

    void whoIsNotThereIsToldOfAtOnce()
    {
        Member member(optionsFor(m_broker));
        QVERIFY(member.join(m_domain));
        const Ticket ticket = member.transport->unicast({Lane::Send, {}, u"nobody"_s, u"m"_s, {}, {}}, "x");
        QTRY_VERIFY_WITH_TIMEOUT(member.fates.contains(ticket), kPatience);
        QVERIFY(!member.fates.value(ticket));
        QVERIFY(!member.lastFailure.message.isEmpty());
    }

    void largeMessagesGoInPieces()
    {
        Member one(optionsFor(m_broker), u"one"_s);
        Member other(optionsFor(m_broker), u"other"_s);
        QVERIFY(one.join(u"large.example.org"_s) && other.join(u"large.example.org"_s));
        QByteArray large(20 * 1024 * 1024, Qt::Uninitialized);
        for (qsizetype i = 0; i < large.size(); ++i)
            large[i] = char(i * 7 + i / 251);
        const Ticket ticket = one.transport->broadcast(large);
        const Ticket next = one.transport->broadcast("next");
        QTRY_COMPARE_WITH_TIMEOUT(other.heard.size(), 2, kPatience);
        QVERIFY(other.heard.at(0) == large);
        QCOMPARE(other.heard.at(1), QByteArray("next"));
        QTRY_VERIFY_WITH_TIMEOUT(one.fates.value(ticket) && one.fates.value(next), kPatience);
    }

    void foreignMessagesAreIgnored()
    {
        const test::ExpectedWarnings strange(u"ignored a message that means nothing"_s);
        const DomainName domain = u"foreign.example.org"_s;
        Member one(optionsFor(m_broker), u"one"_s);
        Member other(optionsFor(m_broker), u"other"_s);
        QVERIFY(one.join(domain) && other.join(domain));
        AmqpLink stranger(optionsFor(m_broker));
        QSignalSpy up(&stranger, &AmqpLink::up);
        stranger.open(AmqpNames(u"mld"_s, domain, u"stranger"_s, "stranger"), AmqpNames::toClone(u"stranger"_s));
        QVERIFY(up.wait(kPatience));
        Envelope misled{.kind = Envelope::Kind::Send, .from = u"x"_s, .to = u"one"_s, .session = "s", .sequence = 1,
                        .messageId = u"m"_s};
        stranger.publish("all", "hello, world", false);
        stranger.publish("all", {}, false);
        stranger.publish("all", QByteArray(3 * 1024 * 1024, 'x'), false);
        stranger.publish("all", encodeEnvelope(misled), false);
        stranger.publish("to.other", encodeEnvelope(misled), false);
        one.transport->broadcast("still heard");
        QTRY_COMPARE_WITH_TIMEOUT(other.heard, QList<QByteArray>{"still heard"}, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(other.transport->malformedCount(), 5, kPatience);
        QCOMPARE(other.error.code, Code::None);
        // A later version is more than noise: somebody here must act.
        QByteArray later = encodeEnvelope(misled);
        later[1] = 2;
        stranger.publish("all", later, false);
        QTRY_COMPARE_WITH_TIMEOUT(other.error.code, Code::ProtocolError, kPatience);
        QCOMPARE(other.transport->state(), State::Connected);
        QVERIFY(other.error.message.contains(u"Update"_s));
    }

    void aQueueThatIsRemovedIsMadeAnew()
    {
        Member one(optionsFor(m_broker), u"one"_s);
        QVERIFY(one.join(u"removed.example.org"_s));
        QSignalSpy states(one.transport.get(), &Transport::stateChanged);
        QVERIFY2(m_broker.evaluate(u"[rabbit_amqqueue:delete(Q, false, false, <<\"test\">>) || "
                                   "Q <- rabbit_amqqueue:list(<<\"/\">>)]."_s),
                 qPrintable(m_broker.problem()));
        QTRY_VERIFY_WITH_TIMEOUT(states.size() >= 2 && one.transport->state() == State::Connected, kPatience);
    }

    void aServerThatIsShortOfRoomIsTold()
    {
        const DomainName domain = u"alarm.example.org"_s;
        Member one(optionsFor(m_broker), u"one"_s);
        Member other(optionsFor(m_broker), u"other"_s);
        QVERIFY(one.join(domain) && other.join(domain));
        QVERIFY2(m_broker.evaluate(u"rabbit_alarm:set_alarm({{resource_limit, disk, node()}, []})."_s),
                 qPrintable(m_broker.problem()));
        const Ticket ticket = one.transport->broadcast("in time");
        QTRY_COMPARE_WITH_TIMEOUT(one.error.code, Code::ServiceBlocked, kPatience);
        QCOMPARE(one.transport->state(), State::Connected);
        QVERIFY2(one.error.message.contains(u"safe here"_s), qPrintable(one.error.message));
        QVERIFY2(m_broker.evaluate(u"rabbit_alarm:clear_alarm({resource_limit, disk, node()})."_s),
                 qPrintable(m_broker.problem()));
        QTRY_COMPARE_WITH_TIMEOUT(one.error.code, Code::None, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(one.fates.value(ticket), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(other.heard, QList<QByteArray>{"in time"}, kPatience);
    }

    void namesThatItCannotCarryAreTold_data()
    {
        QTest::addColumn<QString>("domain");
        QTest::addColumn<QString>("clone");
        QTest::newRow("a star") << m_domain << u"a*"_s;
        QTest::newRow("a hash") << m_domain << u"#"_s;
        QTest::newRow("no clone") << m_domain << QString();
        QTest::newRow("no domain") << QString() << u"a"_s;
        QTest::newRow("too long") << QString(250, u'd') << u"a"_s;
    }
    void namesThatItCannotCarryAreTold()
    {
        QFETCH(QString, domain);
        QFETCH(QString, clone);
        AmqpTransport transport(optionsFor(m_broker));
        QSignalSpy states(&transport, &Transport::stateChanged);
        transport.open(domain, clone);
        QTRY_COMPARE(transport.state(), State::Failed);
        QCOMPARE(states.last().at(1).value<TransportError>().code, Code::BadConfiguration);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    RabbitMqBroker broker(RabbitMqBroker::Protocol::Amqp, users());
    TestAmqp own(broker);
    int failed = QTest::qExec(&own, argc, argv);
    int count = 0;
    failed += test::runConformance([&] { return std::make_unique<AmqpService>(broker, ++count); }, argc, argv);
    return failed;
}

#include "tst_amqpconformance.moc"
