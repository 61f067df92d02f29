// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/notedata.h"

#include <QHash>
#include <QMap>
#include <QStringList>

namespace commonplace {

/// How many notes are in the trash, and the tags of the others. Kept note by note, so that a change of one costs no more
/// where there are many. A plain value.
class NoteTotals
{
public:
    /// What a note is now; null if there is none of that id any more. Whether its tags count otherwise than before.
    bool set(const QString &id, const NoteSummary *note);

    int trashCount() const { return m_trashCount; }
    /// Each tag once, in alphabetical order; of spellings by which it is the same (notelinks::key()), the first.
    QStringList tags() const;
    bool hasTag(const QString &tag) const;

private:
    /// Of a note that counts for something.
    struct Counted
    {
        bool isTrashed = false;
        QStringList tags; ///< none if it is in the trash
    };

    void count(const QStringList &tags, int by);

    QHash<QString, Counted> m_notes;
    QHash<QString, QMap<QString, int>> m_spellings; ///< of each tag, and how many notes have it spelt so
    int m_trashCount = 0;
};

} // namespace commonplace
