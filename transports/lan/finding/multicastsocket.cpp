// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "multicastsocket.h"

#include <QDeadlineTimer>
#include <QNetworkInterface>
#include <QSocketNotifier>
#include <QTimerEvent>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "moc_multicastsocket.cpp"

namespace mld {

namespace {

// Administratively scoped, and of the local scope: routers do not pass it on (RFC 2365).
constexpr quint32 group4 = 0xefff4d6c; // 239.255.77.108
const in6_addr group6 = [] {
    in6_addr group{};
    inet_pton(AF_INET6, "ff02::6d6c:64", &group); // of link-local scope
    return group;
}();

constexpr int slotMs = 50;
/// Larger than any announcement, so that what is too long is seen to be.
constexpr size_t bufferSize = 256;

bool set(int descriptor, int level, int option, int value)
{
    return setsockopt(descriptor, level, option, &value, sizeof value) == 0;
}

qint64 steadyMs()
{
    return QDeadlineTimer::current().deadline();
}

} // namespace

MulticastSocket::MulticastSocket(Family family, quint16 port, int mostInSecond, QObject *parent)
    : QObject(parent), m_family(family), m_port(port), m_mostInSlot(std::max(1, mostInSecond * slotMs / 1000))
{
}

MulticastSocket::~MulticastSocket()
{
    close();
}

int MulticastSocket::open()
{
    const bool is4 = m_family == Family::Ip4;
    m_descriptor = socket(is4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0);
    if (m_descriptor < 0)
        return errno;
    fcntl(m_descriptor, F_SETFD, FD_CLOEXEC);
    fcntl(m_descriptor, F_SETFL, O_NONBLOCK);
    bool isSet = set(m_descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
#ifndef Q_OS_LINUX
    // There, each of several programs hears what comes to the group only with this.
    isSet = isSet && set(m_descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
#endif
    int bound = -1;
    if (is4) {
        isSet = isSet && set(m_descriptor, IPPROTO_IP, IP_PKTINFO, 1)
            && set(m_descriptor, IPPROTO_IP, IP_MULTICAST_TTL, 1) && set(m_descriptor, IPPROTO_IP, IP_MULTICAST_LOOP, 1);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_port);
        address.sin_addr.s_addr = htonl(group4); // so that nothing else comes
        bound = isSet ? bind(m_descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) : -1;
    } else {
        isSet = isSet && set(m_descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 1)
            && set(m_descriptor, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
            && set(m_descriptor, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 1)
            && set(m_descriptor, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 1);
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(m_port);
        address.sin6_addr = in6addr_any; // the group itself would be bound to one interface
        bound = isSet ? bind(m_descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) : -1;
    }
    if (bound < 0) {
        const int error = errno;
        close();
        return error;
    }
#ifdef IP_MULTICAST_ALL
    // Nothing from interfaces that only another program has joined the group on.
    if (is4)
        set(m_descriptor, IPPROTO_IP, IP_MULTICAST_ALL, 0);
#endif
    m_readable = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    connect(m_readable.get(), &QSocketNotifier::activated, this, &MulticastSocket::onReadable);
    return 0;
}

void MulticastSocket::close()
{
    if (m_isPaused)
        killTimer(m_pause);
    m_isPaused = false;
    m_readable.reset();
    m_joined.clear();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

int MulticastSocket::join(int interface)
{
    if (m_joined.contains(interface))
        return 0;
    int result = 0;
    if (m_family == Family::Ip4) {
        ip_mreqn membership{};
        membership.imr_multiaddr.s_addr = htonl(group4);
        membership.imr_ifindex = interface;
        result = setsockopt(m_descriptor, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership);
    } else {
        ipv6_mreq membership{group6, unsigned(interface)};
        result = setsockopt(m_descriptor, IPPROTO_IPV6, IPV6_JOIN_GROUP, &membership, sizeof membership);
    }
    if (result < 0 && errno != EADDRINUSE)
        return errno;
    m_joined.insert(interface);
    return 0;
}

void MulticastSocket::leave(int interface)
{
    if (!m_joined.remove(interface))
        return;
    // Where the interface is gone, so is the membership.
    if (m_family == Family::Ip4) {
        ip_mreqn membership{};
        membership.imr_multiaddr.s_addr = htonl(group4);
        membership.imr_ifindex = interface;
        setsockopt(m_descriptor, IPPROTO_IP, IP_DROP_MEMBERSHIP, &membership, sizeof membership);
    } else {
        ipv6_mreq membership{group6, unsigned(interface)};
        setsockopt(m_descriptor, IPPROTO_IPV6, IPV6_LEAVE_GROUP, &membership, sizeof membership);
    }
}

int MulticastSocket::send(const QByteArray &datagram, int interface, const QHostAddress &source)
{
    iovec content{const_cast<char *>(datagram.constData()), size_t(datagram.size())};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in6_pktinfo))> control{};
    sockaddr_in to4{};
    sockaddr_in6 to6{};
    msghdr message{};
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    if (m_family == Family::Ip4) {
        to4.sin_family = AF_INET;
        to4.sin_port = htons(m_port);
        to4.sin_addr.s_addr = htonl(group4);
        message.msg_name = &to4;
        message.msg_namelen = sizeof to4;
        in_pktinfo info{};
        info.ipi_ifindex = interface;
        info.ipi_spec_dst.s_addr = htonl(source.toIPv4Address()); // 0 if null
        message.msg_controllen = CMSG_SPACE(sizeof info);
        cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = IPPROTO_IP;
        header->cmsg_type = IP_PKTINFO;
        header->cmsg_len = CMSG_LEN(sizeof info);
        std::memcpy(CMSG_DATA(header), &info, sizeof info);
    } else {
        to6.sin6_family = AF_INET6;
        to6.sin6_port = htons(m_port);
        to6.sin6_addr = group6;
        to6.sin6_scope_id = unsigned(interface);
        message.msg_name = &to6;
        message.msg_namelen = sizeof to6;
        message.msg_control = nullptr;
    }
    return sendmsg(m_descriptor, &message, MSG_NOSIGNAL) < 0 ? errno : 0;
}

void MulticastSocket::onReadable()
{
    const qint64 now = steadyMs();
    if (now - m_slotBegan >= slotMs) {
        m_slotBegan = now;
        m_readInSlot = 0;
    }
    while (m_readInSlot < m_mostInSlot) {
        if (!receiveOne())
            return;
        ++m_readInSlot;
    }
    m_readable->setEnabled(false);
    m_isPaused = true;
    m_pause = startTimer(slotMs);
}

void MulticastSocket::timerEvent(QTimerEvent *event)
{
    killTimer(event->timerId());
    m_isPaused = false;
    if (m_readable)
        m_readable->setEnabled(true);
}

/// False: there is nothing more, or this was closed meanwhile.
bool MulticastSocket::receiveOne()
{
    std::array<char, bufferSize> buffer;
    iovec content{buffer.data(), buffer.size()};
    alignas(cmsghdr) std::array<char, 256> control;
    sockaddr_storage from{};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = recvmsg(m_descriptor, &message, 0);
    if (size < 0)
        return false;

    int interface = 0;
    for (cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
            in_pktinfo info;
            std::memcpy(&info, CMSG_DATA(header), sizeof info);
            interface = int(info.ipi_ifindex);
        } else if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info;
            std::memcpy(&info, CMSG_DATA(header), sizeof info);
            interface = int(info.ipi6_ifindex);
        }
    }
    QHostAddress sender(reinterpret_cast<const sockaddr *>(&from)); // without scope id
    if (m_family == Family::Ip6 && sender.isLinkLocal())
        sender.setScopeId(QNetworkInterface::interfaceNameFromIndex(interface));
    Q_EMIT received(QByteArray(buffer.data(), qsizetype(size)), sender, interface);
    return isOpen();
}

} // namespace mld
