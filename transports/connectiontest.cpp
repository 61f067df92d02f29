// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "connectiontest.h"

#include "connectiontransport.h"
#include "connectionwords.h"

#include <QUuid>

#include "moc_connectiontest.cpp"

namespace mld {

namespace {

constexpr int kLeaveTimeoutMs = 3000;

bool isOver(TestedStep::State state)
{
    return state == TestedStep::State::Done || state == TestedStep::State::Skipped;
}

/// The step that a failure is about, whatever was told before: a quick one may come before the steps that led to it.
std::optional<ConnectionStep> stepOf(TransportErrorCode code, bool isReached)
{
    switch (code) {
    case TransportErrorCode::ConnectionRefused:
        // By a proxy, too, which finds the address; but a service that was reached may refuse as well.
        if (isReached)
            return {};
        return ConnectionStep::Reached;
    case TransportErrorCode::TlsFailed:
    case TransportErrorCode::CertificateRejected:
    case TransportErrorCode::WantsTls:
        return ConnectionStep::Secured;
    case TransportErrorCode::BadCredentials:
        return ConnectionStep::SignedIn;
    default:
        return {};
    }
}

} // namespace

ConnectionTest::ConnectionTest(std::unique_ptr<Transport> transport, QObject *parent)
    : QObject(parent), m_transport(std::move(transport)),
      m_self(QStringLiteral("test-%1").arg(QUuid::createUuid().toString(QUuid::Id128)))
{
    for (int step = 0; step <= static_cast<int>(ConnectionStep::Present); ++step)
        m_steps.append({.step = static_cast<ConnectionStep>(step)});
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ConnectionTest::onTimeout);
    connect(m_transport.get(), &Transport::stateChanged, this, &ConnectionTest::onState);
    connect(m_transport.get(), &Transport::presenceChanged, this, &ConnectionTest::onPresence);
    connect(m_transport.get(), &Transport::done, this, &ConnectionTest::onDone);
    connect(m_transport.get(), &Transport::messageReceived, this,
            [this](const Address &, const QByteArray &payload) { onMessage(payload); });
    if (auto *connection = qobject_cast<ConnectionTransport *>(m_transport.get()))
        connect(connection, &ConnectionTransport::progressed, this, &ConnectionTest::onProgress);
}

ConnectionTest::~ConnectionTest() = default;

void ConnectionTest::start(const DomainName &domain, int timeoutMs)
{
    m_timer.setInterval(timeoutMs);
    runNext();
    m_transport->open(domain, m_self);
}

void ConnectionTest::onTimeout()
{
    if (m_isConcluded) {
        finish();
        return;
    }
    for (const TestedStep &each : std::as_const(m_steps)) {
        if (each.state == State::Running) {
            conclude({TransportErrorCode::TimedOut, overdueText(each.step)});
            return;
        }
    }
}

void ConnectionTest::onProgress(const ConnectionProgress &progress)
{
    if (m_isConcluded)
        return;
    if (progress.step == ConnectionStep::Reached) {
        if (at(ConnectionStep::Resolved).detail.isEmpty())
            at(ConnectionStep::Resolved).detail =
                stepText({.step = ConnectionStep::Resolved, .addresses = progress.addresses});
        if (progress.isPlain) {
            at(ConnectionStep::Secured).state = State::Skipped;
            at(ConnectionStep::Secured).detail = plainText(progress.addresses);
        }
    }
    reach(progress.step, stepText(progress));
    if (!progress.isAsFarAsItGoes)
        return;
    for (TestedStep &each : m_steps) {
        if (!isOver(each.state))
            each = {.step = each.step, .state = State::Skipped, .detail = untriedText()};
    }
    Q_EMIT stepsChanged();
    conclude({});
}

void ConnectionTest::reach(ConnectionStep step, const QString &detail)
{
    for (TestedStep &each : m_steps) {
        if (each.step <= step && !isOver(each.state))
            each.state = State::Done;
    }
    if (!detail.isEmpty())
        at(step).detail = detail;
    runNext();
}

void ConnectionTest::runNext()
{
    for (TestedStep &each : m_steps) {
        if (isOver(each.state))
            continue;
        if (each.state == State::Pending)
            m_timer.start();
        each.state = State::Running;
        break;
    }
    Q_EMIT stepsChanged();
}

void ConnectionTest::onState(Transport::State state, const TransportError &error)
{
    if (m_isConcluded && state == Transport::State::Closed)
        finish();
    else if (state == Transport::State::Offline || state == Transport::State::Failed)
        conclude(error);
}

void ConnectionTest::onPresence(const QSet<CloneId> &present)
{
    if (m_isConcluded)
        return;
    m_peers = static_cast<int>(present.size());
    if (std::exchange(m_isPublishing, true))
        return;
    // Whoever knows who is there has heard it from the service.
    reach(ConnectionStep::MaySubscribe, {});
    m_message = m_transport->unicast({Lane::Send, m_self, m_self, QStringLiteral("1"), {}, {}}, m_self.toUtf8());
    // Operations may have a right of their own, which shows when one is published; that nobody may hear.
    if (present.isEmpty())
        m_operation = m_transport->broadcast(QByteArrayLiteral("-"));
}

void ConnectionTest::onDone(Ticket ticket, bool isTaken, const TransportError &error)
{
    if (ticket != m_message && ticket != m_operation)
        return;
    if (!isTaken) {
        conclude(error);
        return;
    }
    if (ticket == m_operation)
        m_operation.reset();
    finishPublishing();
}

void ConnectionTest::onMessage(const QByteArray &payload)
{
    if (payload != m_self.toUtf8())
        return;
    m_isBack = true;
    finishPublishing();
}

void ConnectionTest::finishPublishing()
{
    if (m_isConcluded || !m_isBack || m_operation)
        return;
    reach(ConnectionStep::MayPublish, publishedText(m_transport->capabilities().publishConfirmed));
    reach(ConnectionStep::Present, presentText(m_peers));
    conclude({});
}

void ConnectionTest::conclude(const TransportError &error)
{
    if (std::exchange(m_isConcluded, true))
        return;
    m_error = error;
    if (error.code != TransportErrorCode::None) {
        const auto known = stepOf(error.code, isOver(at(ConnectionStep::Reached).state));
        TestedStep *failed = known ? &at(*known) : nullptr;
        for (TestedStep &each : m_steps) {
            if (known && each.step < *known && !isOver(each.state))
                each.state = State::Done;
            if (!failed && each.state == State::Running)
                failed = &each;
            if (each.state == State::Running)
                each.state = State::Pending;
        }
        if (failed) {
            failed->state = State::Failed;
            failed->detail = failureText(error).sentence;
        }
        Q_EMIT stepsChanged();
    }
    m_timer.start(kLeaveTimeoutMs);
    m_transport->close();
}

void ConnectionTest::finish()
{
    m_timer.stop();
    m_transport->disconnect(this);
    Q_EMIT finished(m_error, m_peers);
}

} // namespace mld
