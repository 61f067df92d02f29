// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/bytestream.h"

#include <QIODevice>

#include <algorithm>
#include <cstring>

namespace mld {

/// A ByteStream as the QIODevice that Qt MQTT wants. It also shields the stream from Qt MQTT, which
/// takes all listeners away from its device at the end, and would say farewell when destroyed.
class StreamDevice : public QIODevice
{
    Q_OBJECT

public:
    explicit StreamDevice(ByteStream *stream) : m_stream(stream)
    {
        open(QIODevice::ReadWrite | QIODevice::Unbuffered);
    }

    /// Hands on what has come.
    void feed(const QByteArray &bytes)
    {
        m_incoming += bytes;
        Q_EMIT readyRead();
    }
    /// From now on, what is written goes nowhere.
    void cut() { m_stream = nullptr; }

    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override { return m_incoming.size(); }
    // Qt MQTT waits after its farewell; the stream writes what it can when it is closed.
    bool waitForBytesWritten(int) override { return true; }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        const qint64 count = std::min<qint64>(size, m_incoming.size());
        std::memcpy(data, m_incoming.constData(), static_cast<size_t>(count));
        m_incoming.remove(0, count);
        return count;
    }
    qint64 writeData(const char *data, qint64 size) override
    {
        if (m_stream)
            m_stream->write(QByteArray(data, size));
        return size;
    }

private:
    ByteStream *m_stream;
    QByteArray m_incoming;
};

} // namespace mld
