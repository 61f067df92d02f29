// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>

#include <deque>
#include <functional>
#include <utility>

namespace mld {

/// Signals that are due, kept until the call or callback that caused them has returned, and then
/// sent in order from the event loop. Owned by the object that sends them.
class Outbox
{
public:
    explicit Outbox(QObject *owner) : m_owner(owner) {}

    void post(std::function<void()> signal)
    {
        m_signals.push_back(std::move(signal));
        if (!std::exchange(m_isDrainDue, true))
            QMetaObject::invokeMethod(
                m_owner, [this] { drain(); }, Qt::QueuedConnection);
    }
    void clear() { m_signals.clear(); }

    /// Does what may post, and then sends all that is due: for who is called by the event loop itself, so
    /// that what came in need not wait for another turn of it. The owner may be gone afterwards.
    template <typename Work>
    void sendAfter(Work work)
    {
        m_isDrainDue = true;
        work();
        drain();
    }

private:
    void drain()
    {
        // A slot may abort the link, which empties this, or destroy the owner, and this with it.
        const QPointer<QObject> owner(m_owner);
        while (owner && !m_signals.empty()) {
            const auto signal = std::move(m_signals.front());
            m_signals.pop_front();
            signal();
        }
        if (owner)
            m_isDrainDue = false;
    }

    QObject *const m_owner;
    std::deque<std::function<void()>> m_signals;
    bool m_isDrainDue = false;
};

} // namespace mld
