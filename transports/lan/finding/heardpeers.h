// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "announcement.h"

#include <QHash>
#include <QHostAddress>

namespace mld {

/// Whom a finder has heard, where and when, and what of that is news. Pure; times are milliseconds that only grow.
/// It keeps the last 256 instances, at the last 8 addresses each.
class HeardPeers
{
public:
    enum class News { Nothing, Found, Gone };

    /// What an announcement that came from `address` tells. Found: an instance of which that was not said, at this
    /// address, for `silenceMs` (whoever could not reach it has given up by then, and tries again), or one that asks who
    /// is there. Announcements that are not newer
    /// than the last one from there tell nothing, nor do goodbyes that are not the newest of all: they were played again.
    News note(const Announcement &announcement, const QHostAddress &address, qint64 now, qint64 silenceMs);
    /// How many were heard in the last `silenceMs`.
    qsizetype count(qint64 now, qint64 silenceMs) const;

private:
    struct Place
    {
        QHostAddress address;
        quint16 port = 0;
        quint64 sequence = 0;
        qint64 toldAt = 0;
    };
    struct Peer
    {
        QList<Place> places; ///< the last heard last; none if it said goodbye
        quint64 sequence = 0;///< the newest
        qint64 heardAt = 0;
    };
    void forgetOne();

    QHash<QByteArray, Peer> m_peers;
};

} // namespace mld
