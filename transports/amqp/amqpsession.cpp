// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/amqpsession.h"

#include "net/quickack.h"

#include <QSocketNotifier>

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>

#include <algorithm>
#include <array>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mld {

namespace {

using Kind = AmqpEvent::Kind;

constexpr amqp_channel_t kChannel = 1;
constexpr int kLargestFrame = 131'072; // what RabbitMQ proposes; the library takes no more than is agreed on
// Messages that come before the clone has looked at those it has: enough to keep a line busy, and bounded.
constexpr uint16_t kPrefetch = 256;
// So many in one turn, so that what goes and what comes get theirs.
constexpr int kFramesInTurn = 1000;
constexpr int kMessagesInTurn = 256;
constexpr int kBeatMs = 500;
// What the library gives for a frame when the server names another version; its headers do not.
constexpr int kProtocolHeader = 'A';

amqp_bytes_t view(const QByteArray &bytes)
{
    return {size_t(bytes.size()), const_cast<char *>(bytes.constData())}; // which the library only reads
}

QByteArray copy(amqp_bytes_t bytes)
{
    return {static_cast<const char *>(bytes.bytes), qsizetype(bytes.len)};
}

amqp_table_entry_t isAble(const char *what)
{
    amqp_table_entry_t entry = {};
    entry.key = amqp_cstring_bytes(what);
    entry.value.kind = AMQP_FIELD_KIND_BOOLEAN;
    entry.value.value.boolean = 1;
    return entry;
}

template <typename Method>
const Method &as(const amqp_method_t &method)
{
    return *static_cast<const Method *>(method.decoded);
}

} // namespace

AmqpSocket::~AmqpSocket()
{
    ::close(m_socket);
}

void AmqpSocket::breakOff()
{
    ::shutdown(m_socket, SHUT_RDWR);
}

void AmqpSession::Free::operator()(amqp_connection_state_t_ *connection) const
{
    amqp_destroy_connection(connection);
}

AmqpSession::AmqpSession(const AmqpOptions &options, const AmqpNames &names, const QByteArray &ownKey,
                         std::shared_ptr<AmqpSocket> socket, Tell tell)
    : m_options(options), m_names(names), m_ownKey(ownKey), m_failures(options), m_socket(std::move(socket)),
      m_tell(std::move(tell))
{
}

AmqpSession::~AmqpSession() = default;

void AmqpSession::start()
{
    m_connection.reset(amqp_new_connection());
    amqp_socket_t *socket = m_connection ? amqp_tcp_socket_new(m_connection.get()) : nullptr;
    // The library closes the one it is given, and nobody knows when: so it gets one of its own.
    const int own = socket ? ::dup(m_socket->descriptor()) : -1;
    if (own < 0) {
        end(m_failures.noDescriptors());
        tellAll();
        return;
    }
    amqp_tcp_socket_set_sockfd(socket, own);
    m_readable = std::make_unique<QSocketNotifier>(m_socket->descriptor(), QSocketNotifier::Read);
    m_writable = std::make_unique<QSocketNotifier>(m_socket->descriptor(), QSocketNotifier::Write);
    m_writable->setEnabled(false);
    connect(m_readable.get(), &QSocketNotifier::activated, this, &AmqpSession::drain);
    connect(m_writable.get(), &QSocketNotifier::activated, this, [this] {
        m_writable->setEnabled(false);
        flush();
    });
    m_beat = std::make_unique<QTimer>();
    connect(m_beat.get(), &QTimer::timeout, this, &AmqpSession::drain);
    m_beat->start(kBeatMs);
    check(amqp_send_header(m_connection.get()));
    tellAll();
}

void AmqpSession::tellAll()
{
    if (!m_events.isEmpty())
        m_tell(std::exchange(m_events, {}));
}

void AmqpSession::end(const NetFailure &failure)
{
    if (m_phase == Phase::Over)
        return;
    tell(m_phase == Phase::Closing ? AmqpEvent{.kind = Kind::Closed} : AmqpEvent{.kind = Kind::Down, .failure = failure});
    m_phase = Phase::Over;
    if (m_beat)
        m_beat->stop();
    if (m_readable)
        m_readable->setEnabled(false);
    if (m_writable)
        m_writable->setEnabled(false);
    m_outgoing.clear();
    m_socket->breakOff();
}

