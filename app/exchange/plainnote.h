// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

namespace commonplace {

/// A note as it goes in and out of notebooks by files: all that a person would miss.
struct PlainNote
{
    QString title;
    QString text; ///< Markdown
    QStringList tags;
    QDateTime created = {}; ///< UTC, as are the others; invalid if it is not known
    QDateTime modified = {};
    QDateTime trashed = {}; ///< invalid unless it is in the trash
    bool isPinned = false;

    friend bool operator==(const PlainNote &, const PlainNote &) = default;
};

} // namespace commonplace
