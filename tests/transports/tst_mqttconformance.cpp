// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "conformance.h"
#include "linkundertest.h"
#include "support/mosquittobroker.h"
#include "support/tcpproxy.h"

#include <QCoreApplication>
#include <QFile>

using namespace mld;

namespace {

using Security = test::MosquittoBroker::Security;

/// Over any of the protocols, by the name that a configuration gives it.
class MqttService : public test::ServiceUnderTest
{
public:
    explicit MqttService(const MqttOptions &options)
        : m_options(options),
          m_broker({.security = options.isSecure() ? Security::Tls : Security::Plain,
                    .extra = QStringLiteral("max_packet_size %1").arg(kLargestPacket),
                    .webSocket = options.isWebSocket()})
    {
    }
    bool start() override { return m_broker.start(); }
    QString problem() const override { return m_broker.problem(); }
    std::unique_ptr<Transport> makeTransport(const CloneId &clone) override
    {
        auto &proxy = m_proxies[clone];
        if (!proxy)
            proxy = std::make_unique<test::TcpProxy>(m_broker.port());
        MqttOptions options = m_options;
        if (options.isSecure()) {
            QFile ca(m_broker.caFile());
            if (ca.open(QIODevice::ReadOnly))
                options.tls.ca = ca.readAll();
        }
        options.port = proxy->serverPort();
        return test::makeTransport(options);
    }
    qsizetype longPayload() const override
    {
        // mosquitto 2.0 sends 4 kB at a time over a WebSocket, ten times a second.
        return m_options.isWebSocket() ? 100'000 : ServiceUnderTest::longPayload();
    }
    qint64 tooLarge() const override { return test::LinkUnderTest::tellsLimits ? kLargestPacket : 0; }
    void crash() override { m_broker.kill(); }
    void restart() override { m_broker.start(); }
    void freeze(const CloneId &clone) override { m_proxies.at(clone)->freeze(); }
    void thaw(const CloneId &clone) override { m_proxies.at(clone)->thaw(); }

private:
    static constexpr int kLargestPacket = 1'000'000;
    const MqttOptions m_options;
    test::MosquittoBroker m_broker;
    std::map<CloneId, std::unique_ptr<test::TcpProxy>> m_proxies;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QString protocol = qEnvironmentVariable("MLD_TEST_PROTOCOL", QStringLiteral("mqtt"));
    const auto options = MqttOptions::fromJson({{QStringLiteral("protocol"), protocol}});
    if (!options)
        qFatal("%s", qPrintable(options.error().message));
    return test::runConformance([&] { return std::make_unique<MqttService>(*options); }, argc,
                                argv);
}
