// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/amqplink.h"

#include "moc_amqplink.cpp"

namespace mld {

AmqpLink::AmqpLink(const AmqpOptions &options, QObject *parent)
    : QObject(parent), m_options(options)
{
    m_thread.setObjectName(QStringLiteral("amqp"));
}

AmqpLink::~AmqpLink()
{
    abort();
    // Whatever it waited for has ended with the socket.
    m_thread.quit();
    m_thread.wait();
}

template <typename What>
void AmqpLink::inSession(What what)
{
    if (m_session)
        QMetaObject::invokeMethod(m_session, [session = m_session, what] { what(*session); }, Qt::QueuedConnection);
}

void AmqpLink::open(const AmqpNames &names, const QByteArray &ownKey)
{
    abort();
    m_names = names;
    m_ownKey = ownKey;
    const auto isOf = [this](quint64 attempt) { return attempt == m_attempt; };
    m_connector = std::make_unique<Connector>(
        m_options.endpoint(),
        Connector::Handlers{
            .progressed =
                [this, isOf, attempt = m_attempt](const ConnectionProgress &progress) {
                    if (isOf(attempt))
                        Q_EMIT progressed(progress);
                },
            .connected = [this](int socket) { begin(socket); },
            .failed =
                [this, isOf, attempt = m_attempt](const NetFailure &failure) {
                    // Once there is a session, it hears of the end of the connection, after all that came before.
                    if (isOf(attempt) && !m_session)
                        Q_EMIT down(failure);
                },
        });
    m_connector->start();
}

void AmqpLink::begin(int socket)
{
    if (!m_thread.isRunning())
        m_thread.start();
    m_socket = std::make_shared<AmqpSocket>(socket);
    const auto tell = [this, attempt = m_attempt](const QList<AmqpEvent> &events) {
        QMetaObject::invokeMethod(
            this,
            [this, attempt, events] {
                if (attempt == m_attempt)
                    onEvents(events);
            },
            Qt::QueuedConnection);
    };
    m_session = new AmqpSession(m_options, m_names, m_ownKey, m_socket, tell); // deleted by its thread, see abort()
    m_session->moveToThread(&m_thread);
    inSession([](AmqpSession &session) { session.start(); });
}

void AmqpLink::abort()
{
    ++m_attempt;
    if (m_socket)
        m_socket->breakOff();
    m_socket.reset();
    if (m_session)
        std::exchange(m_session, nullptr)->deleteLater();
    if (m_connector) {
        m_connector->disconnect();
        m_connector.release()->deleteLater(); // it may be the one who called
    }
}

void AmqpLink::close()
{
    inSession([](AmqpSession &session) { session.close(); });
}

quint64 AmqpLink::publish(const QByteArray &key, const QByteArray &body, bool isMandatory)
{
    const AmqpMessage message{++m_lastToken, key, body, isMandatory};
    inSession([message](AmqpSession &session) { session.publish(message); });
    return m_lastToken;
}

void AmqpLink::setPresent(bool isPresent)
{
    inSession([isPresent](AmqpSession &session) { session.setPresent(isPresent); });
}

void AmqpLink::onEvents(const QList<AmqpEvent> &events)
{
    using Kind = AmqpEvent::Kind;
    const QPointer<AmqpLink> isHere(this);
    const quint64 attempt = m_attempt;
    int looked = 0;
    for (const AmqpEvent &event : events) {
        switch (event.kind) {
        case Kind::SignedIn:
            Q_EMIT progressed({.step = ConnectionStep::SignedIn, .account = m_options.account()});
            break;
        case Kind::Up:
            Q_EMIT up();
            break;
        case Kind::Confirmed:
            Q_EMIT confirmed(event.token);
            break;
        case Kind::Returned:
            Q_EMIT returned(event.token);
            break;
        case Kind::Refused:
            Q_EMIT refused(event.token);
            break;
        case Kind::Received:
            ++looked;
            Q_EMIT received(event.body);
            break;
        case Kind::Oversize:
            ++looked;
            Q_EMIT oversizeReceived();
            break;
        case Kind::Blocked:
        case Kind::Unblocked:
            Q_EMIT blockedChanged(event.kind == Kind::Blocked);
            break;
        case Kind::Closed:
            m_connector->close();
            Q_EMIT closed();
            break;
        case Kind::Down:
            // What carried it may know more than that it ended.
            Q_EMIT down(m_connector->lastWords().value_or(event.failure));
            break;
        }
        // Whoever heard it may have ended the connection, or this.
        if (!isHere || attempt != m_attempt)
            return;
    }
    if (looked > 0)
        inSession([looked](AmqpSession &session) { session.acknowledge(looked); });
}

} // namespace mld
