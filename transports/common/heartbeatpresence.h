// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/envelope.h"

#include <QHash>
#include <QList>
#include <QSet>

#include <functional>

namespace mld {

/// Who is there, where the service does not know: those who are say so, again and again. Who comes asks, and is
/// answered by all who are there, each with whom it knows, so that the first answer tells all. Who falls silent, or
/// says farewell, is gone. Pure: it knows the time by what it is told, in ms that only ever grow; what it wants sent
/// it returns.
class HeartbeatPresence
{
public:
    struct Settings
    {
        int periodMs = 2000; ///< between two signs of life, at most
        int mostMissed = 3;  ///< whoever has missed these is gone
    };
    /// A number in [0, 1).
    using Random = std::function<double()>;

    HeartbeatPresence(Settings settings, Random random);

    /// How long until one who falls silent is seen to be gone.
    int departureMs() const { return m_settings.periodMs * m_settings.mostMissed + kSlackMs; }

    /// A new connection: nobody is known. `session` is what its envelopes will have.
    void begin(const CloneId &self, const QByteArray &session, qint64 nowMs);
    /// What to ask, once others can be heard.
    Envelope question() const;
    /// Declares this clone present or absent: what to send to everybody.
    Envelope declare(bool isPresent, qint64 nowMs);

    /// Takes an envelope of any kind and of any sender: each is a sign of life. What is to be sent comes back.
    QList<Envelope> take(const Envelope &envelope, qint64 nowMs);
    /// What is to be sent now; and who has been silent for too long is forgotten.
    QList<Envelope> tick(qint64 nowMs);
    /// When tick() is due.
    qint64 nextDueMs() const;
    /// The service knows that it reaches nobody there.
    void forget(const CloneId &clone) { m_peers.remove(clone); }

    /// Whether somebody has answered with all whom it knows.
    bool isAnswered() const { return m_isAnswered; }
    bool isPresent() const { return m_isPresent; }
    bool isKnown(const CloneId &clone) const { return !session(clone).isEmpty(); }
    /// The session of one who is present; empty if it is not.
    QByteArray session(const CloneId &clone) const;
    /// Without this clone.
    QSet<CloneId> present() const;

private:
    struct Peer
    {
        QByteArray session;
        qint64 heardMs = 0;
        bool hasLeft = false; ///< of that session others may still say that it is there
    };

    Envelope alive(const CloneId &to, qint64 nowMs) const;
    void hear(const CloneId &clone, const QByteArray &session, qint64 heardMs);
    void takeHearsay(const QByteArray &payload, qint64 nowMs);
    void scheduleBeat(qint64 nowMs);

    static constexpr int kSlackMs = 500;
    static constexpr qsizetype kMostPeers = 10'000;
    static constexpr qsizetype kMostTold = 500; ///< in one answer

    Settings m_settings;
    Random m_random;
    CloneId m_self;
    QByteArray m_session;
    bool m_isPresent = false;
    bool m_isAnswered = false;
    qint64 m_nextBeatMs = 0;
    qint64 m_tickedMs = 0;
    QHash<CloneId, Peer> m_peers;
};

} // namespace mld
