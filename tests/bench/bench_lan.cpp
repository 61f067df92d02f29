// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// How fast messages go from one process to another nearby, beside what a WebSocket over TLS does that has nothing else
// to do, and what TLS alone does.
//   bench_lan [megabytes [kilobytes of each message]]
#include "lan/carrying/lantransport.h"
#include "lan/meeting/certificate.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QSslServer>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <cstdio>

#include <time.h>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {

constexpr qint64 kAhead = 1024 * 1024; // what is handed over before it waits
constexpr int kLimitMs = 300'000;
const QByteArray kSecret(32, 's');
const DomainName kDomain = u"bench.example.org"_s;

double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

/// What is received, and the time that took. The other process begins when it is told where to send to.
class Receiver : public QObject
{
public:
    Receiver(const char *title, const QString &how, qint64 total, qint64 size)
        : m_title(title), m_how(how), m_total(total), m_size(size)
    {
    }
    void begin(quint16 port)
    {
        m_sender.setProcessChannelMode(QProcess::ForwardedChannels);
        m_sender.start(QCoreApplication::applicationFilePath(),
                       {u"send"_s, m_how, QString::number(port), QString::number(m_total), QString::number(m_size)});
    }
    void take(qint64 size)
    {
        if (m_received == 0) {
            m_timer.start();
            m_cpu = cpuSeconds();
        }
        m_received += size;
        if (m_received < m_total)
            return;
        const double seconds = double(m_timer.nsecsElapsed()) / 1e9;
        std::printf("%-30s %6.0f MB/s; here %.2f s of the processor for 100 MB\n", m_title, double(m_total) / 1e6 / seconds,
                    (cpuSeconds() - m_cpu) * 1e8 / double(m_total));
        std::fflush(stdout);
        m_sender.kill();
        m_sender.waitForFinished();
        QCoreApplication::exit();
    }

private:
    const char *m_title;
    const QString m_how;
    const qint64 m_total;
    const qint64 m_size;
    qint64 m_received = 0;
    double m_cpu = 0;
    QElapsedTimer m_timer;
    QProcess m_sender;
};

LanOptions options(quint16 port = 0)
{
    LanOptions lan;
    lan.secret = kSecret;
    if (port != 0)
        lan.peers = {{u"127.0.0.1"_s, port}};
    return lan;
}

void receiveNearby(Receiver &receiver)
{
    auto *lan = new LanTransport(options(), nullptr, &receiver);
    QObject::connect(lan, &Transport::messageReceived, &receiver,
                     [&receiver](const Address &, const QByteArray &payload) { receiver.take(payload.size()); });
    QObject::connect(lan, &Transport::stateChanged, &receiver, [lan, &receiver, hasBegun = false]() mutable {
        if (lan->state() == Transport::State::Connected && !std::exchange(hasBegun, true))
            receiver.begin(lan->mesh()->port());
    });
    lan->open(kDomain, u"a"_s);
    lan->setPresent(true);
}

void receivePlain(Receiver &receiver, const QSslConfiguration &tls, bool isWebSocket)
{
    auto *server = new QSslServer(&receiver);
    auto *webSockets = new QWebSocketServer({}, QWebSocketServer::NonSecureMode, &receiver);
    server->setSslConfiguration(tls);
    server->listen(QHostAddress::LocalHost);
    QObject::connect(server, &QTcpServer::pendingConnectionAvailable, &receiver, [=, &receiver] {
        auto *socket = server->nextPendingConnection();
        if (isWebSocket)
            return webSockets->handleConnection(socket);
        QObject::connect(socket, &QIODevice::readyRead, &receiver,
                         [socket, &receiver] { receiver.take(socket->readAll().size()); });
    });
    QObject::connect(webSockets, &QWebSocketServer::newConnection, &receiver, [=, &receiver] {
        QWebSocket *socket = webSockets->nextPendingConnection();
        QObject::connect(socket, &QWebSocket::binaryMessageReceived, &receiver,
                         [&receiver](const QByteArray &message) { receiver.take(message.size()); });
    });
    receiver.begin(server->serverPort());
}

