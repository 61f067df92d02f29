// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QTextStream>

namespace mld::vectors {

/// Counts the cases of vector files, and names those that fail.
class Report
{
public:
    /// Failures are written to `out` as they come; it must outlive the report.
    explicit Report(QTextStream &out) : m_out(out) { }

    /// Names the file that the cases that follow are of.
    void beginFile(const QString &name) { m_file = name; }
    /// A case passed if `difference`, its first, is null.
    void add(const QString &name, const QString &difference);
    /// As add(), for a case that shows behaviour of m-ld-js which an engine need not have: it is
    /// counted apart, and never fails.
    void addQuirk(const QString &name, const QString &difference);

    int passed() const { return m_passed; }
    int failed() const { return m_failed; }
    int quirks() const { return m_quirksAlike + m_quirksOther; }

    /// Writes the totals; the last line is `N passed, N failed`.
    void finish();

private:
    QTextStream &m_out;
    QString m_file;
    int m_passed = 0;
    int m_failed = 0;
    int m_quirksAlike = 0;
    int m_quirksOther = 0;
};

} // namespace mld::vectors
