// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QObject>
#include <QSet>

#include <memory>

class QSocketNotifier;

namespace mld {

/// A datagram socket in one multicast group on several interfaces, at a port which it shares with other programs.
/// Not QUdpSocket: that does not tell why a datagram could not be sent, which tells a firewall from a missing network,
/// and reads as fast as anybody sends.
class MulticastSocket : public QObject
{
    Q_OBJECT

public:
    enum class Family { Ip4, Ip6 };

    /// `mostInSecond`: how many datagrams it takes. What comes beyond that the system throws away, once its own queue
    /// is full, so that a flood costs little here.
    MulticastSocket(Family family, quint16 port, int mostInSecond, QObject *parent = nullptr);
    ~MulticastSocket() override;

    /// 0, or the system's number of what went wrong, as do the others.
    int open();
    void close();
    bool isOpen() const { return m_descriptor >= 0; }
    int join(int interface);
    void leave(int interface);
    bool hasJoined(int interface) const { return m_joined.contains(interface); }
    /// To the group, on one interface; it goes no further than to its network. `source` null lets the system choose.
    int send(const QByteArray &datagram, int interface, const QHostAddress &source);
    /// Whether more came in this second than it takes.
    bool isFlooded() const { return m_isPaused; }

Q_SIGNALS:
    void received(const QByteArray &datagram, const QHostAddress &sender, int interface);

private:
    void onReadable();
    bool receiveOne();
    void timerEvent(QTimerEvent *event) override;

    const Family m_family;
    const quint16 m_port;
    const int m_mostInSlot;
    int m_descriptor = -1;
    QSet<int> m_joined;
    std::unique_ptr<QSocketNotifier> m_readable;
    qint64 m_slotBegan = 0;
    int m_readInSlot = 0;
    int m_pause = 0;
    bool m_isPaused = false;
};

} // namespace mld
