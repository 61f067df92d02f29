// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lan/carrying/frame.h"

#include <deque>
#include <functional>
#include <optional>

namespace mld::lan {

/// What waits to be sent over one link, in order. A payload that goes to many is kept once. Bounded: who takes too
/// little for too long is cut off, and asks for what it missed when it is back.
class Outbox
{
public:
    /// A ticket that is done when the message has been handed over; 0 if nobody waits for that.
    void add(Message message, Ticket ticket);
    /// More than this waits, and did so before the last message came.
    bool isOverfull() const { return m_size - m_lastSize > kMostWaiting || m_waiting.size() > kMostMessages; }
    bool isEmpty() const { return m_waiting.empty(); }

    /// Hands frames over for as long as `hasRoom`. `done` hears the tickets.
    void pump(const std::function<bool()> &hasRoom, const std::function<void(const QByteArray &)> &send,
              const std::function<void(Ticket)> &done);
    /// The tickets of all that waits still.
    QList<Ticket> tickets() const;

    static constexpr qint64 kMostWaiting = 64 * 1024 * 1024;
    static constexpr std::size_t kMostMessages = 200'000;

private:
    struct Item
    {
        Cutter cutter;
        Ticket ticket;
        qint64 size;
    };

    std::deque<Item> m_waiting;
    qint64 m_size = 0;
    qint64 m_lastSize = 0; ///< of the last one that came
};

} // namespace mld::lan
