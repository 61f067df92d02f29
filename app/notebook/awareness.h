// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"
#include "result.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace commonplace {

/// What a member tells of itself, never stored: who it is and where its person writes.
struct AwarenessState
{
    mld::CloneId clone;
    QString name;
    QString colour;  ///< "#rrggbb"
    QString note;    ///< the id of the open note; empty if none
    int caret = -1;  ///< UTF-16 units; -1 if the person is not in the text
    int anchor = -1; ///< the other end of the selection
    /// The same as mld::Clone::textPlace(), so that they survive what is under way; empty if not known.
    QByteArray caretPlace;
    QByteArray anchorPlace;
    bool isLeaving = false;
    /// The clock of the member's clone, in the engine's form: tells what it has received.
    QByteArray time;

    friend bool operator==(const AwarenessState &, const AwarenessState &) = default;

    /// A MessagePack map.
    QByteArray encoded() const;
    /// Bounds all it reads; unknown keys are passed over.
    static mld::Result<AwarenessState> decode(const QByteArray &bytes);
};

/// Tells the other members of a domain about this one, and hears about them, over a channel that
/// m-ld clones ignore. At most ten times a second, and at least every fifteen.
///
/// Lives on the thread of its transport.
class AwarenessChannel : public QObject
{
    Q_OBJECT

public:
    static constexpr int throttleMs = 100;
    static constexpr int heartbeatMs = 15'000;
    static constexpr int receiptMs = 600;

    AwarenessChannel(mld::Transport *transport, const mld::CloneId &self, QObject *parent = nullptr);

    /// What is told from now on. The clone id is filled in.
    void setState(AwarenessState state);
    /// What this member's clone has received, told along with the rest; not more than once in
    /// `receiptMs`, since everybody does it for every change.
    void setTime(const QByteArray &time);
    /// Says goodbye at once, if that is possible.
    void leave();

Q_SIGNALS:
    void heard(const commonplace::AwarenessState &state);

private:
    void openChannel();
    void receive(const mld::Address &from, const QByteArray &payload);
    void scheduleSend();
    void send();

    mld::Transport *m_transport;
    AwarenessState m_state;
    QSet<mld::CloneId> m_known;
    QTimer m_throttle;
    QTimer m_heartbeat;
    QTimer m_receipt;
};

} // namespace commonplace

Q_DECLARE_METATYPE(commonplace::AwarenessState)
