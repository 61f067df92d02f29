// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lan/finding/peerfinder.h"
#include "support/tcpproxy.h"

#include <map>
#include <memory>

namespace mld::test {

class RoomFinder;

/// Where members find each other without a network: each who begins is told to all with the same secret, and they to
/// him. Between each two stands a proxy, so that one can be stopped as a process is.
class Room
{
public:
    std::unique_ptr<PeerFinder> makeFinder(const QString &name);
    void freeze(const QString &name) { setFrozen(name, true); }
    void thaw(const QString &name) { setFrozen(name, false); }

private:
    friend class RoomFinder;

    void enter(RoomFinder *finder);
    void tell(RoomFinder *to, RoomFinder *of);
    void setFrozen(const QString &name, bool isFrozen)
    {
        for (auto &[ends, proxy] : m_proxies) {
            if (std::get<0>(ends) == name || std::get<1>(ends) == name)
                isFrozen ? proxy->freeze() : proxy->thaw();
        }
    }

    /// Whoever is in it; finders may go later than the room.
    using Finders = std::shared_ptr<QList<RoomFinder *>>;
    const Finders m_finders = std::make_shared<QList<RoomFinder *>>();
    std::map<std::tuple<QString, QString, quint16>, std::unique_ptr<TcpProxy>> m_proxies;
};

class RoomFinder : public PeerFinder
{
public:
    RoomFinder(Room &room, QString who) : name(std::move(who)), m_room(room), m_finders(room.m_finders) { }
    ~RoomFinder() override { m_finders->removeOne(this); }

    void start(const QByteArray &itsSecret, const QByteArray &itsInstance, quint16 itsPort) override
    {
        secret = itsSecret;
        instance = itsInstance;
        port = itsPort;
        m_room.enter(this);
    }
    void stop() override { m_finders->removeOne(this); }

    const QString name;
    QByteArray secret;
    QByteArray instance;
    quint16 port = 0;

private:
    Room &m_room; ///< when it begins, and no longer
    const Room::Finders m_finders;
};

inline std::unique_ptr<PeerFinder> Room::makeFinder(const QString &name)
{
    return std::make_unique<RoomFinder>(*this, name);
}

inline void Room::enter(RoomFinder *finder)
{
    for (RoomFinder *other : std::as_const(*m_finders)) {
        tell(finder, other);
        tell(other, finder);
    }
    m_finders->append(finder);
}

inline void Room::tell(RoomFinder *to, RoomFinder *of)
{
    if (to->secret != of->secret)
        return;
    auto &proxy = m_proxies[{to->name, of->name, of->port}];
    if (!proxy)
        proxy = std::make_unique<TcpProxy>(of->port);
    const FoundPeer peer{of->instance, QHostAddress(QHostAddress::LocalHost), proxy->serverPort()};
    QMetaObject::invokeMethod(to, [to, peer] { Q_EMIT to->found(peer); }, Qt::QueuedConnection);
}

} // namespace mld::test
