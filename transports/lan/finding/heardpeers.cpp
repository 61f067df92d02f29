// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "heardpeers.h"

#include <algorithm>

namespace mld {

namespace {

constexpr qsizetype mostPeers = 256;
constexpr qsizetype mostPlaces = 8;
/// One who has just begun asks several times in a second.
constexpr qint64 askingMs = 1000;

} // namespace

HeardPeers::News HeardPeers::note(const Announcement &announcement, const QHostAddress &address, qint64 now,
                                  qint64 silenceMs)
{
    const bool isGoodbye = announcement.kind == Announcement::Kind::Goodbye;
    auto peer = m_peers.find(announcement.instance);
    if (peer == m_peers.end()) {
        if (isGoodbye)
            return News::Nothing;
        if (m_peers.size() >= mostPeers)
            forgetOne();
        peer = m_peers.insert(announcement.instance, {});
    }
    const bool isNewest = announcement.sequence > peer->sequence;
    if (isGoodbye) {
        if (!isNewest || peer->places.isEmpty())
            return News::Nothing;
        peer->sequence = announcement.sequence;
        peer->places.clear();
        return News::Gone;
    }
    if (peer->places.isEmpty() && !isNewest)
        return News::Nothing; // sent before its goodbye

    const auto known = std::find_if(peer->places.begin(), peer->places.end(),
                                    [&](const Place &place) { return place.address == address; });
    Place place;
    if (known != peer->places.end()) {
        if (announcement.sequence <= known->sequence)
            return News::Nothing;
        place = *known;
        peer->places.erase(known);
    } else {
        if (peer->places.size() >= mostPlaces)
            peer->places.removeFirst();
        place.address = address;
    }
    const bool asksAgain = announcement.kind == Announcement::Kind::Question && now - place.toldAt >= askingMs;
    const bool isNews = place.port != announcement.port || now - place.toldAt >= silenceMs || asksAgain;
    if (isNews)
        place.toldAt = now;
    place.port = announcement.port;
    place.sequence = announcement.sequence;
    peer->places.append(place);
    peer->sequence = std::max(peer->sequence, announcement.sequence);
    peer->heardAt = now;
    return isNews ? News::Found : News::Nothing;
}

qsizetype HeardPeers::count(qint64 now, qint64 silenceMs) const
{
    return std::count_if(m_peers.begin(), m_peers.end(), [&](const Peer &peer) {
        return !peer.places.isEmpty() && now - peer.heardAt < silenceMs;
    });
}

void HeardPeers::forgetOne()
{
    m_peers.erase(std::min_element(m_peers.begin(), m_peers.end(), [](const Peer &one, const Peer &other) {
        return one.heardAt < other.heardAt;
    }));
}

} // namespace mld