void AmqpSession::check(int status)
{
    switch (status) {
    case AMQP_STATUS_OK:
    case AMQP_STATUS_TIMEOUT:
        return;
    case AMQP_STATUS_HEARTBEAT_TIMEOUT:
        end(m_failures.silent());
        return;
    case AMQP_STATUS_BAD_AMQP_DATA:
    case AMQP_STATUS_UNKNOWN_CLASS:
    case AMQP_STATUS_UNKNOWN_METHOD:
        end(m_phase == Phase::Greeting ? m_failures.notAmqp() : m_failures.malformed());
        return;
    default:
        // RabbitMQ closes without a word where it hears another protocol.
        end(m_phase == Phase::Greeting ? m_failures.closedUnanswered() : m_failures.lost());
    }
}

bool AmqpSession::send(quint16 channel, quint32 id, void *method)
{
    check(amqp_send_method(m_connection.get(), channel, id, method));
    return m_phase != Phase::Over;
}

bool AmqpSession::looksLikeAmqp()
{
    char first = 0;
    if (::recv(m_socket->descriptor(), &first, 1, MSG_PEEK | MSG_DONTWAIT) != 1)
        return true; // it says nothing, which the library will tell
    if (first == AMQP_FRAME_METHOD || first == 'A')
        return true;
    const bool isTls = first == 0x15 || first == 0x16;
    end(isTls ? m_failures.wantsTls() : first == 'H' ? m_failures.webServer() : m_failures.notAmqp());
    return false;
}

void AmqpSession::drain()
{
    if (m_phase == Phase::Over)
        return;
    if (m_phase != Phase::Greeting || looksLikeAmqp()) {
        timeval atOnce = {};
        int status = AMQP_STATUS_OK;
        for (int i = 0; i < kFramesInTurn && m_phase != Phase::Over; ++i) {
            amqp_frame_t frame = {};
            status = amqp_simple_wait_frame_noblock(m_connection.get(), &frame, &atOnce);
            if (status != AMQP_STATUS_OK)
                break;
            onFrame(frame);
            amqp_maybe_release_buffers(m_connection.get());
        }
        if (m_phase != Phase::Over)
            check(status);
        // The library may have read more than it gave, of which the socket says nothing.
        if (m_phase != Phase::Over && status == AMQP_STATUS_OK)
            QMetaObject::invokeMethod(this, [this] { drain(); }, Qt::QueuedConnection);
        acknowledgeAtOnce(m_socket->descriptor());
    }
    tellAll();
}

void AmqpSession::onFrame(const amqp_frame_t &frame)
{
    switch (frame.frame_type) {
    case kProtocolHeader:
        end(m_failures.otherVersion());
        break;
    case AMQP_FRAME_METHOD:
        onMethod(frame.payload.method);
        break;
    case AMQP_FRAME_HEADER:
        onIncomingHead(frame);
        break;
    case AMQP_FRAME_BODY:
        onIncomingBody(frame);
        break;
    default:
        break;
    }
}

