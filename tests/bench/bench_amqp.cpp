// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// RabbitMQ: what a message takes by our transport, beside what it takes a program that has nothing but the library,
// and waits for each answer. Starts a server of its own, which takes some seconds.
//   bench_amqp [messages]
#include "amqp/amqptransport.h"
#include "support/rabbitmqbroker.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTimer>

#include <amqp.h>
#include <amqp_tcp_socket.h>

#include <algorithm>
#include <cstdio>
#include <thread>
#include <vector>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {

constexpr int kRounds = 2000;
constexpr int kLimitMs = 120'000;

/// In ms.
double median(std::vector<double> all)
{
    std::nth_element(all.begin(), all.begin() + qsizetype(all.size() / 2), all.end());
    return all[all.size() / 2];
}

/// One connection, one queue, nothing else.
class Plain
{
public:
    Plain(quint16 port, const char *queue) : m_queue(amqp_cstring_bytes(queue)), m_connection(amqp_new_connection())
    {
        amqp_socket_t *socket = amqp_tcp_socket_new(m_connection);
        amqp_socket_open(socket, "127.0.0.1", port);
        amqp_login(m_connection, "/", 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest");
        amqp_channel_open(m_connection, 1);
        amqp_queue_declare(m_connection, 1, m_queue, 0, 0, 1, 1, amqp_empty_table);
        amqp_basic_consume(m_connection, 1, m_queue, amqp_empty_bytes, 0, 1, 0, amqp_empty_table);
        m_isGood = amqp_get_rpc_reply(m_connection).reply_type == AMQP_RESPONSE_NORMAL;
    }
    ~Plain() { amqp_destroy_connection(m_connection); }
    Plain(const Plain &) = delete;
    Plain &operator=(const Plain &) = delete;

    void send(const char *queue, QByteArray &body)
    {
        amqp_basic_publish(m_connection, 1, amqp_empty_bytes, amqp_cstring_bytes(queue), 0, 0, nullptr,
                           {size_t(body.size()), body.data()});
    }
    void receive()
    {
        amqp_envelope_t envelope;
        amqp_maybe_release_buffers(m_connection);
        m_isGood = m_isGood
                   && amqp_consume_message(m_connection, &envelope, nullptr, 0).reply_type == AMQP_RESPONSE_NORMAL;
        if (m_isGood)
            amqp_destroy_envelope(&envelope);
    }
    bool isGood() const { return m_isGood; }

private:
    const amqp_bytes_t m_queue;
    const amqp_connection_state_t m_connection;
    bool m_isGood = false;
};

std::vector<double> plainRounds(quint16 port)
{
    std::vector<double> times;
    Plain one(port, "mld.plain.one");
    Plain other(port, "mld.plain.other");
    std::thread echo([&] {
        QByteArray body(200, 'x');
        for (int i = 0; i < kRounds; ++i) {
            other.receive();
            other.send("mld.plain.one", body);
        }
    });
    QByteArray body(200, 'x');
    for (int i = 0; i < kRounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        one.send("mld.plain.other", body);
        one.receive();
        times.push_back(double(timer.nsecsElapsed()) / 2e6);
    }
    echo.join();
    if (!one.isGood() || !other.isGood())
        times.clear();
    return times;
}

/// Without the pauses that a test's waiting makes. Whether it came so far in time.
template <typename Condition>
bool waitUntil(Condition isSo)
{
    QElapsedTimer timer;
    timer.start();
    QTimer wake; // to look at the time
    wake.start(1000);
    while (!isSo() && timer.elapsed() < kLimitMs)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return isSo();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const int count = argc > 1 ? atoi(argv[1]) : 10'000;
    test::RabbitMqBroker broker(test::RabbitMqBroker::Protocol::Amqp);
    if (!broker.start()) {
        std::fprintf(stderr, "%s\n", qPrintable(broker.problem()));
        return 1;
    }
    AmqpOptions options;
    options.host = u"127.0.0.1"_s;
    options.port = broker.port();
    AmqpTransport one(options);
    AmqpTransport other(options);
    bool areTogether = false;
    QObject::connect(&one, &Transport::presenceChanged, &one,
                     [&](const QSet<CloneId> &others) { areTogether = others.contains(u"other"_s); });
    QElapsedTimer timer;
    timer.start();
    other.open(u"bench.example.org"_s, u"other"_s);
    other.setPresent(true);
    one.open(u"bench.example.org"_s, u"one"_s);
    one.setPresent(true);
    if (!waitUntil([&] { return areTogether; }))
        return 1;
    std::printf("two clones see each other after %lld ms\n", static_cast<long long>(timer.elapsed()));

    // Alternately, so that both meet the machine as it is.
    std::vector<double> plain;
    std::vector<double> ours;
    int rounds = 0;
    QElapsedTimer round;
    const QByteArray body(200, 'x');
    const auto connection =
        QObject::connect(&other, &Transport::operationReceived, &other, [&] { other.broadcast(body); });
    const auto back = QObject::connect(&one, &Transport::operationReceived, &one, [&] {
        ours.push_back(double(round.nsecsElapsed()) / 2e6);
        if (++rounds % kRounds == 0)
            return;
        round.start();
        one.broadcast(body);
    });
    for (int i = 0; i < 3; ++i) {
        const auto times = plainRounds(broker.port());
        if (times.empty()) {
            std::fprintf(stderr, "the library alone did not get through\n");
            return 1;
        }
        plain.insert(plain.end(), times.begin(), times.end());
        round.start();
        one.broadcast(body);
        const int until = (i + 1) * kRounds;
        if (!waitUntil([&] { return rounds >= until; }))
            return 1;
    }
    QObject::disconnect(connection);
    QObject::disconnect(back);
    std::printf("send to receive, p50: library alone %.3f ms, ours %.3f ms, ratio %.2f\n", median(plain), median(ours),
                median(ours) / median(plain));

    int confirmed = 0;
    int received = 0;
    QObject::connect(&one, &Transport::done, &one, [&](Ticket, bool isGood) { confirmed += isGood ? 1 : 0; });
    QObject::connect(&other, &Transport::operationReceived, &other, [&] { ++received; });
    timer.start();
    for (int i = 0; i < count; ++i)
        one.broadcast(body);
    const bool areConfirmed = waitUntil([&] { return confirmed == count; });
    std::printf("%d of %d messages of 200 bytes confirmed after %lld ms%s\n", confirmed, count,
                static_cast<long long>(timer.elapsed()), areConfirmed ? "" : ": too late");
    (void)waitUntil([&] { return received == count; });
    std::printf("%d of them received after %lld ms\n", received, static_cast<long long>(timer.elapsed()));

    broker.kill();
    if (!waitUntil([&] { return one.state() == Transport::State::Offline; }))
        return 1;
    areTogether = false;
    if (!broker.start())
        return 1;
    timer.start();
    const bool isHealed = waitUntil([&] { return areTogether; });
    std::printf("server back: %s after %lld ms\n", isHealed ? "together" : "not together",
                static_cast<long long>(timer.elapsed()));
    return isHealed ? 0 : 1;
}
