// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clone/clone.h"
#include "protocol/transport.h"

#include <QMetaType>
#include <QString>
#include <QStringList>

namespace commonplace {

/// What is known about where a notebook's changes are. Three different things, never mixed up: saved
/// on this machine, accepted by the messaging service, received by another member.
struct SyncFacts
{
    bool hasService = false;
    mld::Transport::State transport = mld::Transport::State::Idle;
    mld::TransportErrorCode transportError = mld::TransportErrorCode::None;
    QString transportMessage;
    mld::CloneStatus clone;
    bool isCopy = false;        ///< the store was copied or restored, and is to become a new member
    bool isStarted = false;     ///< the data is here; false for a newcomer who still waits for it
    int peers = 0;              ///< members that are present
    int unsaved = 0;            ///< writes not yet on disk
    qint64 writtenTicks = -1;   ///< own ticks of the last change made here; -1 if none in this session
    qint64 publishedTicks = -1; ///< own ticks that the messaging service has accepted
    bool confirms = false;      ///< the service says whether it has a message

    /// Nobody is there, or none who seems to be answers.
    bool isAlone() const { return peers == 0 || clone.unanswered; }

    friend bool operator==(const SyncFacts &, const SyncFacts &) = default;
};

/// What brings a notebook's changes to others: a messaging service, or members on the same network themselves.
enum class Carrier { Service, Nearby };

/// A member that is present and has told of itself, and how much it has received.
struct KnownPeer
{
    QString name; ///< empty if it has none of its own
    qint64 receivedTicks = -1; ///< of this member's own ticks; -1 if it has not told

    friend bool operator==(const KnownPeer &, const KnownPeer &) = default;
};

/// One short phrase and one true sentence about a notebook.
struct SyncReport
{
    enum class Tone {
        Quiet,   ///< all is well
        Busy,    ///< something is on its way
        Offline, ///< works, on this machine only
        Problem, ///< a person must do something
    };

    Tone tone = Tone::Quiet;
    QString phrase;   ///< a word or three, for the window's edge
    QString sentence; ///< what it means

    friend bool operator==(const SyncReport &, const SyncReport &) = default;
};

/// What to tell a person. `service` is how they call their messaging service.
SyncReport syncReport(const SyncFacts &facts, const QString &service, const QVector<KnownPeer> &peers,
                      Carrier carrier = Carrier::Service);

} // namespace commonplace

Q_DECLARE_METATYPE(commonplace::SyncFacts)