void AmqpSession::onMethod(const amqp_method_t &method)
{
    switch (method.id) {
    case AMQP_CONNECTION_START_METHOD:
        onStart(method);
        break;
    case AMQP_CONNECTION_TUNE_METHOD:
        onTune(method);
        break;
    case AMQP_CONNECTION_OPEN_OK_METHOD:
        if (m_phase == Phase::Opening) {
            m_phase = Phase::SettingUp;
            tell({.kind = Kind::SignedIn});
            setUp();
        }
        break;
    case AMQP_BASIC_CONSUME_OK_METHOD:
        if (m_phase == Phase::SettingUp) {
            m_phase = Phase::Up;
            tell({.kind = Kind::Up});
        }
        break;
    case AMQP_BASIC_DELIVER_METHOD:
        m_lastDelivery = as<amqp_basic_deliver_t>(method).delivery_tag;
        m_incoming.emplace();
        break;
    case AMQP_BASIC_RETURN_METHOD:
        m_incoming.emplace().isReturn = true;
        break;
    case AMQP_BASIC_ACK_METHOD: {
        const auto &ack = as<amqp_basic_ack_t>(method);
        confirm(ack.delivery_tag, ack.multiple, Kind::Confirmed);
        break;
    }
    case AMQP_BASIC_NACK_METHOD: {
        const auto &nack = as<amqp_basic_nack_t>(method);
        confirm(nack.delivery_tag, nack.multiple, Kind::Refused);
        break;
    }
    case AMQP_BASIC_CANCEL_METHOD:
        end(m_failures.cancelled());
        break;
    case AMQP_CONNECTION_BLOCKED_METHOD:
        m_isBlocked = true;
        tell({.kind = Kind::Blocked});
        break;
    case AMQP_CONNECTION_UNBLOCKED_METHOD:
        m_isBlocked = false;
        tell({.kind = Kind::Unblocked});
        flush();
        break;
    case AMQP_CHANNEL_CLOSE_METHOD: {
        const auto &close = as<amqp_channel_close_t>(method);
        end(m_failures.channelClosed(close.reply_code, close.class_id, close.method_id,
                                     QString::fromUtf8(copy(close.reply_text))));
        break;
    }
    case AMQP_CONNECTION_CLOSE_METHOD: {
        const auto &close = as<amqp_connection_close_t>(method);
        const auto failure = m_failures.connectionClosed(close.reply_code, QString::fromUtf8(copy(close.reply_text)),
                                                         m_phase == Phase::SigningIn,
                                                         m_phase == Phase::SettingUp || m_phase == Phase::Up);
        amqp_connection_close_ok_t ok = {};
        amqp_send_method(m_connection.get(), 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &ok);
        end(failure);
        break;
    }
    case AMQP_CONNECTION_CLOSE_OK_METHOD:
        end(m_failures.lost());
        break;
    default:
        break; // that something was set up, as was asked for
    }
}

void AmqpSession::onStart(const amqp_method_t &method)
{
    if (m_phase != Phase::Greeting)
        return;
    const QByteArrayList ways = copy(as<amqp_connection_start_t>(method).mechanisms).split(' ');
    const QByteArray way = m_options.isByCertificate() ? QByteArray("EXTERNAL") : QByteArray("PLAIN");
    if (!ways.contains(way)) {
        end(m_failures.noMechanism());
        return;
    }
    QByteArray response;
    if (!m_options.isByCertificate())
        response = '\0' + m_options.account().toUtf8() + '\0' + m_options.secret().toUtf8();
    // Without the first of them, a server that refuses a password says nothing, and hangs up.
    std::array able{isAble("authentication_failure_close"), isAble("connection.blocked"), isAble("publisher_confirms"),
                    isAble("basic.nack"), isAble("consumer_cancel_notify")};
    std::array<amqp_table_entry_t, 2> properties = {};
    properties[0].key = amqp_cstring_bytes("product");
    properties[0].value.kind = AMQP_FIELD_KIND_UTF8;
    properties[0].value.value.bytes = amqp_cstring_bytes("Commonplace");
    properties[1].key = amqp_cstring_bytes("capabilities");
    properties[1].value.kind = AMQP_FIELD_KIND_TABLE;
    properties[1].value.value.table = {int(able.size()), able.data()};
    amqp_connection_start_ok_t ok = {};
    ok.client_properties = {int(properties.size()), properties.data()};
    ok.mechanism = view(way);
    ok.response = view(response);
    ok.locale = amqp_cstring_bytes("en_US");
    m_phase = Phase::SigningIn;
    send(0, AMQP_CONNECTION_START_OK_METHOD, &ok);
}

