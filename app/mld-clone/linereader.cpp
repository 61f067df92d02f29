// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "linereader.h"

#include <cerrno>
#include <unistd.h>

namespace mld {

LineReader::LineReader(int descriptor, qsizetype maxLineLength, QObject *parent)
    : QObject(parent), m_descriptor(descriptor), m_maxLineLength(maxLineLength),
      m_notifier(descriptor, QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &LineReader::readSome);
}

void LineReader::setPaused(bool isPaused)
{
    m_notifier.setEnabled(!isPaused && !m_hasEnded);
}

void LineReader::readSome()
{
    // One read for each notification does not block, and leaves the rest to the next turn.
    char buffer[65536];
    const ssize_t count = ::read(m_descriptor, buffer, sizeof buffer);
    if (count > 0)
        return take(QByteArrayView(buffer, qsizetype(count)));
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    m_hasEnded = true;
    m_notifier.setEnabled(false);
    if (!m_line.isEmpty() || m_isSkipping)
        endLine();
    Q_EMIT ended();
}

void LineReader::take(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const qsizetype end = bytes.indexOf('\n');
        const QByteArrayView part = end < 0 ? bytes : bytes.first(end);
        if (!m_isSkipping && m_line.size() + part.size() > m_maxLineLength) {
            m_isSkipping = true;
            m_line.clear();
        }
        if (!m_isSkipping)
            m_line.append(part);
        if (end < 0)
            return;
        endLine();
        bytes = bytes.sliced(end + 1);
    }
}

void LineReader::endLine()
{
    const QByteArray line = std::exchange(m_line, {});
    if (std::exchange(m_isSkipping, false))
        Q_EMIT lineSkipped();
    else
        Q_EMIT lineRead(line);
}

} // namespace mld
