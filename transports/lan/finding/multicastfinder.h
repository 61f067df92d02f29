// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "announcement.h"
#include "announcingrhythm.h"
#include "heardpeers.h"
#include "lan/finding/peerfinder.h"
#include "malformedmessages.h"
#include "multicastsocket.h"
#include "networkwatch.h"

#include <QTimer>

#include <functional>
#include <optional>

namespace mld {

/// How a MulticastFinder announces; the defaults are right but for tests.
struct MulticastOptions
{
    static constexpr quint16 kPort = 28012;

    QString interface; ///< the only one to use; empty: all
    quint16 port = kPort;
    std::function<qint64()> wallClock; ///< ms since 1970; null: the system's
};

/// Finds by UDP multicast: 239.255.77.108 and ff02::6d6c:64, port 28012, on every interface that is up, and by IPv4 on
/// loopback, so that two programs on one computer find each other whatever its network is.
///
/// A computer's own datagrams come back to it the way that others' come in. So it notices what would otherwise be
/// silent: a firewall of its own that lets none in. It cannot notice that the network between drops them (guest
/// networks of access points do); then only a typed address helps.
class MulticastFinder : public PeerFinder
{
    Q_OBJECT

public:
    explicit MulticastFinder(MulticastOptions options = {}, QObject *parent = nullptr);
    ~MulticastFinder() override;

    void start(const QByteArray &secret, const QByteArray &instance, quint16 port) override;
    void stop() override;
    void askAgain() override;

    /// Datagrams that no Commonplace sent, or one whose clock is wrong; and those that are of other notebooks, or forged.
    qint64 malformedCount() const { return m_malformed.count(); }
    qint64 foreignCount() const { return m_foreign; }
    qint64 sentBytes() const { return m_sentBytes; } ///< without headers

private:
    /// One interface and one of the two protocols.
    struct Way
    {
        MulticastSocket *socket = nullptr;
        UsableInterface interface;
        int error = 0;   ///< of the last attempt to join or send
        int unheard = 0; ///< how many announcements in a row did not come back
    };

    void begin();
    void onTime();
    void onReceived(MulticastSocket *socket, const QByteArray &datagram, const QHostAddress &sender, int interface);
    void onNetworkChanged();
    void lookAtClock();
    /// True if they are others than before, or one that could not be used may be usable now.
    bool refreshWays();
    void announce(Announcement::Kind kind);
    void schedule();
    void assess();
    TransportError hindrance() const;
    qint64 silenceMs() const;
    qint64 wallNow() const { return m_options.wallClock(); }

    const MulticastOptions m_options;
    MulticastSocket m_ip4;
    MulticastSocket m_ip6;
    NetworkWatch m_watch;
    QTimer m_next;
    QTimer m_clockLook;
    std::optional<AnnouncementCodec> m_codec; ///< while started
    QByteArray m_instance;
    quint16 m_port = 0;
    quint64 m_sequence = 0;
    AnnouncingRhythm m_rhythm;
    HeardPeers m_peers;
    QList<Way> m_ways;
    int m_openError = 0;
    qint64 m_clockDifference = 0; ///< wall clock less the one that only grows
    TransportError m_told;
    MalformedMessages m_malformed;
    qint64 m_foreign = 0;
    qint64 m_sentBytes = 0;
};

} // namespace mld