void AmqpSession::onTune(const amqp_method_t &method)
{
    if (m_phase != Phase::SigningIn)
        return;
    const auto &offer = as<amqp_connection_tune_t>(method);
    const auto least = [](int own, int theirs) { return theirs == 0 ? own : std::min(own, theirs); };
    const int frame = least(kLargestFrame, int(std::min<uint32_t>(offer.frame_max, kLargestFrame)));
    const int heartbeat = least(m_options.heartbeatSeconds, offer.heartbeat);
    check(amqp_tune_connection(m_connection.get(), 1, frame, heartbeat));
    amqp_connection_tune_ok_t ok = {};
    ok.channel_max = 1;
    ok.frame_max = uint32_t(frame);
    ok.heartbeat = uint16_t(heartbeat);
    const QByteArray vhost = m_options.vhost.toUtf8();
    amqp_connection_open_t open = {};
    open.virtual_host = view(vhost);
    if (m_phase == Phase::Over || !send(0, AMQP_CONNECTION_TUNE_OK_METHOD, &ok))
        return;
    m_phase = Phase::Opening;
    send(0, AMQP_CONNECTION_OPEN_METHOD, &open);
}

/// All that a notebook needs, in one go: the server answers each, and closes the channel at the first that it does
/// not let us have.
void AmqpSession::setUp()
{
    const QByteArray exchange = m_names.exchange();
    const QByteArray queue = m_names.queue();
    amqp_channel_open_t open = {};
    amqp_confirm_select_t confirm = {};
    // It goes with its last member, and is made anew by the next.
    amqp_exchange_declare_t declareExchange = {};
    declareExchange.exchange = view(exchange);
    declareExchange.type = amqp_cstring_bytes("topic");
    declareExchange.auto_delete = 1;
    amqp_queue_declare_t declareQueue = {};
    declareQueue.queue = view(queue);
    declareQueue.exclusive = 1;
    declareQueue.auto_delete = 1;
    amqp_basic_qos_t qos = {};
    qos.prefetch_count = kPrefetch;
    amqp_basic_consume_t consume = {};
    consume.queue = view(queue);
    consume.exclusive = 1;
    bool isGood = send(kChannel, AMQP_CHANNEL_OPEN_METHOD, &open)
                  && send(kChannel, AMQP_CONFIRM_SELECT_METHOD, &confirm)
                  && send(kChannel, AMQP_EXCHANGE_DECLARE_METHOD, &declareExchange)
                  && send(kChannel, AMQP_QUEUE_DECLARE_METHOD, &declareQueue)
                  && send(kChannel, AMQP_BASIC_QOS_METHOD, &qos);
    for (const QByteArray &key : {AmqpNames::toAll(), m_ownKey}) {
        amqp_queue_bind_t bind = {};
        bind.queue = view(queue);
        bind.exchange = view(exchange);
        bind.routing_key = view(key);
        isGood = isGood && send(kChannel, AMQP_QUEUE_BIND_METHOD, &bind);
    }
    if (isGood)
        send(kChannel, AMQP_BASIC_CONSUME_METHOD, &consume);
}

void AmqpSession::setPresent(bool isPresent)
{
    if (m_phase != Phase::Up)
        return;
    const QByteArray exchange = m_names.exchange();
    const QByteArray queue = m_names.queue();
    const QByteArray key = AmqpNames::toPresent();
    if (isPresent) {
        amqp_queue_bind_t bind = {};
        bind.queue = view(queue);
        bind.exchange = view(exchange);
        bind.routing_key = view(key);
        send(kChannel, AMQP_QUEUE_BIND_METHOD, &bind);
    } else {
        amqp_queue_unbind_t unbind = {};
        unbind.queue = view(queue);
        unbind.exchange = view(exchange);
        unbind.routing_key = view(key);
        send(kChannel, AMQP_QUEUE_UNBIND_METHOD, &unbind);
    }
    tellAll();
}

void AmqpSession::publish(const AmqpMessage &message)
{
    if (m_phase != Phase::Up)
        return;
    m_outgoing.push_back(message);
    flush();
    tellAll();
}

