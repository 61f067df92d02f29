// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <deque>

namespace mld {

/// Writes lines to a file descriptor as fast as they are read there, and never waits for the reader.
///
/// What nobody reads is bounded. Of what was not asked for, lines are left out as soon as too much waits, and
/// `{"event":"lost","body":{"events":n}}` stands in their place; answers are kept, and whoever takes requests stops
/// to while isCongested().
class LineWriter : public QObject
{
    Q_OBJECT

public:
    /// Does not own `descriptor`, and leaves its flags alone, as others may share them.
    explicit LineWriter(int descriptor, qsizetype bound = 16 << 20, QObject *parent = nullptr);

    /// Lines that must arrive, each with its end.
    void write(const QByteArray &lines);
    /// Lines that may be left out, if too much waits already.
    void writeEvent(const QByteArray &lines);
    bool isCongested() const { return m_waiting >= m_bound; }
    bool hasFailed() const { return m_hasFailed; }
    /// Waits until all is written, but not for longer than this; `finished` follows.
    void finish(int timeoutMs);

Q_SIGNALS:
    /// isCongested() has changed.
    void congestionChanged(bool isCongested);
    /// The output cannot be written, for good; once.
    void failed(const QString &why);
    void finished(bool isComplete);

private:
    void append(const QByteArray &lines);
    void noteLost();
    void writeSome();
    bool writeChunk();

    const int m_descriptor;
    const qsizetype m_bound;
    QSocketNotifier m_notifier;
    QTimer m_patience;
    std::deque<QByteArray> m_lines;
    qsizetype m_written = 0; ///< of the first
    qsizetype m_waiting = 0; ///< bytes in all
    qint64 m_lost = 0;
    bool m_wasCongested = false;
    bool m_hasFailed = false;
    bool m_isFinishing = false;
};

} // namespace mld
