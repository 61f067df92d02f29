// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>

namespace mld {

/// Reads lines from a file descriptor as they come, without holding up the event loop.
class LineReader : public QObject
{
    Q_OBJECT

public:
    /// Does not own `descriptor`. A line longer than `maxLineLength` bytes is not kept.
    explicit LineReader(int descriptor, qsizetype maxLineLength, QObject *parent = nullptr);

    /// While paused, nothing is read; what was read already still comes.
    void setPaused(bool isPaused);

Q_SIGNALS:
    /// A line, without its end.
    void lineRead(const QByteArray &line);
    /// A line that was too long has been passed over.
    void lineSkipped();
    /// The end of the input, or an error: nothing more will come.
    void ended();

private:
    void readSome();
    void take(QByteArrayView bytes);
    void endLine();

    const int m_descriptor;
    const qsizetype m_maxLineLength;
    QSocketNotifier m_notifier;
    QByteArray m_line;
    bool m_isSkipping = false;
    bool m_hasEnded = false;
};

} // namespace mld
