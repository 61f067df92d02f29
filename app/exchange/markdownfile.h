// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange/plainnote.h"

#include <QByteArray>

/// A note as a Markdown file: what is not in its text stands before it, as YAML ("front matter"), which
/// most programs for notes read and write.
namespace commonplace::markdownfile {

/// What is read again as the same note. Line ends of the text stay as they are.
QByteArray write(const PlainNote &note);

/// Reads any text file; nothing in it is refused. A front matter's title, dates, tags, pin and trash become
/// the note's; other keys stay in the text, in a front matter of their own. `name` is its title if it tells none.
PlainNote read(const QByteArray &file, const QString &name);

/// A text in UTF-8, UTF-16 with a byte order mark, or else Latin-1. Where all lines end in CRLF, they end in
/// LF now.
QString decoded(const QByteArray &file);

/// A tag as notebooks write it: without `#`, without spaces; empty if nothing is left.
QString tagged(const QString &words);

} // namespace commonplace::markdownfile
