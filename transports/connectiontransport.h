// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backoff.h"
#include "malformedmessages.h"
#include "net/netfailure.h"
#include "net/progress.h"
#include "protocol/transport.h"

#include <QTimer>

#include <functional>
#include <optional>

namespace mld {

/// What transports share that have one connection to a service: the public state, told once; tickets; who is
/// present, told once for each change; when to try again; and a watchdog. Which state follows which, the
/// transport knows.
class ConnectionTransport : public Transport
{
    Q_OBJECT

public:
    State state() const final { return m_state; }
    void setPresent(bool present) final;
    /// How many messages were ignored that are none of the protocol's.
    qint64 malformedCount() const { return m_malformed.count(); }

Q_SIGNALS:
    /// How far an attempt has come, between Connecting or Offline and Connected. What a transport tells by other
    /// signals it need not tell here: that presence is known, and what becomes of a message.
    void progressed(const mld::ConnectionProgress &progress);

protected:
    /// `firstMs` and `longestMs` bound the pauses between attempts, which grow.
    ConnectionTransport(int firstMs, int longestMs, QObject *parent);

    /// The pause before the next attempt is over.
    virtual void attempt() = 0;
    /// The watchdog's time is over.
    virtual void onWatchdog() = 0;
    /// isPresent() has changed: tells the service, if there is a connection.
    virtual void declarePresence() = 0;

    /// Tells of a new state or a new reason for it. Each failed attempt says why; saying the same again tells
    /// nobody anything.
    void setState(State state, const TransportError &error = {});
    const TransportError &error() const { return m_error; }
    /// Forgets what the present state's reason was; tells nobody.
    void clearError() { m_error = {}; }
    bool isPresent() const { return m_isPresent; }
    /// Does something after the present call has returned, unless this is gone by then.
    void later(std::function<void()> what);

    Ticket newTicket() { return ++m_lastTicket; }
    /// A ticket for what was handed over to the service already: `done` follows.
    Ticket accept();
    /// A ticket for what will not be sent: `done` follows, with the error.
    Ticket refuse(const TransportError &error);
    Ticket refuseUnconnected();

    /// Tells who is present, without this clone, if that is news.
    void tellPresence(const QSet<CloneId> &others);
    /// Whether anybody has been told who is present; from now on nobody has.
    bool forgetPresence() { return std::exchange(m_isPresenceTold, false); }

    /// The pause after a failure, in ms: growing from the first to the longest; longer ones where a person must
    /// do something first, perhaps at the service; none if nothing but a new configuration can help.
    std::optional<int> pauseAfter(const NetFailure &failure);
    /// What fails next is not of the same series.
    void noteProgress() { m_backoff.reset(); }
    /// The service lets us in.
    void noteAccess() { m_seldom.reset(); }
    void tryAgainIn(int ms) { m_retry.start(ms); }
    void stopTrying() { m_retry.stop(); }
    void startWatchdog(int ms) { m_watchdog.start(ms); }
    /// Its time begins anew.
    void restartWatchdog() { m_watchdog.start(); }
    void stopWatchdog() { m_watchdog.stop(); }
    void noteMalformed(const QString &what) { m_malformed.note(what); }

private:
    State m_state = State::Idle;
    TransportError m_error;
    bool m_isPresent = false;
    bool m_isPresenceTold = false;
    QSet<CloneId> m_told;
    Ticket m_lastTicket = 0;
    Backoff m_backoff;
    Backoff m_seldom;
    QTimer m_retry;
    QTimer m_watchdog;
    MalformedMessages m_malformed;
};

} // namespace mld
