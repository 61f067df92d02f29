// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "multicastfinder.h"

#include "lan/randombytes.h"

#include <QDateTime>
#include <QDeadlineTimer>

#include <algorithm>
#include <cerrno>

#include "moc_multicastfinder.cpp"

namespace mld {

namespace {

/// Of each protocol. A thousand clones on one network say less.
constexpr int mostReadInSecond = 1000;
/// The last of them may still be on its way.
constexpr int unheardOften = 4;
constexpr int clockLookMs = 2000;
/// Computers set their clocks right by less than this without a leap.
constexpr qint64 leapMs = 3000;

qint64 nowMs()
{
    return QDeadlineTimer::current().deadline();
}

MulticastOptions completed(MulticastOptions options)
{
    if (!options.wallClock)
        options.wallClock = [] { return QDateTime::currentMSecsSinceEpoch(); };
    return options;
}

} // namespace

MulticastFinder::MulticastFinder(MulticastOptions options, QObject *parent)
    : PeerFinder(parent),
      m_options(completed(std::move(options))),
      m_ip4(MulticastSocket::Family::Ip4, m_options.port, mostReadInSecond, this),
      m_ip6(MulticastSocket::Family::Ip6, m_options.port, mostReadInSecond, this),
      m_watch(this),
      m_next(this),
      m_clockLook(this)
{
    for (MulticastSocket *socket : {&m_ip4, &m_ip6})
        connect(socket, &MulticastSocket::received, this,
                [this, socket](const QByteArray &datagram, const QHostAddress &sender, int interface) {
                    onReceived(socket, datagram, sender, interface);
                });
    connect(&m_watch, &NetworkWatch::changed, this, &MulticastFinder::onNetworkChanged);
    m_next.setSingleShot(true);
    m_next.setTimerType(Qt::PreciseTimer);
    connect(&m_next, &QTimer::timeout, this, &MulticastFinder::onTime);
    m_clockLook.setInterval(clockLookMs);
    m_clockLook.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_clockLook, &QTimer::timeout, this, &MulticastFinder::lookAtClock);
}

MulticastFinder::~MulticastFinder()
{
    stop();
}

void MulticastFinder::start(const QByteArray &secret, const QByteArray &instance, quint16 port)
{
    stop();
    m_codec.emplace(secret);
    m_instance = instance;
    m_port = port;
    m_peers = {};
    m_told = {};
    m_clockDifference = wallNow() - nowMs();
    m_openError = m_ip4.open();
    if (const int error = m_ip6.open(); !m_openError)
        m_openError = error;
    m_watch.start();
    m_clockLook.start();
    refreshWays();
    begin();
}

void MulticastFinder::stop()
{
    if (!m_codec)
        return;
    announce(Announcement::Kind::Goodbye);
    m_next.stop();
    m_clockLook.stop();
    m_watch.stop();
    m_ip4.close();
    m_ip6.close();
    m_ways.clear();
    m_codec.reset();
}

void MulticastFinder::askAgain()
{
    if (m_codec)
        begin();
}

void MulticastFinder::begin()
{
    m_rhythm.begin(nowMs());
    schedule();
}

void MulticastFinder::schedule()
{
    m_next.start(int(std::max<qint64>(0, m_rhythm.nextAt() - nowMs())));
}

qint64 MulticastFinder::silenceMs() const
{
    // Others hear as many as this one does, and so speak as seldom.
    return 3 * AnnouncingRhythm::periodMs(m_peers.count(nowMs(), 3 * AnnouncingRhythm::kLongestPeriodMs));
}

void MulticastFinder::onTime()
{
    const qint64 now = nowMs();
    if (now < m_rhythm.nextAt()) {
        schedule();
        return;
    }
    // What the system did not tell, such as that an address has proved to be nobody else's.
    refreshWays();
    announce(m_rhythm.take(now, m_peers.count(now, silenceMs())));
    schedule();
    assess();
}

void MulticastFinder::announce(Announcement::Kind kind)
{
    const qint64 wall = wallNow();
    m_sequence = std::max(m_sequence + 1, quint64(std::max<qint64>(wall, 0)));
    const Announcement announcement{kind, m_instance, m_port, m_sequence};
    for (Way &way : m_ways) {
        if (!way.socket->hasJoined(way.interface.index))
            continue;
        const QByteArray datagram = m_codec->encode(announcement, AnnouncementCodec::dayOf(wall), lan::randomBytes(AnnouncementCodec::kNonceSize));
        way.error = way.socket->send(datagram, way.interface.index, way.interface.ip4);
        if (way.error)
            continue;
        m_sentBytes += datagram.size();
        if (!way.socket->isFlooded()) // else its own may be among what was thrown away
            ++way.unheard;
    }
}

