// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QStringView>
#include <QVector>

#include <functional>

namespace commonplace {

/// How searches compare texts. Case, diacritics, ligatures and the ways of putting letters together do not matter:
/// "resume" finds "Résumé" and "RE´SUME´". Words of scripts that write no spaces are taken apart into characters, so
/// that what is within such a run of them is found too; emoji stand for themselves.
namespace searching {

/// A word as searches compare it. May have spaces within: "½" is "1 2".
QString folded(QStringView word);

/// Calls `visit` for each word of a text with where it begins, its length, and itself as folded() has it, until one of
/// the calls returns false.
void forEachWord(QStringView text, const std::function<bool(qsizetype start, qsizetype length, const QString &word)> &visit);

/// A character as searches compare it: nothing if they pass over it. Of what is no letter, another form at most. Its
/// case stays if `keepsCase`.
QString foldedCharacter(char32_t c, bool keepsCase);
/// Whether a character goes on with a word that has begun before it.
bool isOfWord(char32_t c);

/// All words of a text as folded() has them, a space between each two: what the index holds of it.
QString indexable(QStringView text);

/// Changes whenever folded() or indexable() may answer otherwise than before: with this program or the tables of
/// characters that it runs on.
int version();

} // namespace searching

/// What somebody searches for: words of which each must be in a note, or begin one that is.
class SearchWords
{
public:
    SearchWords() = default;
    explicit SearchWords(const QString &typed);

    /// Nothing that could be found: no letter, numeral or sign.
    bool isEmpty() const { return m_phrases.isEmpty(); }
    /// As an expression for SQLite's FTS5, of strings only: nothing that was typed has a meaning in it.
    QString expression() const;
    /// A line of text in pieces, plain and hit by turns, the first one plain (and perhaps empty). All of it, or what is
    /// left of it after so many units.
    QStringList pieces(QStringView line, qsizetype longest) const;
    /// As pieces(), a part of a text around its first hit, on one line; empty if nothing in the first `scanned` units
    /// is one.
    QStringList snippet(QStringView text, qsizetype scanned) const;

    friend bool operator==(const SearchWords &, const SearchWords &) = default;

private:
    bool isHit(const QString &word) const;

    /// Each of the words, taken apart as the index has them; the last part of each may be a beginning only.
    QVector<QStringList> m_phrases;
};

} // namespace commonplace

Q_DECLARE_METATYPE(commonplace::SearchWords)
