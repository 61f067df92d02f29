// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "backoff.h"

#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace mld {

Backoff::Backoff(int firstMs, int longestMs, Random random)
    : m_firstMs(firstMs), m_longestMs(longestMs), m_random(std::move(random))
{
    if (!m_random)
        m_random = [] { return QRandomGenerator::global()->generateDouble(); };
}

int Backoff::next()
{
    qint64 range = m_firstMs;
    for (int i = 0; i < m_attempts && range < m_longestMs; ++i)
        range *= 2;
    range = std::min<qint64>(range, m_longestMs);
    ++m_attempts;
    return static_cast<int>(range / 2.0 * (1.0 + m_random()));
}

} // namespace mld
