// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace mld {

/// The place of a slot in a list: a text whose order, by UTF-16 code unit, is the order of the list
/// (semantics.md 8.2). It is a sequence of levels; the i-th, from 0, is a number of i+1 digits in
/// base 36 and the site, 16 characters of the id of the clone that made it.
class ListPosition
{
public:
    static constexpr qsizetype siteLength = 16;

    struct Level
    {
        QString digits;    ///< as written: i+1 of 0-9 and a-z
        QString site;      ///< siteLength code units
        qint64 number = 0; ///< the value of the digits, or the greatest qint64 if that is less
    };

    /// Nothing unless the text is well formed: whole levels, the last number not 0. In time linear in
    /// its length.
    static std::optional<ListPosition> parse(const QString &text);
    /// The site of a clone: its id, cut or padded to siteLength.
    static QString siteOf(const QString &cloneId);

    const std::vector<Level> &levels() const { return m_levels; }

    /// `count` new positions, in order, strictly between two, for the clone with the id `cloneId`.
    /// A null bound is the start or the end of the list. Bounds that are not well formed, which
    /// only a faulty peer can make, count as null; if they are in the wrong order, or equal, then
    /// the new ones follow `lower`.
    ///
    /// The positions are those which m-ld-js makes, wherever those are strictly between.
    static std::vector<QString> between(const QString &lower, const QString &upper,
                                        const QString &cloneId, qsizetype count = 1);

private:
    std::vector<Level> m_levels;
};

} // namespace mld
