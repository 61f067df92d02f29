// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "linereader.h"

#include <QSignalSpy>
#include <QTest>

#include <unistd.h>

using namespace mld;

class TestLineReader : public QObject
{
    Q_OBJECT

private:
    int m_pipe[2] = {-1, -1};

    void put(const QByteArray &bytes)
    {
        QCOMPARE(::write(m_pipe[1], bytes.constData(), size_t(bytes.size())), ssize_t(bytes.size()));
    }

private Q_SLOTS:
    void init() { QCOMPARE(::pipe(m_pipe), 0); }
    void cleanup()
    {
        ::close(m_pipe[0]);
        if (m_pipe[1] >= 0)
            ::close(m_pipe[1]);
    }

    void linesComeAsTheyAreWritten()
    {
        LineReader reader(m_pipe[0], 100);
        QSignalSpy lines(&reader, &LineReader::lineRead);
        QSignalSpy ended(&reader, &LineReader::ended);
        put("one\ntw");
        QTRY_COMPARE(lines.size(), 1);
        QCOMPARE(lines[0][0].toByteArray(), QByteArray("one"));
        put("o\n\nlast");
        QTRY_COMPARE(lines.size(), 3);
        QCOMPARE(lines[1][0].toByteArray(), QByteArray("two"));
        QCOMPARE(lines[2][0].toByteArray(), QByteArray());
        ::close(std::exchange(m_pipe[1], -1));
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(lines[3][0].toByteArray(), QByteArray("last"));
    }

    void longLinesArePassedOver()
    {
        LineReader reader(m_pipe[0], 10);
        QSignalSpy lines(&reader, &LineReader::lineRead);
        QSignalSpy skipped(&reader, &LineReader::lineSkipped);
        put("0123456789\n01234567890\nnext\n");
        QTRY_COMPARE(lines.size(), 2);
        QCOMPARE(skipped.size(), 1);
        QCOMPARE(lines[0][0].toByteArray(), QByteArray("0123456789"));
        QCOMPARE(lines[1][0].toByteArray(), QByteArray("next"));
    }
};

QTEST_GUILESS_MAIN(TestLineReader)
#include "tst_linereader.moc"
