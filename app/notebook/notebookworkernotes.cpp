// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// What the worker shows of the notes: the list, searches, the note that is open and who is in it. How edits get to
// disk is in notebookworker.cpp.
#include "notebook/notebookworker.h"

#include <algorithm>

namespace commonplace {
namespace {

/// The whole text is read for it, so only when nobody has written for a while.
constexpr int compareMs = 5000;
constexpr int compareSoonMs = 50;
/// Messaging services refuse what is too large for them, often from 128 kB on. A unit takes three bytes
/// at most in ordinary texts.
constexpr qsizetype longestInsertion = 32 * 1024;
constexpr qsizetype notesPerBatch = 250; ///< so that the window stays lively while many notes arrive

} // namespace

std::optional<QJsonObject> NotebookWorker::readSubject(const QString &id) const
{
    if (!m_clone)
        return {};
    const auto subjects = m_clone->read(notedata::subject(id));
    if (!subjects || subjects->isEmpty())
        return {};
    return subjects->first().toObject();
}

void NotebookWorker::remember(const QJsonObject &subject, QVector<NoteSummary> &notes)
{
    const NoteSummary note = notedata::summary(subject);
    m_previews.insert(note.id, note.preview);
    makeSearchable(note.id, subject);
    notes.append(note);
}

void NotebookWorker::makeSearchable(const QString &id, const QJsonObject &subject)
{
    m_searchTexts.insert(id, notedata::searchable(notedata::name(subject) + u'\n' + notedata::body(subject)));
}

std::optional<NoteSummary> NotebookWorker::readSummary(const QString &id)
{
    // Where somebody writes all the time, the length of what is written must not matter.
    const bool isShown = m_open && m_open->id == id;
    const bool readsText = m_touchedTexts.contains(id) && !isShown;
    std::optional<QJsonObject> subject;
    if (readsText)
        subject = readSubject(id);
    else if (const auto head = m_clone->get(id, notedata::headProperties()))
        subject = *head;
    if (!subject || !notedata::isNote(*subject))
        return {};
    NoteSummary note = notedata::summary(*subject);
    if (isShown)
        note.preview = notedata::preview(m_open->text);
    else if (!readsText)
        note.preview = m_previews.value(id);
    m_previews.insert(id, note.preview);
    return note;
}

void NotebookWorker::tellOfNotebook(const QJsonObject &subject)
{
    Q_EMIT nameChanged(notedata::name(subject));
    Q_EMIT movedToChanged(notedata::movedTo(subject));
}

void NotebookWorker::loadNotes()
{
    if (const auto notebook = readSubject(notedata::notebookId()))
        tellOfNotebook(*notebook);
    const auto subjects = m_clone->read(notedata::allNotes());
    if (!subjects) {
        Q_EMIT writeFailed(subjects.error().message);
        return;
    }
    Q_EMIT editsTaken(m_takenEdits);
    QVector<NoteSummary> batch;
    for (const QJsonValue &subject : *subjects) {
        remember(subject.toObject(), batch);
        if (batch.size() == notesPerBatch)
            Q_EMIT notesLoaded(std::exchange(batch, {}), false);
    }
    Q_EMIT notesLoaded(batch, true);
}

void NotebookWorker::copyNotes()
{
    if (!canWrite())
        return;
    const auto subjects = m_clone->read(notedata::allNotes());
    if (!subjects) {
        Q_EMIT writeFailed(subjects.error().message);
        return;
    }
    Edits edits;
    for (const QJsonValue &value : *subjects) {
        const QJsonObject subject = value.toObject();
        const NoteSummary note = notedata::summary(subject);
        edits.append({ notedata::createNote(note.id, note.title, {}, note.created) });
        if (const QString body = notedata::body(subject); !body.isEmpty())
            edits.append({ {}, note.id, {}, TextChange(Splice { 0, 0, body }) });
        edits.append({ notedata::setModified(note.id, note.modified) });
        if (note.isPinned)
            edits.append({ notedata::setPinned(note.id, true) });
        if (note.trashed.isValid())
            edits.append({ notedata::setTrashed(note.id, note.trashed) });
    }
    Q_EMIT notesCopied(edits);
}

void NotebookWorker::onUpdated(const mld::CloneUpdate &update)
{
    if (update.isLocal) {
        ++m_localChanges;
        m_facts.writtenTicks = std::max(m_facts.writtenTicks, update.ticks);
        publishFacts();
    } else if (m_awareness) {
        m_awareness->setTime(m_clone->time());
    }
    for (const QJsonValue &value : update.deletes) {
        if (!update.isLocal)
            recoverFrom(value.toObject());
        else if (notedata::isNote(value.toObject()))
            m_unshared.remove(value.toObject().value(QLatin1String("@id")).toString());
    }
    bool mustCompare = false;
    for (const QJsonArray *side : { &update.deletes, &update.inserts }) {
        for (const QJsonValue &value : *side) {
            const QJsonObject subject = value.toObject();
            const QString id = subject.value(QLatin1String("@id")).toString();
            m_touched.insert(id);
            if (notedata::hasBody(subject))
                m_touchedTexts.insert(id);
            if (update.isLocal && notedata::hasText(subject))
                m_unshared.insert(id, { update.ticks, -1 });
            mustCompare = mustCompare || (m_open && id == m_open->id
                                           && (notedata::hasBody(subject) || notedata::isNote(subject)));
        }
    }
    for (const QJsonValue &value : update.updates) {
        const QJsonObject subject = value.toObject();
        const QString id = subject.value(QLatin1String("@id")).toString();
        const auto change = notedata::bodyChange(subject);
        if (!change || change->splices().constFirst().position < notedata::previewScan) {
            m_touched.insert(id);
            m_touchedTexts.insert(id);
        }
        m_unsearchable.insert(id);
        if (update.isLocal)
            m_unshared.insert(id, { update.ticks, -1 });
        if (!m_open || id != m_open->id || update.isLocal || mustCompare)
            continue;
        if (change)
            changeOpenNoteElsewhere(*change);
    }
    if (mustCompare && !update.isLocal)
        compareOpenNote();
    else if (m_open)
        m_compareTimer.start(mustCompare ? compareSoonMs : compareMs);
    if (!m_refreshTimer.isActive())
        m_refreshTimer.start();
    if (update.isLocal && m_facts.hasService && !m_unsharedTimer.isActive())
        m_unsharedTimer.start();
}

void NotebookWorker::refreshNotes()
{
    QVector<NoteSummary> changed;
    QStringList removed;
    for (const QString &id : std::as_const(m_touched)) {
        if (id == notedata::notebookId()) {
            if (const auto notebook = readSubject(id))
                tellOfNotebook(*notebook);
            continue;
        }
        if (const auto note = readSummary(id)) {
            m_unsearchable.insert(id);
            changed.append(*note);
            continue;
        }
        m_searchTexts.remove(id);
        m_unsearchable.remove(id);
        m_previews.remove(id);
        removed.append(id);
    }
    m_touched.clear();
    m_touchedTexts.clear();
    Q_EMIT editsTaken(m_takenEdits);
    if (!changed.isEmpty())
        Q_EMIT notesChanged(changed);
    if (!removed.isEmpty())
        Q_EMIT notesRemoved(removed);
}

void NotebookWorker::openNote(qint64 session, const QString &id)
{
    m_open.reset();
    if (!canWrite()) {
        // A note that was just made is being written in. What else is asked for waits for the next opening.
        m_open = OpenNote { session, id, {}, TextLink(TextChange::Side::Before), true };
        return;
    }
    const auto subject = readSubject(id);
    if (!subject || !notedata::isNote(*subject)) {
        Q_EMIT noteGone(session);
        return;
    }
    m_open = OpenNote { session, id, notedata::body(*subject), TextLink(TextChange::Side::Before),
                       notedata::hasBody(*subject) };
    Q_EMIT noteOpened(session, m_open->text);
}

void NotebookWorker::closeNote(qint64 session)
{
    if (m_open && m_open->session == session)
        m_open.reset();
}

void NotebookWorker::noteSeen(qint64 session, qint64 count)
{
    if (m_open && m_open->session == session)
        m_open->link.acknowledge(count);
}

void NotebookWorker::changeNote(qint64 session, const TextMessage &message)
{
    if (!m_open || m_open->session != session) {
        Q_EMIT writeFailed(tr("What you typed last was not saved, as the note was deleted meanwhile."));
        return;
    }
    const TextChange change = m_open->link.receive(message);
    if (!m_open->hasBody && canWrite()) {
        // A splice of a text that is not there changes nothing.
        if (!hasText(m_open->id))
            write(notedata::createBody(m_open->id));
        m_open->hasBody = true;
    }
    writeText(m_open->id, m_open->text, change, longestInsertion);
    Q_EMIT noteAcknowledged(session, m_open->link.received());
}

void NotebookWorker::changeOpenNoteElsewhere(const TextChange &change)
{
    change.applyTo(m_open->text);
    m_unwritten.changedElsewhere(m_open->id, change);
    Q_EMIT noteChanged(m_open->session, m_open->link.send(change));
}

void NotebookWorker::compareOpenNote()
{
    m_compareTimer.stop();
    if (!m_open || !canWrite())
        return;
    if (m_facts.unsaved > 0) {
        m_compareTimer.start(compareSoonMs); // what was typed may not be in the clone's text yet
        return;
    }
    const auto subject = readSubject(m_open->id);
    if (!subject || !notedata::isNote(*subject)) {
        Q_EMIT noteGone(m_open->session);
        m_open.reset();
        return;
    }
    const TextChange difference = TextChange::between(m_open->text, notedata::body(*subject));
    if (!difference.isEmpty())
        changeOpenNoteElsewhere(difference);
}

void NotebookWorker::search(qint64 request, const QString &words)
{
    const QStringList wanted = notedata::searchWords(words);
    // What nobody searches for need not be made ready for it at every letter.
    const QSet<QString> unsearchable = std::exchange(m_unsearchable, {});
    for (const QString &id : unsearchable) {
        const auto subject = readSubject(id);
        if (subject && notedata::isNote(*subject))
            makeSearchable(id, *subject);
    }
    QSet<QString> ids;
    for (auto it = m_searchTexts.cbegin(); it != m_searchTexts.cend(); ++it) {
        const bool hasAll = std::all_of(wanted.begin(), wanted.end(),
                                        [&](const QString &word) { return it->contains(word); });
        if (hasAll)
            ids.insert(it.key());
    }
    Q_EMIT found(request, ids);
}

void NotebookWorker::setAwareness(AwarenessState state)
{
    if (!m_awareness)
        return;
    const auto placeOf = [&](int index) {
        const auto place = m_clone && index >= 0
                ? m_clone->textPlace(state.note, notedata::bodyProperty(), index)
                : mld::Result<QByteArray>(QByteArray());
        return place ? *place : QByteArray();
    };
    state.caretPlace = placeOf(state.caret);
    state.anchorPlace = placeOf(state.anchor);
    m_awareness->setState(std::move(state));
}

/// Where somebody is in the text as it stands here: the writer may have had another one.
AwarenessState NotebookWorker::located(AwarenessState state) const
{
    const auto move = [&](int &index, const QByteArray &place) {
        if (index < 0 || place.isEmpty())
            return;
        const auto now = m_clone->textIndex(state.note, notedata::bodyProperty(), place);
        if (now)
            index = int(*now);
    };
    move(state.caret, state.caretPlace);
    move(state.anchor, state.anchorPlace);
    return state;
}

} // namespace commonplace
