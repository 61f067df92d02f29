// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "../conformance.h"
#include "gateway/gatewaytransport.h"
#include "gatewayserver.h"
#include "support/tcpproxy.h"

#include <QCoreApplication>

#include <map>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {

/// A gateway that looks for signs of life often, in domains for guests: where it has a clone of its own, that one would
/// be among those who are present.
class GatewayService : public test::ServiceUnderTest
{
public:
    GatewayService() : m_server({{u"pingInterval"_s, 1500}, {u"pingTimeout"_s, 1500}}) { }

    bool start() override { return m_server.start(); }
    QString problem() const override { return m_server.problem(); }
    DomainName domain() const override { return u"cmwsq0ne5000i557dhk706fkh.guests.gw.example.org"_s; }
    DomainName otherDomain() const override { return u"cmwsq0ne5000i557dhk706fki.guests.gw.example.org"_s; }
    std::unique_ptr<Transport> makeTransport(const CloneId &clone) override
    {
        auto &proxy = m_proxies[clone];
        if (!proxy)
            proxy = std::make_unique<test::TcpProxy>(m_server.port());
        return std::make_unique<GatewayTransport>(m_server.options(u"guests"_s, {}, proxy->serverPort()));
    }
    void crash() override { m_server.kill(); }
    void restart() override { m_server.start(); }
    void freeze(const CloneId &clone) override { m_proxies.at(clone)->freeze(); }
    void thaw(const CloneId &clone) override { m_proxies.at(clone)->thaw(); }
    qint64 tooLarge() const override { return 1'000'001; }

private:
    test::GatewayServer m_server;
    std::map<CloneId, std::unique_ptr<test::TcpProxy>> m_proxies;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    return test::runConformance([] { return std::make_unique<GatewayService>(); }, argc, argv);
}
