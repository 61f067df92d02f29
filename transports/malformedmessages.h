// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <functional>
#include <optional>

namespace mld {

/// Counts what a service delivers that a transport cannot make sense of, and ignores. Says so in the
/// log (category `mld.transport`) at most once a second, however much there is.
class MalformedMessages
{
public:
    /// Milliseconds that only ever grow.
    using Clock = std::function<qint64()>;

    /// `clock` null means the system's.
    explicit MalformedMessages(Clock clock = nullptr);

    /// `what` is for the log, so it must hold no secret; it is cut short if it is long.
    void note(const QString &what);
    qint64 count() const { return m_count; }

private:
    Clock m_clock;
    qint64 m_count = 0;
    std::optional<qint64> m_shownAt;
};

} // namespace mld
