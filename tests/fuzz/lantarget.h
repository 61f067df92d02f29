// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lan/carrying/frame.h"
#include "lan/meeting/handshake.h"
#include "pieces.h"
#include "targets.h"

namespace mld::fuzz {

/// What somebody says who has dialled us or whom we dial, and what a member sends. Nobody is let in who does not know
/// the secret. Whatever arrives as a message can be sent, and then arrives as the same.
inline void lan(QByteArrayView bytes)
{
    using namespace lan;

    Pieces pieces(bytes);
    const int kind = pieces.byte();
    if (kind % 3 < 2) {
        const Self self{QByteArray(kSecretSize, 's'), QStringLiteral("d.example.org"), QStringLiteral("a"),
                        QByteArray(kInstanceSize, 'a')};
        Handshake handshake(Role(kind % 3), self, QByteArray(32, 'o'), QByteArray(32, 't'), QByteArray(kNonceSize, 'n'));
        handshake.begin();
        bool isOver = false;
        while (!pieces.isDone()) {
            const auto step = handshake.receive(pieces.piece().toByteArray(), [](const QByteArray &) { return false; });
            require(step.answer.size() <= kLongestGreeting);
            require(!isOver || step.answer.isEmpty());
            isOver = isOver || step.refusal != Refusal::None;
            require(!handshake.met());
        }
        return;
    }
    Assembly assembly;
    while (!pieces.isDone()) {
        const auto outcome = assembly.take(pieces.piece().toByteArray());
        const auto *message = std::get_if<Message>(&outcome);
        if (!message)
            continue;
        Assembly again;
        Cutter cutter(*message);
        for (;;) {
            const auto back = again.take(cutter.next());
            require(!std::holds_alternative<Assembly::Malformed>(back));
            if (!cutter.isDone())
                continue;
            require(std::get<Message>(back) == *message);
            break;
        }
    }
}

} // namespace mld::fuzz
