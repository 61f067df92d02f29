// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/chunker.h"
#include "common/heartbeatpresence.h"
#include "pieces.h"
#include "targets.h"

namespace mld::fuzz {

/// What comes where the two ends are ours, one message after the other, and time that passes between them. What is
/// read can be written; nobody is made to see itself; memory is bounded, and what waits does so for a while only.
inline void common(QByteArrayView bytes)
{
    Pieces pieces(bytes);
    Sequencer sequencer({.mostHeld = 4, .mostHeldBytes = 4096, .mostStreams = 4});
    Chunker chunker({.largest = 4096, .mostBytes = 8192, .mostMessages = 3});
    HeartbeatPresence presence({}, [] { return 0.5; });
    const CloneId self = QStringLiteral("self");
    presence.begin(self, "session", 0);
    (void)presence.declare(true, 0);
    qint64 now = 0;
    const auto hear = [&](const QList<Sequencer::Arrival> &arrivals) {
        for (const auto &arrival : arrivals) {
            const auto whole = chunker.take(arrival, now);
            require(!whole || (whole->parts == 1 && whole->payload.size() <= qsizetype(bytes.size())));
        }
    };
    while (!pieces.isDone()) {
        now += pieces.byte() * 16;
        const auto read = decodeEnvelope(pieces.piece());
        if (const auto *envelope = std::get_if<Envelope>(&read)) {
            require(std::get<Envelope>(decodeEnvelope(encodeEnvelope(*envelope))) == *envelope);
            for (const Envelope &answer : presence.take(*envelope, now))
                require(std::holds_alternative<Envelope>(decodeEnvelope(encodeEnvelope(answer))));
            hear(sequencer.take(*envelope, now));
        }
        (void)presence.tick(now);
        require(!presence.present().contains(self));
        require(presence.nextDueMs() > now);
        hear(sequencer.takeOverdue(now));
        require(sequencer.nextDueMs().value_or(now + 1) > now);
        chunker.dropOverdue(now);
        require(chunker.keptBytes() <= 8192);
    }
}

} // namespace mld::fuzz
