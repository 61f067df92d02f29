// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sealed/keynews.h"
#include "sealing/seal.h"
#include "targets.h"

namespace mld::fuzz {

/// What arrives in a sealed domain, or stands where a key should. A fuzzer has no key, so it makes no message; the owner's
/// words are among the inputs, so it can repeat them. As a payload it comes back as it was.
inline void sealing(QByteArrayView bytes)
{
    static const NotebookKey key = *NotebookKey::fromText(QStringLiteral(
            "AQIBAAAAAP6upPoXrPMLi3oa6rOnzBdLOqZPKceqQwnugw7FLU-Zb-KuIZt0CMW0-Hl4qLEQZe1_VpvkhBpkyIjmPsfx9"
            "HOG_Ly1DBMJTa7ZSaxyl0Dmr0GYf4WZklVtyD6ZSO1rK0UagoRYZ85jjVUr0j-Xvymx0dsy4Mo0fZik1ajF8D8K-6eLZg"));
    static const Seal seal(key);
    const SealedPlace place{SealedPlace::Lane::Send, QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("m")};
    const QByteArray nonce(24, 'n');

    require(seal.opened(bytes, place).outcome != SealOutcome::Opened);
    const auto text = QString::fromUtf8(bytes);
    require(!seal.cloneId(text));
    if (const auto read = NotebookKey::fromText(text))
        require(*NotebookKey::fromText(read->toText()) == *read);
    const auto record = EpochRecord::decode(bytes, key.domain());
    KeyNews news(key.record());
    require(news.heard(bytes, 0) == (record && record->replaces(key.record())));
    require(!record || *EpochRecord::decode(record->encoded(), key.domain()) == *record);

    const QByteArray sealed = seal.sealedWith(nonce, bytes, place);
    require(seal.opened(sealed, place).payload == bytes);
    require(bytes.isEmpty() || sealed.size() <= 49 + 64 + bytes.size());
    if (bytes.isEmpty())
        return;
    // With its end replaced by what came.
    const QByteArray spoiled = sealed.chopped(1) + bytes.last(1).toByteArray();
    require(spoiled == sealed || seal.opened(spoiled, place).outcome != SealOutcome::Opened);
}

} // namespace mld::fuzz
