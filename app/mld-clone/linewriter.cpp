// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "linewriter.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace mld {

namespace {
/// A pipe that can be written at all takes as much without making anybody wait.
constexpr qsizetype kChunk = 4096;
/// So many of them before other events have their turn.
constexpr int kChunksAtOnce = 64;
} // namespace

LineWriter::LineWriter(int descriptor, qsizetype bound, QObject *parent)
    : QObject(parent), m_descriptor(descriptor), m_bound(bound), m_notifier(QSocketNotifier::Write)
{
    m_notifier.setSocket(descriptor);
    m_notifier.setEnabled(false);
    m_patience.setSingleShot(true);
    connect(&m_notifier, &QSocketNotifier::activated, this, &LineWriter::writeSome);
    connect(&m_patience, &QTimer::timeout, this, [this] { Q_EMIT finished(false); });
}

void LineWriter::write(const QByteArray &lines)
{
    if (m_hasFailed)
        return;
    noteLost();
    append(lines);
    writeSome();
}

void LineWriter::writeEvent(const QByteArray &lines)
{
    if (m_hasFailed)
        return;
    if (isCongested()) {
        m_lost += lines.count('\n');
        return;
    }
    noteLost();
    append(lines);
    writeSome();
}

void LineWriter::noteLost()
{
    if (m_lost > 0 && !isCongested())
        append("{\"event\":\"lost\",\"body\":{\"events\":" + QByteArray::number(std::exchange(m_lost, 0)) + "}}\n");
}

void LineWriter::append(const QByteArray &lines)
{
    m_waiting += lines.size();
    m_lines.push_back(lines);
}

void LineWriter::finish(int timeoutMs)
{
    m_isFinishing = true;
    m_patience.start(timeoutMs);
    // Not from inside this call.
    QMetaObject::invokeMethod(this, &LineWriter::writeSome, Qt::QueuedConnection);
}

void LineWriter::writeSome()
{
    for (int i = 0; i < kChunksAtOnce && !m_lines.empty(); ++i) {
        if (!writeChunk())
            break;
    }
    m_notifier.setEnabled(!m_lines.empty());
    if (std::exchange(m_wasCongested, isCongested()) != isCongested())
        Q_EMIT congestionChanged(m_wasCongested);
    if (m_isFinishing && m_lines.empty()) {
        m_isFinishing = false;
        m_patience.stop();
        Q_EMIT finished(!m_hasFailed);
    }
}

bool LineWriter::writeChunk()
{
    pollfd ready = {m_descriptor, POLLOUT, 0};
    if (::poll(&ready, 1, 0) == 0)
        return false;
    const QByteArray &line = m_lines.front();
    const ssize_t count = ::write(m_descriptor, line.constData() + m_written,
                                  size_t(std::min(kChunk, line.size() - m_written)));
    if (count < 0) {
        if (errno == EINTR)
            return true;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return false;
        const QString why = qt_error_string(errno);
        m_hasFailed = true;
        m_lines.clear();
        m_waiting = 0;
        Q_EMIT failed(why);
        return false;
    }
    m_written += count;
    m_waiting -= count;
    if (m_written == line.size()) {
        m_lines.pop_front();
        m_written = 0;
    }
    return true;
}

} // namespace mld
