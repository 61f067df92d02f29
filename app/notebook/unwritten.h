// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textchange.h"

#include <QHash>
#include <QJsonObject>
#include <QMetaType>

#include <map>

namespace commonplace {

/// What a person did in a notebook: a write pattern, or a change of a note's text.
struct Edit
{
    QJsonObject pattern; ///< empty for a change of a text
    QString noteId = {};
    QString base = {}; ///< the text that the change was made on
    TextChange change = {};

    friend bool operator==(const Edit &, const Edit &) = default;
};

using Edits = QVector<Edit>;

/// The edits of a notebook that are not known to be on disk, so that none is lost when the disk takes
/// nothing: what is in here when a notebook closes is made again once it can be. A plain value.
class UnwrittenEdits
{
public:
    /// Takes an edit in; the number by which it is taken out again.
    qint64 add(const QJsonObject &pattern);
    /// One splice or several of a note's text, which was `before`.
    qint64 add(const QString &noteId, const QString &before, const TextChange &change);
    /// Others have changed a text. If what they did is not on disk either, it comes again by itself.
    void changedElsewhere(const QString &noteId, const TextChange &change);
    /// The edit is on disk, or will never be. Changes of one text go out in order.
    void remove(qint64 number);

    bool isEmpty() const { return m_patterns.empty() && m_texts.isEmpty(); }
    /// All of them in order, those of each text as one, without what others wrote in it; texts last.
    Edits toEdits() const;

private:
    struct Step
    {
        qint64 number = 0; ///< 0: made elsewhere
        TextChange change;
    };
    struct Text
    {
        QString base;        ///< before the first of the steps
        QVector<Step> steps;
        qsizetype done = 0;  ///< how many of them are on disk
    };

    static Edit ownOf(const QString &noteId, const Text &text);

    std::map<qint64, QJsonObject> m_patterns; // in order
    QHash<QString, Text> m_texts;
    QHash<qint64, QString> m_noteOf; ///< of changes of texts
    qint64 m_last = 0;
};

/// `change`, made on `base`, as a change of `now`: what `base` has become.
TextChange rebased(const TextChange &change, const QString &base, const QString &now);

} // namespace commonplace

Q_DECLARE_METATYPE(commonplace::Edit)
