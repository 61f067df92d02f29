// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "conformance.h"
#include "mqtt/mqtttransport.h"
#include "support/mosquittobroker.h"
#include "support/tcpproxy.h"

#include <QCoreApplication>

using namespace mld;

namespace {

class MqttService : public test::ServiceUnderTest
{
public:
    bool start() override { return m_broker.start(); }
    QString problem() const override { return m_broker.problem(); }
    std::unique_ptr<Transport> makeTransport(const CloneId &clone) override
    {
        auto &proxy = m_proxies[clone];
        if (!proxy)
            proxy = std::make_unique<test::TcpProxy>(m_broker.port());
        MqttOptions options;
        options.host = QStringLiteral("localhost");
        options.port = proxy->serverPort();
        return std::make_unique<MqttTransport>(options);
    }
    void crash() override { m_broker.kill(); }
    void restart() override { m_broker.start(); }
    void freeze(const CloneId &clone) override { m_proxies.at(clone)->freeze(); }
    void thaw(const CloneId &clone) override { m_proxies.at(clone)->thaw(); }

private:
    test::MosquittoBroker m_broker;
    std::map<CloneId, std::unique_ptr<test::TcpProxy>> m_proxies;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    return test::runConformance([] { return std::make_unique<MqttService>(); }, argc, argv);
}
