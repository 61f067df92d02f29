// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simclone.h"

#include <deque>

namespace mld::simulation {

/// A member that keeps to no rule: it is present, answers requests with silence, rubbish, lies, or the
/// beginning of something; it floods everybody with what can never be applied, and repeats what others
/// said. It never forges what an honest clone could have said itself: against that only signatures help.
class Hostile
{
public:
    Hostile(const DomainName &domain, const CloneId &id, MemoryNetwork &network, Random &random);
    ~Hostile();

    const CloneId &id() const { return m_id; }
    /// Does some mischief of its own accord.
    void act();
    /// Says that it knows more of whoever asks than that one does itself; from then on, once.
    void claimMoreOfNext() { m_claimsMore = true; }

private:
    void heard(const QByteArray &operation);
    void asked(const Address &from, const QByteArray &payload);
    void answer(const Address &from, const Request &request);
    void startStreaming(const Address &from);
    void reply(const Address &from, const Response &response);
    void notify(const CloneId &to, const QString &channel, const Notification &notification);
    TreeClock inventedTime() const;
    GlobalClock inventedClock();
    QByteArray operationThatWaitsForEver();

    const DomainName m_domain;
    const CloneId m_id;
    Random &m_random;
    std::unique_ptr<MemoryTransport> m_transport;
    std::deque<QByteArray> m_heard;
    TreeClock m_time; ///< all that it has heard of
    GlobalClock m_seen;
    TreeClock m_askersTime;
    bool m_claimsMore = false;
    int m_count = 0;
};

} // namespace mld::simulation
