// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QTextBoundaryFinder>

namespace commonplace {

/// The first character of a name as people see it, whatever it is made of, in capitals.
inline QString initialOf(const QString &name)
{
    const QString text = name.trimmed();
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    return text.left(std::max<qsizetype>(finder.toNextBoundary(), 0)).toUpper();
}

} // namespace commonplace
