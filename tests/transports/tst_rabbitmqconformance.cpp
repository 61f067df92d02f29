// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "conformance.h"
#include "linkundertest.h"
#include "support/rabbitmqbroker.h"
#include "support/tcpproxy.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace mld;

namespace {

MqttOptions optionsFor(const test::RabbitMqBroker &broker)
{
    MqttOptions options;
    options.port = broker.port();
    options.dialect = MqttOptions::Dialect::RabbitMq;
    options.username = broker.username();
    options.password = broker.password();
    return options;
}

/// RabbitMQ takes ten seconds to start, so there is one for all test functions. They do not hear
/// each other, for each has a domain of its own.
class RabbitMqService : public test::ServiceUnderTest
{
public:
    RabbitMqService(test::RabbitMqBroker &broker, int number) : m_broker(broker), m_number(number)
    {
    }
    bool start() override { return m_broker.isRunning() || m_broker.start(); }
    QString problem() const override { return m_broker.problem(); }
    DomainName domain() const override
    {
        return QStringLiteral("conformance%1.example.org").arg(m_number);
    }
    std::unique_ptr<Transport> makeTransport(const CloneId &clone) override
    {
        auto &proxy = m_proxies[clone];
        if (!proxy)
            proxy = std::make_unique<test::TcpProxy>(m_broker.port());
        MqttOptions options = optionsFor(m_broker);
        options.port = proxy->serverPort();
        return test::makeTransport(options);
    }
    void crash() override { m_broker.kill(); }
    void restart() override { m_broker.start(); }
    void freeze(const CloneId &clone) override { m_proxies.at(clone)->freeze(); }
    void thaw(const CloneId &clone) override { m_proxies.at(clone)->thaw(); }

private:
    test::RabbitMqBroker &m_broker;
    const int m_number;
    std::map<CloneId, std::unique_ptr<test::TcpProxy>> m_proxies;
};

} // namespace

/// What is RabbitMQ's own.
class TestRabbitMq : public QObject
{
    Q_OBJECT

public:
    explicit TestRabbitMq(test::RabbitMqBroker &broker) : m_broker(broker) {}

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_broker.isRunning() || m_broker.start(), qPrintable(m_broker.problem()));
    }
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("."))); }

    void aWrongPasswordIsFatal()
    {
        MqttOptions options = optionsFor(m_broker);
        options.password = QStringLiteral("wrong");
        const auto transport = test::makeTransport(options);
        QSignalSpy states(transport.get(), &Transport::stateChanged);
        transport->open(QStringLiteral("d.example.org"), QStringLiteral("a"));
        QTRY_COMPARE_WITH_TIMEOUT(transport->state(), Transport::State::Failed, 15'000);
        QCOMPARE(states.last().at(1).value<TransportError>().code,
                 TransportErrorCode::BadCredentials);
    }

    void dotsAreCarriedInIds()
    {
        const auto a = test::makeTransport(optionsFor(m_broker));
        const auto b = test::makeTransport(optionsFor(m_broker));
        QSignalSpy presence(a.get(), &Transport::presenceChanged);
        QSignalSpy messages(b.get(), &Transport::messageReceived);
        for (const auto &[transport, id] : {std::pair(a.get(), "a.1"), std::pair(b.get(), "b.1")}) {
            transport->open(QStringLiteral("dots.example.org"), QString::fromLatin1(id));
            transport->setPresent(true);
        }
        const auto sees = [&](const QString &id) {
            return !presence.isEmpty() && presence.last().at(0).value<QSet<CloneId>>().contains(id);
        };
        QTRY_VERIFY_WITH_TIMEOUT(sees(QStringLiteral("b.1")), 15'000);
        a->unicast({Lane::Send, {}, QStringLiteral("b.1"), QStringLiteral("m.1"), {}, {}}, "x");
        QTRY_COMPARE_WITH_TIMEOUT(messages.size(), 1, 15'000);
        const auto from = messages.at(0).at(0).value<Address>();
        QCOMPARE(from.from, QStringLiteral("a.1"));
        QCOMPARE(from.messageId, QStringLiteral("m.1"));
    }

    void aNameThatItCannotCarryIsTold()
    {
        const auto transport = test::makeTransport(optionsFor(m_broker));
        QSignalSpy states(transport.get(), &Transport::stateChanged);
        transport->open(QStringLiteral("d.example.org"), QStringLiteral("a~b"));
        QTRY_COMPARE(transport->state(), Transport::State::Failed);
        const auto error = states.last().at(1).value<TransportError>();
        QCOMPARE(error.code, TransportErrorCode::BadConfiguration);
        QVERIFY(error.message.contains(u'~'));
    }

private:
    test::RabbitMqBroker &m_broker;
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    test::RabbitMqBroker broker;
    int count = 0;
    const int failed = test::runConformance(
        [&] { return std::make_unique<RabbitMqService>(broker, ++count); }, argc, argv);
    TestRabbitMq own(broker);
    return failed + QTest::qExec(&own);
}

#include "tst_rabbitmqconformance.moc"
