// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>
#include <QString>
#include <QVector>

namespace commonplace {

/// One stretch of a text that is replaced: units are UTF-16, `position` counts in the text before
/// the change.
struct Splice
{
    qsizetype position = 0;
    qsizetype removed = 0;
    QString inserted;

    friend bool operator==(const Splice &, const Splice &) = default;
};

/// A change of a text as a value: splices that do not overlap, in order, all positions before the
/// change. Neighbouring splices are joined, so that equal changes are equal values.
///
/// Two sides that change one text at once exchange these: what the window shows runs ahead of what
/// the notebook's thread holds, and `transformed` brings a change of one past those of the other (TextLink).
class TextChange
{
public:
    TextChange() = default;
    explicit TextChange(const Splice &splice);
    /// Splices in any order with positions in the text before the change. Those that overlap are
    /// joined.
    explicit TextChange(QVector<Splice> splices);

    bool isEmpty() const { return m_splices.isEmpty(); }
    const QVector<Splice> &splices() const { return m_splices; }

    /// The text after the change. Positions beyond the end mean the end.
    QString applied(const QString &text) const;
    /// The same in place, without a copy of what stays.
    void applyTo(QString &text) const;
    /// What takes the change back; `before` is the text it was made on.
    TextChange inverted(const QString &before) const;
    /// This change and then `next` (made on the outcome of this), as one.
    TextChange followedBy(const TextChange &next) const;

    enum class Side {
        Before, ///< where both insert at one place, the text of this change comes first
        After,
    };
    /// What this change becomes once `other`, made on the same text, has been applied.
    TextChange transformed(const TextChange &other, Side side) const;

    /// Where a position moves to. Text inserted exactly there goes after it, or before if `pushed`.
    qsizetype mapped(qsizetype position, bool pushed = false) const;

    /// The same as splices to be applied one after the other, each on the outcome of the one before it.
    /// None inserts more than `limit` units (at least 2), and none cuts a surrogate pair that is whole.
    QVector<Splice> inPieces(qsizetype limit) const;

    /// The smallest single splice from `before` to `after`; never cuts a surrogate pair.
    static TextChange between(const QString &before, const QString &after);

    friend bool operator==(const TextChange &, const TextChange &) = default;

private:
    QVector<Splice> m_splices;
};

} // namespace commonplace

Q_DECLARE_METATYPE(commonplace::TextChange)
