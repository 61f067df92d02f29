// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <optional>

namespace mld {

/// How large a message may be, as far as the service has shown: by a word when it let us in, by refusing one,
/// or by throwing us out with one on the way. Sizes are of payloads, in bytes. Pure.
class PayloadLimit
{
public:
    /// What one knows before anything is sent.
    explicit PayloadLimit(qint64 largest) : m_largest(largest) { }

    qint64 bytes() const { return std::min({m_largest, m_announced.value_or(m_largest), m_learnt.value_or(m_largest)}); }

    /// As the service said for this connection; nothing if it did not.
    void setAnnounced(std::optional<qint64> bytes) { m_announced = bytes; }

    void noteTaken(qint64 size)
    {
        m_taken = std::max(m_taken, size);
        if (m_suspect && size >= *m_suspect)
            m_suspect.reset();
    }

    /// One of this size was not taken, for that reason. Half of it may be, unless more is known to be.
    void noteRefused(qint64 size)
    {
        if (m_taken >= size) // it takes less than it did
            m_taken = 0;
        m_learnt = std::max({m_taken, size / 2, kLeast});
    }

    /// The connection was closed from afar, with messages under way of which the largest had this size. Once may be
    /// chance; whoever sends the same a third time will be at it for ever.
    void noteThrownOut(qint64 largest)
    {
        if (largest < kHarmless || largest <= m_taken)
            return;
        if (m_suspect)
            noteRefused(std::min(*m_suspect, largest));
        m_suspect = m_suspect ? std::nullopt : std::optional(largest);
    }

private:
    static constexpr qint64 kHarmless = 16 * 1024; ///< no service takes less
    static constexpr qint64 kLeast = 4 * 1024;

    qint64 m_largest;
    std::optional<qint64> m_announced;
    std::optional<qint64> m_learnt;
    std::optional<qint64> m_suspect; ///< with this under way we were thrown out, once
    qint64 m_taken = 0;              ///< the largest that was
};

} // namespace mld
