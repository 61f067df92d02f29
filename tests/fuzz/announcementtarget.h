// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lan/finding/announcement.h"
#include "targets.h"

namespace mld::fuzz {

/// A datagram from the network's multicast group. A fuzzer has no secret, so it makes none that is understood; as the
/// content of one that a member has sealed, it is either what can be said, or nothing.
inline void announcement(QByteArrayView bytes)
{
    constexpr qint64 today = 20'000;
    AnnouncementCodec codec(QByteArray(32, 's'));
    require(codec.decode(bytes, today).verdict != AnnouncementCodec::Verdict::Understood);

    constexpr qsizetype contentSize = 1 + 2 + AnnouncementCodec::kInstanceSize + AnnouncementCodec::kNonceSize;
    if (bytes.size() < contentSize)
        return;
    const Announcement said{Announcement::Kind(bytes[0]), bytes.sliced(3, AnnouncementCodec::kInstanceSize).toByteArray(),
                            quint16(uchar(bytes[1]) << 8 | uchar(bytes[2])), quint64(bytes.size())};
    const QByteArray nonce = bytes.sliced(3 + AnnouncementCodec::kInstanceSize, AnnouncementCodec::kNonceSize).toByteArray();
    const QByteArray datagram = codec.encode(said, today, nonce);
    const auto reading = codec.decode(datagram, today);
    const bool isMeant = said.port != 0 && bytes[0] >= 1 && bytes[0] <= 3;
    require((reading.verdict == AnnouncementCodec::Verdict::Understood) == isMeant);
    require(!isMeant || reading.announcement == said);

    // With its end replaced by what came.
    const QByteArray spoiled = datagram.first(datagram.size() - 1).append(bytes.last(1));
    require(spoiled == datagram || codec.decode(spoiled, today).verdict != AnnouncementCodec::Verdict::Understood);
}

} // namespace mld::fuzz
