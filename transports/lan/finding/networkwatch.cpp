// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "networkwatch.h"

#include <QNetworkInterface>
#include <QSocketNotifier>

#include <array>

#include <unistd.h>
#ifdef Q_OS_LINUX
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#endif

#include "moc_networkwatch.cpp"

namespace mld {

namespace {

constexpr int settledMs = 50;

} // namespace

QList<UsableInterface> usableInterfaces(const QString &only)
{
    QList<UsableInterface> usable;
    const QList<QNetworkInterface> all = QNetworkInterface::allInterfaces();
    for (const QNetworkInterface &interface : all) {
        const auto flags = interface.flags();
        if (!flags.testFlag(QNetworkInterface::IsUp) || !flags.testFlag(QNetworkInterface::IsRunning)
            || (!only.isEmpty() && interface.name() != only))
            continue;
        UsableInterface one{interface.index(), flags.testFlag(QNetworkInterface::IsLoopBack), {}, false, interface.name()};
        // Loopback does not call itself capable of multicast, yet it is, by IPv4.
        if (!one.isLoopback && !flags.testFlag(QNetworkInterface::CanMulticast))
            continue;
        const QList<QNetworkAddressEntry> entries = interface.addressEntries();
        for (const QNetworkAddressEntry &entry : entries) {
            const QHostAddress address = entry.ip();
            if (address.protocol() == QAbstractSocket::IPv4Protocol && one.ip4.isNull())
                one.ip4 = address;
            else if (address.isLinkLocal() && !one.isLoopback)
                one.hasIp6 = true;
        }
        if (!one.ip4.isNull() || one.hasIp6)
            usable.append(one);
    }
    return usable;
}

NetworkWatch::NetworkWatch(QObject *parent) : QObject(parent), m_settled(this)
{
    m_settled.setSingleShot(true);
    m_settled.setInterval(settledMs);
    connect(&m_settled, &QTimer::timeout, this, &NetworkWatch::changed);
}

NetworkWatch::~NetworkWatch()
{
    stop();
}

void NetworkWatch::start()
{
#ifdef Q_OS_LINUX
    stop();
    m_descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (m_descriptor < 0)
        return;
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (bind(m_descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) < 0) {
        stop();
        return;
    }
    m_readable = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
    connect(m_readable, &QSocketNotifier::activated, this, &NetworkWatch::onReadable);
#endif
}

void NetworkWatch::stop()
{
    m_settled.stop();
    delete m_readable;
    m_readable = nullptr;
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

void NetworkWatch::onReadable()
{
    // What has changed does not matter, nor that something may have been lost: who is told looks for itself.
    std::array<char, 8192> ignored;
    for (int reads = 0; reads < 16 && ::read(m_descriptor, ignored.data(), ignored.size()) > 0; ++reads) { }
    if (!m_settled.isActive())
        m_settled.start();
}

} // namespace mld
