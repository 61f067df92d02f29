// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <QStringView>
#include <QVector>

#include <optional>

namespace commonplace {

/// What leads from one note to another within its text: tags, and links by title. Neither is looked for in blocks of
/// code.
namespace notelinks {

/// A link as it is written: `[[Title]]`, or `[[Title|words that are shown]]`.
struct Link
{
    qsizetype position = 0; ///< of the first bracket
    qsizetype length = 0;   ///< with all four brackets
    QString title;          ///< of the note that it leads to, without spaces around it

    friend bool operator==(const Link &, const Link &) = default;
};

/// The tags of a text, each once, without the `#`, in the order in which they come; the first ones, if there are very
/// many. Two that differ in case only are the same.
QStringList tagsIn(QStringView text);
/// Joins what the text says and what other programs have written as `schema:keywords`.
QStringList mergedTags(const QStringList &ofText, const QStringList &keywords);
/// The links of a text, in order; the first ones, if there are very many.
QVector<Link> linksIn(QStringView text);
/// The link that a place of a text is in, or at the edge of.
std::optional<Link> linkAt(QStringView text, qsizetype position);
/// By what titles and tags are the same: case and the ways of putting letters together do not matter.
QString key(const QString &title);

} // namespace notelinks
} // namespace commonplace
