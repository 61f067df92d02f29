// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectiontransport.h"
#include "lan/carrying/outbox.h"
#include "lan/lanoptions.h"
#include "lan/meeting/mesh.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace mld {

/// m-ld between members on one network, each linked with each; no server. Who is present is who has a link and says so.
/// Connected means that others can find us, and that those who answered at once are linked; who comes later is present
/// later.
///
/// Lives on one thread with an event loop; nothing blocks it. Destroying it without close() breaks the links, and the
/// peers see that at once.
class LanTransport : public ConnectionTransport
{
    Q_OBJECT

public:
    using FinderMaker = std::function<std::unique_ptr<PeerFinder>()>;

    /// `makeFinder` null: only the peers that were typed are dialled.
    explicit LanTransport(LanOptions options, FinderMaker makeFinder, QObject *parent = nullptr);
    ~LanTransport() override;

    TransportCapabilities capabilities() const override;
    void open(const DomainName &domain, const CloneId &clone) override;
    void close() override;
    Ticket broadcast(const QByteArray &payload) override;
    Ticket unicast(const Address &address, const QByteArray &payload) override;
    void openChannel(const QString &channelId, const CloneId &peer) override;
    void closeChannel(const QString &channelId) override;

    /// Null while it is not open.
    const lan::Mesh *mesh() const { return m_mesh.get(); }
    /// How many were cut off because they took too little.
    qint64 slowCount() const { return m_slow; }

private:
    struct Peer
    {
        CloneId clone;
        QByteArray instance;
        lan::Outbox outbox;
        lan::Assembly assembly;
        bool isUp = false;
        bool isPresent = false;
        bool hasSaidBye = false; ///< to it
        quint64 number = 0; ///< the later, the higher
    };
    using Peers = std::map<lan::Link *, Peer>;

    void attempt() override;
    void onWatchdog() override;
    void declarePresence() override;
    void onOpened(lan::Link *link);
    void onUp(lan::Link *link);
    void onOver(lan::Link *link);
    void onReceived(lan::Link *link, const QByteArray &frame);
    void deliver(const Peer &peer, lan::Message message);
    void onSettled();
    void onHampered(const TransportError &error);
    void watch();
    void watchSoon();
    void add(lan::Link *link, lan::Message message, Ticket ticket);
    void say(lan::Link *link, const QByteArray &frame);
    void say(const lan::Vigil::Say &what);
    void pump(lan::Link *link);
    void showPresence();
    /// The newest link with this clone; none if there is none.
    lan::Link *linkWith(const CloneId &clone) const;
    lan::Link *linkTo(const QByteArray &instance) const;
    void leave();
    void finishLeaving();
    void drop();
    TransportError tooLarge(qint64 size) const;
    void showState();

    const LanOptions m_options;
    const FinderMaker m_makeFinder;
    DomainName m_domain;
    CloneId m_clone;
    std::unique_ptr<lan::Mesh> m_mesh;
    Peers m_peers;
    quint64 m_numbers = 0;
    QHash<QString, CloneId> m_channels;
    bool m_isOpen = false;    ///< from open() to close()
    bool m_isLeaving = false;
    TransportError m_hampered;
    bool m_isNamesakeMet = false;
    std::optional<lan::Vigil> m_vigil; ///< while there is a mesh
    QTimer m_watch;
    bool m_hasReadFirst = false;
    qint64 m_slow = 0;
};

} // namespace mld
