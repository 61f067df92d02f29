// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pieces.h"
#include "socketio/client/packet.h"
#include "targets.h"

namespace mld::fuzz {

/// What a Socket.IO server says: a payload of long-polling, or messages of a WebSocket. Whatever is
/// understood can be said, and is then understood as the same.
inline void socketIo(QByteArrayView bytes)
{
    using namespace sio;
    constexpr qint64 limit = 4096;

    const QByteArray all = bytes.toByteArray();
    if (const auto messages = decodePayload(all))
        require(decodePayload(encodePayload(*messages)) == messages);
    if (const auto handshake = Handshake::fromJson(all))
        require(handshake->pingIntervalMs >= 0 && handshake->pingTimeoutMs >= 0 && handshake->maxPayload >= 0);

    Decoder decoder(limit);
    for (Pieces pieces(bytes); !pieces.isDone();) {
        const bool isBinary = pieces.byte() & 1;
        const QByteArray message = pieces.piece().toByteArray();
        if ((isBinary ? decoder.addBinary(message) : decoder.addText(message)) != Decoder::Outcome::Complete)
            continue;
        const Packet packet = decoder.take();
        const Frames frames = encode(packet);
        require(frames.attachments.size() <= kMostAttachments);
        Decoder again;
        Decoder::Outcome outcome = again.addText(frames.text);
        for (const QByteArray &attachment : frames.attachments)
            outcome = again.addBinary(attachment);
        require(outcome == Decoder::Outcome::Complete);
        require(encode(again.take()).text == frames.text);
    }
}

} // namespace mld::fuzz
