// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// What a person does with whole notes: several at once, in the trash, or in another notebook.
//
// Members do these things at once, and nothing is lost by it. A pin and a day in the trash are properties of their own:
// whoever puts a note into the trash while another puts it there too leaves two days, of which the later one counts,
// and taking it out takes away those that were seen. A note that goes to another notebook is made there anew, under
// another id, and put into the trash here: two members who move it at once leave two copies, and one who goes on
// writing in it finds what was written in the trash.
#include "notebook/notebook.h"

#include "notebook/notelinks.h"

#include <algorithm>
#include <utility>

namespace commonplace {

void Notebook::updateTotals()
{
    if (m_haveTagsChanged) {
        m_haveTagsChanged = false;
        if (!m_notes.tag().isEmpty() && !m_totals.hasTag(m_notes.tag()))
            m_notes.setTag({}); // nothing has it any more
        const QStringList before = std::exchange(m_tags, m_totals.tags());
        if (m_tags != before)
            Q_EMIT tagsChanged();
    }
    if (m_totals.trashCount() == m_trashCount)
        return;
    m_trashCount = m_totals.trashCount();
    Q_EMIT trashCountChanged();
}

void Notebook::setPinned(const QString &id, bool isPinned)
{
    change(id, notedata::setPinned(id, isPinned), [&](NoteSummary &note) { note.isPinned = isPinned; });
}

void Notebook::trash(const QString &id)
{
    trashNotes({ id });
}

void Notebook::restore(const QString &id)
{
    change(id, notedata::setTrashed(id, {}), [](NoteSummary &note) { note.trashed = {}; });
}

void Notebook::emptyTrash()
{
    QStringList ids;
    for (const NoteSummary &note : m_allNotes.notes()) {
        if (note.trashed.isValid())
            ids.append(note.id);
    }
    deleteNotes(ids);
}

void Notebook::trashNotes(const QStringList &ids)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QStringList done;
    for (const QString &id : ids) {
        const NoteSummary *note = m_allNotes.note(id);
        if (!note || note->trashed.isValid())
            continue;
        change(id, notedata::setTrashed(id, now), [&](NoteSummary &shown) { shown.trashed = now; });
        done.append(id);
    }
    if (!done.isEmpty())
        Q_EMIT trashed(done);
}

void Notebook::restoreNotes(const QStringList &ids)
{
    for (const QString &id : ids)
        restore(id);
}

void Notebook::deleteNotes(const QStringList &ids)
{
    for (const QString &id : ids)
        deleteForever(id);
}

void Notebook::pinNotes(const QStringList &ids, bool isPinned)
{
    for (const QString &id : ids) {
        if (const NoteSummary *note = m_allNotes.note(id); note && note->isPinned != isPinned)
            setPinned(id, isPinned);
    }
}

bool Notebook::arePinned(const QStringList &ids) const
{
    return !ids.isEmpty() && std::all_of(ids.begin(), ids.end(), [this](const QString &id) {
        const NoteSummary *note = m_allNotes.note(id);
        return note && note->isPinned;
    });
}

void Notebook::duplicateNotes(const QStringList &ids)
{
    const qint64 request = ++m_lastCopying;
    m_copying.insert(request, { this, {} });
    post([request, ids, title = tr("%1 (copy)")](NotebookWorker &w) { w.takeCopies(request, ids, title); });
}

void Notebook::copyNotesTo(Notebook *other, const QStringList &ids, bool isMove)
{
    if (!other || other == this || ids.isEmpty())
        return;
    const qint64 request = ++m_lastCopying;
    m_copying.insert(request, { other, isMove ? ids : QStringList() });
    post([request, ids](NotebookWorker &w) { w.takeCopies(request, ids, {}); });
}

void Notebook::onNotesTaken(qint64 request, const Edits &edits)
{
    const Copying copying = m_copying.take(request);
    if (!copying.to || edits.isEmpty())
        return; // that notebook was removed meanwhile: all stays as it is
    for (const Edit &each : edits)
        copying.to->edit(each);
    // Last: whatever happens in between, the note is in one of the two.
    trashNotes(copying.moved);
}

QString Notebook::noteCalled(const QString &title)
{
    const QString key = notelinks::key(title);
    const NoteSummary *found = nullptr;
    for (const NoteSummary &note : m_allNotes.notes()) {
        // Of several that are called so, the one that was changed last; one in the trash only if there is no other.
        if (notelinks::key(NotesModel::shownTitle(note)) != key)
            continue;
        const bool isBetter = !found || (found->trashed.isValid() && !note.trashed.isValid())
            || (found->trashed.isValid() == note.trashed.isValid() && found->modified < note.modified);
        if (isBetter)
            found = &note;
    }
    if (found)
        return found->id;
    return key.isEmpty() ? QString() : createNote(title.simplified());
}

bool Notebook::searchBest(qint64 request, const SearchWords &words, int most)
{
    post([request, words, most](NotebookWorker &w) { w.searchBest(request, words, most); });
    return isOpen();
}

} // namespace commonplace
