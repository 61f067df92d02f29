// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <functional>

namespace mld {

/// Pauses between attempts to connect: they double from the first to the longest, each drawn at
/// random from the upper half of its range, so that clones that lost one service together do not
/// return to it together.
class Backoff
{
public:
    /// A number in [0, 1).
    using Random = std::function<double()>;

    /// `random` null means the system's generator.
    explicit Backoff(int firstMs = 200, int longestMs = 30'000, Random random = nullptr);

    /// The pause before the next attempt, in ms.
    int next();
    /// Call after a connection that has lasted: the next pause is the first one again.
    void reset() { m_attempts = 0; }

private:
    int m_firstMs;
    int m_longestMs;
    Random m_random;
    int m_attempts = 0;
};

} // namespace mld
