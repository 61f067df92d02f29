// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "malformedmessages.h"

#include <QDeadlineTimer>
#include <QLoggingCategory>

namespace mld {

namespace {

Q_LOGGING_CATEGORY(lcTransport, "mld.transport")

constexpr qint64 pauseMs = 1000;
constexpr qsizetype longestShown = 120;

} // namespace

MalformedMessages::MalformedMessages(Clock clock) : m_clock(std::move(clock))
{
    if (!m_clock)
        m_clock = [] { return QDeadlineTimer::current().deadline(); };
}

void MalformedMessages::note(const QString &what)
{
    ++m_count;
    const qint64 now = m_clock();
    if (m_shownAt && now - *m_shownAt < pauseMs)
        return;
    m_shownAt = now;
    // What is shown came from outside; quoting keeps its control characters out of the log.
    qCWarning(lcTransport) << "ignored a message that means nothing," << m_count
                           << "so far:" << what.left(longestShown);
}

} // namespace mld
