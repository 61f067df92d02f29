// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "editor/textmodel.h"

#include <QHash>

#include <optional>

namespace commonplace {

/// What is looked for in a text, and how.
struct TextQuery
{
    QString text;
    bool matchesCase = false;
    bool wholeWords = false;

    friend bool operator==(const TextQuery &, const TextQuery &) = default;
};

/// Finds all places of something in a text, with letters compared as the searches over notes do: accents and ways of
/// writing do not matter. It looks through the text in parts, as its owner has time, and keeps what it finds in the
/// pieces, so hits move with the text: after a change, only what was touched is looked through again. Window-free, of
/// the model's thread.
class TextFinder
{
public:
    struct Hit
    {
        qsizetype position = 0;
        qsizetype length = 0;

        friend bool operator==(const Hit &, const Hit &) = default;
    };
    /// Of what is longer, the beginning is looked for: a hit must not be longer than TextModel::longestHit, accents
    /// included.
    static constexpr qsizetype longestQuery = 200;

    explicit TextFinder(TextModel &model) : m_model(model) { }

    const TextQuery &query() const { return m_query; }
    /// With nothing to compare in it, nothing is found.
    void setQuery(const TextQuery &query);
    bool isActive() const { return !m_pattern.isEmpty(); }
    /// The whole text has been looked through.
    bool isDone() const { return !isActive() || m_model.total().unsought == 0; }

    /// Looks through about so many units that have not been, from a position on, and then from the beginning.
    void look(qsizetype from, qsizetype units);
    /// Looks through a piece, unless it has been.
    void lookThrough(Piece *piece);

    /// How many have been found.
    qsizetype count() const { return m_model.total().hits; }
    /// The first hit that begins at or after a position, or else the first of all. Nothing while that is not known, or
    /// if there is none.
    std::optional<Hit> next(qsizetype from) const;
    /// The last hit that begins before a position, or else the last of all; as next().
    std::optional<Hit> previous(qsizetype before) const;
    /// Which of those found, from 0 on, is just there; -1 if none is.
    qsizetype indexOf(const Hit &hit) const;
    /// The first that have been found, at most so many.
    QVector<Hit> hits(qsizetype most) const;

private:
    Hit hitAt(qsizetype index) const;
    QString foldedCharacter(char32_t c) const;
    QString folded(QStringView text) const;

    TextModel &m_model;
    TextQuery m_query;
    QString m_pattern; ///< as it is compared
    mutable QHash<char32_t, QString> m_folded;
};

} // namespace commonplace
