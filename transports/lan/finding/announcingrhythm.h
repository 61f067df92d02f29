// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "announcement.h"

#include <functional>

namespace mld {

/// When a finder announces, and what. Pure; times are milliseconds that only grow.
///
/// At first often, asking who is there, so that others are found within a second even if some datagrams are lost; then
/// ever more seldom, down to once in 20 s. Where more than three others are heard, more seldom still, so that what one hears
/// and says together does not grow with their number. A question is answered after a small pause of random length, so
/// that answers do not collide, and twice a second at most, whoever asks.
class AnnouncingRhythm
{
public:
    /// A number in [0, 1).
    using Random = std::function<double()>;

    /// `random` null means the system's generator.
    explicit AnnouncingRhythm(Random random = nullptr);

    /// Something has begun or changed: often again, from now on.
    void begin(qint64 now);
    /// Somebody asks.
    void answer(qint64 now);
    /// The time of the next announcement.
    qint64 nextAt() const { return m_nextAt; }
    /// It is that time: what to announce. `others`: how many are heard.
    Announcement::Kind take(qint64 now, qsizetype others);

    static constexpr qint64 kLongestPeriodMs = 120'000;
    /// The pause in the long run, where so many others are heard.
    static qint64 periodMs(qsizetype others);

private:
    Random m_random;
    int m_taken = 0;   ///< since it began, without answers
    qint64 m_ownAt = 0;///< the next one but for answers
    qint64 m_nextAt = 0;
    qint64 m_lastAt = -1'000'000;
};

} // namespace mld
