// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "report.h"

namespace mld::vectors {

void Report::add(const QString &name, const QString &difference)
{
    if (difference.isNull()) {
        ++m_passed;
        return;
    }
    ++m_failed;
    m_out << "FAIL " << m_file << ": " << name << "\n     " << difference << '\n';
}

void Report::addQuirk(const QString &name, const QString &difference)
{
    ++(difference.isNull() ? m_quirksAlike : m_quirksOther);
    if (!difference.isNull())
        m_out << "quirk " << m_file << ": " << name << "\n     " << difference << '\n';
}

void Report::finish()
{
    if (quirks() > 0)
        m_out << quirks() << " quirks of the reference: " << m_quirksAlike << " alike, "
              << m_quirksOther << " different\n";
    m_out << m_passed << " passed, " << m_failed << " failed\n";
    m_out.flush();
}

} // namespace mld::vectors
