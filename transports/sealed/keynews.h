// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sealing/epochrecord.h"

#include <QByteArray>

#include <optional>

namespace mld {

/// What is said openly in a sealed domain: which key is in force. Says it when there may be somebody who does not know,
/// and listens to whoever knows better. Time comes from outside, in ms; nothing of this can be made to take long, or
/// to be said often.
class KeyNews
{
public:
    /// `own` is about the key that is used here.
    explicit KeyNews(EpochRecord own);

    const EpochRecord &own() const { return m_own; }
    /// The newest record that is not one's own, if that is no longer in force.
    const std::optional<EpochRecord> &newer() const { return m_newer; }
    /// A record that was heard before. Counts only if it is newer.
    void remember(const EpochRecord &record);

    /// Something that came openly, from anybody. True if newer() has changed.
    bool heard(QByteArrayView bytes, qint64 nowMs);
    /// There may be somebody who uses an older key.
    void noteDoubt();
    /// How long until there is something to say; nothing if there is not.
    std::optional<qint64> waitMs(qint64 nowMs) const;
    /// What is to be said now; nothing if that is nothing.
    std::optional<QByteArray> take(qint64 nowMs);

private:
    EpochRecord m_own;
    std::optional<EpochRecord> m_newer;
    bool m_isDoubtful = false;
    std::optional<qint64> m_saidAt;
    qint64 m_checksSince = 0;
    int m_checks = 0; ///< of signatures, since then
};

} // namespace mld
