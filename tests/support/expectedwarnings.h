// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRegularExpression>
#include <QtGlobal>

#include <atomic>

namespace mld::test {

/// Announces warnings of which nobody knows how many there will be: as long as it lives, those that match are
/// counted and go no further. Where the number is known, QTest::ignoreMessage says more. One at a time.
class ExpectedWarnings
{
public:
    explicit ExpectedWarnings(const QString &pattern) : m_pattern(pattern)
    {
        s_current = this;
        m_former = qInstallMessageHandler(take);
    }
    ~ExpectedWarnings()
    {
        qInstallMessageHandler(m_former);
        s_current = nullptr;
    }
    Q_DISABLE_COPY_MOVE(ExpectedWarnings)

    int count() const { return m_count; }

private:
    static void take(QtMsgType type, const QMessageLogContext &context, const QString &message)
    {
        ExpectedWarnings &self = *s_current;
        if (type == QtWarningMsg && self.m_pattern.match(message).hasMatch())
            ++self.m_count;
        else
            self.m_former(type, context, message);
    }

    inline static ExpectedWarnings *s_current = nullptr;
    const QRegularExpression m_pattern;
    QtMessageHandler m_former = nullptr;
    std::atomic<int> m_count = 0;
};

} // namespace mld::test