void AmqpSession::flush()
{
    for (int i = 0; m_phase == Phase::Up && !m_isBlocked && !m_outgoing.empty(); ++i) {
        if (i == kMessagesInTurn) {
            if (!std::exchange(m_isFlushDue, true)) {
                QMetaObject::invokeMethod(
                    this,
                    [this] {
                        m_isFlushDue = false;
                        flush();
                        tellAll();
                    },
                    Qt::QueuedConnection);
            }
            return;
        }
        pollfd socket = {m_socket->descriptor(), POLLOUT, 0};
        if (::poll(&socket, 1, 0) == 0) {
            m_writable->setEnabled(true);
            return;
        }
        const AmqpMessage message = std::move(m_outgoing.front());
        m_outgoing.pop_front();
        const QByteArray exchange = m_names.exchange();
        const QByteArray id = QByteArray::number(message.token);
        amqp_basic_properties_t properties = {};
        properties._flags = AMQP_BASIC_MESSAGE_ID_FLAG;
        properties.message_id = view(id);
        m_unconfirmed.emplace_back(++m_lastTag, message.token);
        check(amqp_basic_publish(m_connection.get(), kChannel, view(exchange), view(message.key), message.isMandatory,
                                 0, &properties, view(message.body)));
    }
}

void AmqpSession::acknowledge(int count)
{
    m_unacknowledged -= count;
    if (m_phase != Phase::Up || m_unacknowledged > 0 || m_incoming)
        return;
    amqp_basic_ack_t ack = {};
    ack.delivery_tag = m_lastDelivery;
    ack.multiple = 1;
    send(kChannel, AMQP_BASIC_ACK_METHOD, &ack);
    tellAll();
}

void AmqpSession::confirm(quint64 tag, bool isMultiple, AmqpEvent::Kind kind)
{
    const auto found = std::lower_bound(m_unconfirmed.begin(), m_unconfirmed.end(), std::pair(tag, quint64(0)));
    if (!isMultiple) {
        if (found == m_unconfirmed.end() || found->first != tag)
            return;
        tell({.kind = kind, .token = found->second});
        m_unconfirmed.erase(found);
        return;
    }
    while (!m_unconfirmed.empty() && m_unconfirmed.front().first <= tag) {
        tell({.kind = kind, .token = m_unconfirmed.front().second});
        m_unconfirmed.pop_front();
    }
}

void AmqpSession::onIncomingHead(const amqp_frame_t &frame)
{
    if (!m_incoming || m_incoming->hasHead || frame.payload.properties.class_id != AMQP_BASIC_CLASS) {
        end(m_failures.malformed());
        return;
    }
    const auto &properties = *static_cast<const amqp_basic_properties_t *>(frame.payload.properties.decoded);
    m_incoming->hasHead = true;
    m_incoming->left = frame.payload.properties.body_size;
    m_incoming->isTooLarge = m_incoming->left > quint64(kLargestBody);
    if (m_incoming->isReturn && (properties._flags & AMQP_BASIC_MESSAGE_ID_FLAG) != 0)
        m_incoming->token = copy(properties.message_id).toULongLong();
    if (!m_incoming->isTooLarge && !m_incoming->isReturn)
        m_incoming->body.reserve(qsizetype(m_incoming->left));
    if (m_incoming->left == 0)
        finishIncoming();
}

void AmqpSession::onIncomingBody(const amqp_frame_t &frame)
{
    const amqp_bytes_t bytes = frame.payload.body_fragment;
    if (!m_incoming || !m_incoming->hasHead || bytes.len > m_incoming->left) {
        end(m_failures.malformed());
        return;
    }
    m_incoming->left -= bytes.len;
    if (!m_incoming->isTooLarge && !m_incoming->isReturn)
        m_incoming->body.append(static_cast<const char *>(bytes.bytes), qsizetype(bytes.len));
    if (m_incoming->left == 0)
        finishIncoming();
}

void AmqpSession::finishIncoming()
{
    AmqpIncoming incoming = std::move(*m_incoming);
    m_incoming.reset();
    if (incoming.isReturn) {
        tell({.kind = Kind::Returned, .token = incoming.token});
        return;
    }
    ++m_unacknowledged;
    if (incoming.isTooLarge)
        tell({.kind = Kind::Oversize});
    else
        tell({.kind = Kind::Received, .body = std::move(incoming.body)});
}

void AmqpSession::close()
{
    if (m_phase == Phase::Over || m_phase == Phase::Closing)
        return;
    m_phase = Phase::Closing;
    amqp_connection_close_t close = {};
    close.reply_code = AMQP_REPLY_SUCCESS;
    send(0, AMQP_CONNECTION_CLOSE_METHOD, &close);
    tellAll();
}

} // namespace mld