int receive(const char *title, const QString &how, qint64 total, qint64 size)
{
    Receiver receiver(title, how, total, size);
    const auto tls = lan::ownTls();
    if (!tls)
        return 1;
    how == u"nearby" ? receiveNearby(receiver) : receivePlain(receiver, *tls, how == u"websocket");
    QTimer::singleShot(kLimitMs, &receiver, [] { QCoreApplication::exit(1); });
    return QCoreApplication::exec();
}

int sendNearby(quint16 port, qint64 total, qint64 size)
{
    const QByteArray message(size, 'x');
    LanTransport lan(options(port), nullptr);
    qint64 sent = 0;
    qint64 done = 0;
    const auto more = [&] {
        // As a clone does, which sends when what it sent before has gone.
        while (sent < total && sent - done < std::max(kAhead, size)) {
            lan.unicast({Lane::Reply, u"b"_s, u"a"_s, u"m"_s, {}, {}}, message);
            sent += size;
        }
    };
    QObject::connect(&lan, &Transport::done, &lan, [&] {
        done += size;
        more();
    });
    QObject::connect(&lan, &Transport::presenceChanged, &lan, [&](const QSet<CloneId> &present) {
        if (present.contains(u"a"_s))
            more();
    });
    lan.open(kDomain, u"b"_s);
    lan.setPresent(true);
    return QCoreApplication::exec();
}

int sendPlain(quint16 port, qint64 total, qint64 size, bool isWebSocket)
{
    const auto tls = lan::ownTls();
    if (!tls)
        return 1;
    const QByteArray message(size, 'x');
    QWebSocket webSocket;
    QSslSocket plain;
    qint64 sent = 0;
    const auto more = [&](QSslSocket *socket) {
        while (sent < total && socket->bytesToWrite() + socket->encryptedBytesToWrite() < kAhead) {
            if (isWebSocket)
                webSocket.sendBinaryMessage(message);
            else
                socket->write(message);
            sent += size;
        }
    };
    const auto begin = [&](QSslSocket *socket) {
        QObject::connect(socket, &QSslSocket::encryptedBytesWritten, socket, [&more, socket] { more(socket); });
        more(socket);
    };
    if (isWebSocket) {
        QObject::connect(&webSocket, &QWebSocket::connected, &webSocket, [&] {
            begin(webSocket.findChild<QSslSocket *>(QString(), Qt::FindDirectChildrenOnly));
        });
        webSocket.setSslConfiguration(*tls);
        webSocket.ignoreSslErrors();
        webSocket.open(QUrl(u"wss://127.0.0.1:%1/"_s.arg(port)));
    } else {
        QObject::connect(&plain, &QSslSocket::encrypted, &plain, [&] { begin(&plain); });
        plain.setSslConfiguration(*tls);
        plain.ignoreSslErrors();
        plain.connectToHostEncrypted(u"127.0.0.1"_s, port);
    }
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"send" && arguments.size() == 6) {
        const quint16 port = arguments[3].toUShort();
        const qint64 total = arguments[4].toLongLong();
        const qint64 size = arguments[5].toLongLong();
        return arguments[2] == u"nearby" ? sendNearby(port, total, size)
                                         : sendPlain(port, total, size, arguments[2] == u"websocket");
    }
    const qint64 size = arguments.value(2, u"256"_s).toLongLong() * 1024;
    const qint64 count = std::max<qint64>(1, arguments.value(1, u"100"_s).toLongLong() * 1'000'000 / std::max<qint64>(1, size));
    const qint64 total = count * size;
    if (size < 1)
        return 2;
    return receive("TLS alone", u"tls"_s, total, size) || receive("a WebSocket over TLS", u"websocket"_s, total, size)
           || receive("nearby", u"nearby"_s, total, size);
}