void MulticastFinder::onReceived(MulticastSocket *socket, const QByteArray &datagram, const QHostAddress &sender,
                                 int interface)
{
    const auto reading = m_codec->decode(datagram, AnnouncementCodec::dayOf(wallNow()));
    switch (reading.verdict) {
    case AnnouncementCodec::Verdict::Malformed:
        m_malformed.note(QStringLiteral("to the multicast port, %1 bytes from %2").arg(datagram.size())
                             .arg(sender.toString()));
        return;
    case AnnouncementCodec::Verdict::Foreign:
        ++m_foreign;
        return;
    case AnnouncementCodec::Verdict::Understood:
        break;
    }
    const Announcement &announcement = reading.announcement;
    if (announcement.instance == m_instance) {
        for (Way &way : m_ways) {
            if (way.socket == socket && way.interface.index == interface)
                way.unheard = 0;
        }
        return;
    }
    const qint64 now = nowMs();
    const HeardPeers::News news = m_peers.note(announcement, sender, now, silenceMs());
    if (announcement.kind == Announcement::Kind::Question) {
        m_rhythm.answer(now);
        schedule();
    }
    if (news == HeardPeers::News::Found)
        Q_EMIT found({announcement.instance, sender, announcement.port});
    else if (news == HeardPeers::News::Gone)
        Q_EMIT goneBy(announcement.instance);
}

bool MulticastFinder::refreshWays()
{
    const QList<UsableInterface> usable = usableInterfaces(m_options.interface);
    QList<Way> ways;
    bool isNew = false;
    const auto keep = [&](MulticastSocket *socket, const UsableInterface &interface) {
        const auto known = std::find_if(m_ways.begin(), m_ways.end(), [&](const Way &way) {
            return way.socket == socket && way.interface == interface;
        });
        Way way = known != m_ways.end() ? *known : Way{socket, interface};
        isNew = isNew || known == m_ways.end() || way.error;
        if (!socket->hasJoined(interface.index))
            way.error = socket->join(interface.index);
        ways.append(way);
    };
    for (const UsableInterface &interface : usable) {
        if (m_ip4.isOpen() && !interface.ip4.isNull())
            keep(&m_ip4, interface);
        if (m_ip6.isOpen() && interface.hasIp6)
            keep(&m_ip6, interface);
    }
    for (const Way &old : std::as_const(m_ways)) {
        const bool isKept = std::any_of(ways.begin(), ways.end(), [&](const Way &way) {
            return way.socket == old.socket && way.interface.index == old.interface.index;
        });
        if (!isKept)
            old.socket->leave(old.interface.index);
    }
    m_ways = ways;
    return isNew;
}

void MulticastFinder::onNetworkChanged()
{
    if (!refreshWays())
        return assess();
    begin();
    Q_EMIT networkChanged();
}

void MulticastFinder::lookAtClock()
{
    // A clock that leaps was set, or the computer has slept, and may be elsewhere now.
    const qint64 difference = wallNow() - nowMs();
    const bool hasLeapt = qAbs(difference - m_clockDifference) > leapMs;
    m_clockDifference = difference;
    if (hasLeapt) {
        refreshWays();
        begin();
        Q_EMIT networkChanged();
    }
}

TransportError MulticastFinder::hindrance() const
{
    if (!m_ip4.isOpen() && !m_ip6.isOpen()) {
        if (m_openError == EADDRINUSE)
            return {TransportErrorCode::BadConfiguration,
                    tr("Nobody nearby can be found: another program on this computer keeps UDP port %1 to itself. Close "
                       "it, or type the addresses of the others' computers.")
                        .arg(m_options.port)};
        if (m_openError == EACCES || m_openError == EPERM)
            return {TransportErrorCode::Forbidden,
                    tr("Nobody nearby can be found: this program is not allowed to use the network. Allow it where this "
                       "computer's permissions of programs are set.")};
        return {TransportErrorCode::NoResources,
                tr("Nobody nearby can be found: this program has as many files and connections open as this computer "
                   "allows it. Close others, and start it again.")};
    }
    int networks = 0;
    int barred = 0;
    int unusable = 0;
    int unheard = 0;
    for (const Way &way : m_ways) {
        if (way.interface.isLoopback)
            continue;
        ++networks;
        if (way.error == EPERM || way.error == EACCES)
            ++barred;
        else if (way.error)
            ++unusable;
        else if (way.unheard >= unheardOften)
            ++unheard;
    }
    if (networks == 0)
        return {TransportErrorCode::ConnectionLost,
                tr("This computer is not connected to a network, so only programs on it are found. Connect it to the "
                   "network that the others are on.")};
    if (barred + unheard + unusable < networks)
        return {};
    if (barred + unheard > 0)
        return {TransportErrorCode::Forbidden,
                tr("A firewall on this computer keeps those nearby from being found. Let UDP port %1 pass in and out, or "
                   "type the addresses of the others' computers.")
                    .arg(m_options.port)};
    return {TransportErrorCode::ConnectionLost,
            tr("This computer's network carries no announcements, so nobody nearby can be found. Check the network, or "
               "type the addresses of the others' computers.")};
}

void MulticastFinder::assess()
{
    const TransportError error = hindrance();
    if (error.code == m_told.code && error.message == m_told.message)
        return;
    m_told = error;
    Q_EMIT hampered(error);
}

} // namespace mld
