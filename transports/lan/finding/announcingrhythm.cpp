// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "announcingrhythm.h"

#include <QRandomGenerator>

#include <algorithm>

namespace mld {

namespace {

constexpr qint64 firstPauseMs = 100;
constexpr int questions = 4;
constexpr qint64 shortestPeriodMs = 20'000;
constexpr qint64 periodOfEachMs = 6'000;
constexpr qint64 betweenAnswersMs = 500;
constexpr double longestAnswerMs = 80;

} // namespace

AnnouncingRhythm::AnnouncingRhythm(Random random) : m_random(std::move(random))
{
    if (!m_random)
        m_random = [] { return QRandomGenerator::global()->generateDouble(); };
}

qint64 AnnouncingRhythm::periodMs(qsizetype others)
{
    return std::clamp(periodOfEachMs * qint64(others), shortestPeriodMs, kLongestPeriodMs);
}

void AnnouncingRhythm::begin(qint64 now)
{
    m_taken = 0;
    m_ownAt = m_nextAt = now;
}

void AnnouncingRhythm::answer(qint64 now)
{
    const qint64 at = std::max(now + 10 + qint64(m_random() * longestAnswerMs), m_lastAt + betweenAnswersMs);
    m_nextAt = std::min(m_nextAt, at);
}

Announcement::Kind AnnouncingRhythm::take(qint64 now, qsizetype others)
{
    m_lastAt = now;
    Announcement::Kind kind = Announcement::Kind::Here;
    if (now >= m_ownAt) {
        if (m_taken < questions)
            kind = Announcement::Kind::Question;
        const qint64 period = periodMs(others);
        const qint64 growing = firstPauseMs << std::min(m_taken, 20); // 0.1, 0.2, 0.4 … s
        const qint64 pause = std::min(growing, period);
        m_ownAt = now + pause - qint64(m_random() * double(pause) / 8);
        ++m_taken;
    }
    m_nextAt = m_ownAt;
    return kind;
}

} // namespace mld
