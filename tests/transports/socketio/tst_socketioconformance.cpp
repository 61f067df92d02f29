// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "../conformance.h"
#include "socketioserver.h"
#include "socketio/socketiotransport.h"
#include "support/tcpproxy.h"

#include <QCoreApplication>

#include <map>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {

/// m-ld-js's own service, in a server that looks for signs of life often. MLD_TEST_WAY is the way there.
class SocketIoService : public test::ServiceUnderTest
{
public:
    SocketIoService() : m_server({{u"pingInterval"_s, 1500}, {u"pingTimeout"_s, 1500}}) { }

    bool start() override { return m_server.start(); }
    QString problem() const override { return m_server.problem(); }
    std::unique_ptr<Transport> makeTransport(const CloneId &clone) override
    {
        auto &proxy = m_proxies[clone];
        if (!proxy)
            proxy = std::make_unique<test::TcpProxy>(m_server.port());
        SocketIoOptions options;
        options.origin = QUrl(u"http://127.0.0.1:%1"_s.arg(proxy->serverPort()));
        options.way = qEnvironmentVariable("MLD_TEST_WAY") == u"polling" ? SocketIoOptions::Way::Polling
                                                                        : SocketIoOptions::Way::WebSocket;
        return std::make_unique<SocketIoTransport>(options);
    }
    void crash() override { m_server.kill(); }
    void restart() override { m_server.start(); }
    void freeze(const CloneId &clone) override { m_proxies.at(clone)->freeze(); }
    void thaw(const CloneId &clone) override { m_proxies.at(clone)->thaw(); }
    qint64 tooLarge() const override { return 1'000'001; }

private:
    test::SocketIoServer m_server;
    std::map<CloneId, std::unique_ptr<test::TcpProxy>> m_proxies;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    return test::runConformance([] { return std::make_unique<SocketIoService>(); }, argc, argv);
}
