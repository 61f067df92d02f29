// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notetotals.h"

#include "notebook/notelinks.h"

#include <algorithm>

namespace commonplace {

bool NoteTotals::set(const QString &id, const NoteSummary *note)
{
    Counted now;
    now.isTrashed = note && note->trashed.isValid();
    if (note && !now.isTrashed)
        now.tags = note->tags;
    const Counted before = m_notes.value(id);
    m_trashCount += int(now.isTrashed) - int(before.isTrashed);
    const bool haveTagsChanged = now.tags != before.tags;
    if (haveTagsChanged) {
        count(before.tags, -1);
        count(now.tags, 1);
    }
    if (now.isTrashed || !now.tags.isEmpty())
        m_notes.insert(id, now);
    else
        m_notes.remove(id);
    return haveTagsChanged;
}

void NoteTotals::count(const QStringList &tags, int by)
{
    for (const QString &tag : tags) {
        const QString key = notelinks::key(tag);
        QMap<QString, int> &spellings = m_spellings[key];
        int &notes = spellings[tag];
        notes += by;
        if (notes == 0)
            spellings.remove(tag);
        if (spellings.isEmpty())
            m_spellings.remove(key);
    }
}

QStringList NoteTotals::tags() const
{
    QStringList names;
    for (const QMap<QString, int> &spellings : m_spellings)
        names.append(spellings.firstKey());
    std::sort(names.begin(), names.end(), [](const QString &a, const QString &b) {
        const int compared = QString::localeAwareCompare(a, b);
        return compared < 0 || (compared == 0 && a < b);
    });
    return names;
}

bool NoteTotals::hasTag(const QString &tag) const
{
    return m_spellings.contains(notelinks::key(tag));
}

} // namespace commonplace
