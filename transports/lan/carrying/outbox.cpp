// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/carrying/outbox.h"

namespace mld::lan {

void Outbox::add(Message message, Ticket ticket)
{
    m_lastSize = message.payload.size();
    m_size += m_lastSize;
    m_waiting.push_back({Cutter(std::move(message)), ticket, m_lastSize});
}

void Outbox::pump(const std::function<bool()> &hasRoom, const std::function<void(const QByteArray &)> &send,
                  const std::function<void(Ticket)> &done)
{
    while (!m_waiting.empty() && hasRoom()) {
        Item &first = m_waiting.front();
        send(first.cutter.next());
        if (!first.cutter.isDone())
            continue;
        const Ticket ticket = first.ticket;
        m_size -= first.size;
        m_waiting.pop_front();
        if (ticket != 0)
            done(ticket);
    }
    if (m_waiting.empty())
        m_lastSize = 0;
}

QList<Ticket> Outbox::tickets() const
{
    QList<Ticket> all;
    for (const Item &each : m_waiting) {
        if (each.ticket != 0)
            all.append(each.ticket);
    }
    return all;
}

} // namespace mld::lan
