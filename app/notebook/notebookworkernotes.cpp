// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// What the worker shows of the notes: the list, searches, the note that is open and who is in it. How edits get to
// disk is in notebookworker.cpp.
#include "notebook/notebookworker.h"

#include "notebook/notelinks.h"

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

NoteSummary NotebookWorker::summaryOf(const QJsonObject &subject)
{
    NoteSummary note = notedata::summary(subject);
    const QStringList ofText = notelinks::tagsIn(notedata::body(subject));
    note.tags = notelinks::mergedTags(ofText, notedata::keywords(subject));
    m_glimpses.insert(note.id, { note.preview, ofText });
    return note;
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
    if (readsText)
        return summaryOf(*subject);
    NoteSummary note = notedata::summary(*subject);
    // Tags may be anywhere in a text. Those of one that is being written are found when it goes into the index.
    Glimpse &glimpse = m_glimpses[id];
    if (isShown)
        glimpse.preview = notedata::preview(m_open->text);
    note.preview = glimpse.preview;
    note.tags = notelinks::mergedTags(glimpse.tags, notedata::keywords(*subject));
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
    Q_EMIT editsTaken(m_takenEdits);
    if (m_isIndexWhole) {
        if (m_glimpses.isEmpty())
            showIndexed();
        // What was left from the last time has been written since.
        QVector<NoteSummary> changed;
        for (const QString &id : std::as_const(m_touched)) {
            if (const auto note = readSummary(id))
                changed.append(*note);
        }
        Q_EMIT notesLoaded(changed, true);
        updateIndexLater();
        return;
    }
    // The index has not seen all that is here: nothing but the clone can tell.
    m_index->setTime({});
    const auto answer = m_clone->read(notedata::allIds());
    if (!answer) {
        Q_EMIT writeFailed(answer.error().message);
        return;
    }
    const QStringList ids = notedata::idsIn(*answer);
    const QSet<QString> known(ids.begin(), ids.end());
    QStringList gone;
    const QVector<NoteSummary> indexed = m_index->summaries();
    for (const NoteSummary &note : indexed) {
        if (!known.contains(note.id))
            gone.append(note.id);
    }
    QVector<NoteSummary> batch;
    for (const QString &id : known) {
        const auto subject = readSubject(id);
        if (!subject)
            continue;
        batch.append(summaryOf(*subject));
        if (batch.size() == notesPerBatch)
            Q_EMIT notesLoaded(std::exchange(batch, {}), false);
    }
    Q_EMIT notesLoaded(batch, true);
    if (!gone.isEmpty())
        Q_EMIT notesRemoved(gone);
    m_unindexed += known;
    m_unindexed += QSet<QString>(gone.begin(), gone.end());
    m_isIndexWhole = true;
    m_indexTimer.start(0);
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
            m_unindexed.insert(id);
            if (notedata::hasBody(subject))
                m_touchedTexts.insert(id);
            // Who takes a note out of the trash wants to keep it, like one who writes in it: another member that
            // deletes it for good before it hears of that does not take it away.
            const bool isKept = notedata::hasText(subject) || (side == &update.deletes && notedata::isTrashing(subject));
            if (update.isLocal && isKept)
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
        m_unindexed.insert(id);
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
    updateIndexLater();
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
            changed.append(*note);
            continue;
        }
        m_glimpses.remove(id);
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
