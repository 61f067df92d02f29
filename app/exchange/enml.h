// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace commonplace {

/// A note of Evernote as Markdown.
struct EnmlText
{
    QString markdown;
    int left = 0;         ///< pictures and other attachments, which are not in it
    bool isWhole = false; ///< false: the markup is broken, and the text ends where it breaks
};

/// Reads Evernote's markup, which is XHTML with marks of its own. Nothing that it names is fetched.
EnmlText readEnml(const QString &markup);

} // namespace commonplace
