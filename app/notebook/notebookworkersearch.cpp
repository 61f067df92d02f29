// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// What the worker does with its index, copies of notes, and the end of what is in the trash.
#include "notebook/notebookworker.h"

#include "notebook/notecopy.h"
#include "notebook/notelinks.h"

#include <QRegularExpression>

namespace commonplace {
namespace {

constexpr int indexPauseMs = 1500; ///< whoever types has paused
constexpr qint64 indexLimitMs = 20'000; ///< and where there is no pause, they are taken in all the same
constexpr qsizetype notesPerStep = 40;
constexpr qsizetype unitsPerStep = 400'000;
constexpr qsizetype shownPerBatch = 500;
constexpr qint64 daysInTrash = 30;
constexpr int trashEveryMs = 6 * 3600 * 1000;

} // namespace

void NotebookWorker::openIndex()
{
    if (m_index)
        return;
    auto index = NoteIndex::open(NoteIndex::pathFor(m_setup.storePath));
    // Where the disk takes no index, there is one as long as the notebook is open.
    if (!index)
        index = NoteIndex::open(QStringLiteral(":memory:"));
    m_index = std::move(*index);
}

void NotebookWorker::showIndexed()
{
    if (m_index->time().isEmpty())
        return; // it has not seen all of them
    const QVector<NoteSummary> notes = m_index->summaries();
    for (const NoteSummary &note : notes)
        m_glimpses.insert(note.id, { note.preview, note.tags });
    for (qsizetype shown = 0; shown < notes.size(); shown += shownPerBatch)
        Q_EMIT notesLoaded(notes.mid(shown, shownPerBatch), false);
}

void NotebookWorker::updateIndexLater()
{
    if (m_unindexed.isEmpty() && m_isIndexWhole) {
        m_indexTimer.start(indexPauseMs); // the clock may have moved
        return;
    }
    if (!m_unindexedSince.isValid())
        m_unindexedSince.start();
    if (!m_indexTimer.isActive() || m_unindexedSince.elapsed() < indexLimitMs)
        m_indexTimer.start(indexPauseMs);
}

void NotebookWorker::updateIndex()
{
    if (!m_index || !m_clone || !m_isAnnounced || m_isClosing || m_hasFailed)
        return;
    QVector<NoteIndex::Contents> contents;
    QVector<NoteSummary> changed;
    QStringList gone;
    qsizetype units = 0;
    for (auto id = m_unindexed.begin(); id != m_unindexed.end() && contents.size() + gone.size() < notesPerStep && units < unitsPerStep;
         id = m_unindexed.erase(id)) {
        const auto subject = readSubject(*id);
        if (!subject || !notedata::isNote(*subject)) {
            gone.append(*id);
            continue;
        }
        const Glimpse before = m_glimpses.value(*id);
        const NoteSummary note = summaryOf(*subject);
        if (m_glimpses.value(*id) != before)
            changed.append(note);
        contents.append({ note, notedata::body(*subject) });
        units += contents.constLast().body.size();
    }
    const bool hasNews = !contents.isEmpty() || !gone.isEmpty();
    if (!contents.isEmpty())
        onIndexed(m_index->put(contents, QDateTime::currentDateTimeUtc()));
    if (!gone.isEmpty())
        onIndexed(m_index->remove(gone));
    if (!m_unindexed.isEmpty()) {
        m_indexTimer.start(0);
    } else {
        m_unindexedSince.invalidate();
        if (m_isIndexWhole)
            m_index->setTime(m_clone->time());
        if (!m_tidyTimer.isActive())
            m_tidyTimer.start();
    }
    if (!changed.isEmpty()) {
        Q_EMIT editsTaken(m_takenEdits);
        Q_EMIT notesChanged(changed);
    }
    if (hasNews)
        Q_EMIT textsChanged();
}

void NotebookWorker::onIndexed(const mld::Result<void> &outcome)
{
    if (outcome)
        return;
    // Whatever is wrong with it, it can be made anew, and where it cannot be written there is one in memory. It must
    // not hold the notebook up.
    const QString path = NoteIndex::pathFor(m_setup.storePath);
    m_index.reset();
    if (outcome.error().code == mld::ErrorCode::StoreDamaged)
        IndexFile::removeFiles(path);
    auto index = outcome.error().code == mld::ErrorCode::StoreDamaged ? NoteIndex::open(path)
                                                                      : NoteIndex::open(QStringLiteral(":memory:"));
    if (!index)
        index = NoteIndex::open(QStringLiteral(":memory:"));
    m_index = std::move(*index);
    for (auto note = m_glimpses.constBegin(); note != m_glimpses.constEnd(); ++note)
        m_unindexed.insert(note.key());
}

void NotebookWorker::tidyIndex()
{
    // Who writes goes first; it comes back after the next pause.
    if (m_index && m_unindexed.isEmpty() && m_index->tidy())
        m_tidyTimer.start();
}

void NotebookWorker::search(qint64 request, const QString &typed)
{
    static const QRegularExpression link(QStringLiteral("^\\s*\\[\\[(.+?)\\]\\]\\s*$"));
    if (!m_index)
        return;
    // What nobody searches for need not be in the index at every letter.
    if (!m_unindexed.isEmpty())
        updateIndex();
    if (const auto match = link.match(typed); match.hasMatch()) {
        const QStringList ids = m_index->linkingTo(match.captured(1));
        Q_EMIT found(request, QSet<QString>(ids.begin(), ids.end()), {});
        return;
    }
    const NoteIndex::Found all = m_index->find(SearchWords(typed));
    Q_EMIT found(request, all.ids, all.snippets);
}

void NotebookWorker::searchBest(qint64 request, const SearchWords &words, int most)
{
    if (!m_index)
        return;
    if (!m_unindexed.isEmpty())
        updateIndex();
    Q_EMIT foundBest(request, m_index->best(words, most));
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
        edits += copyOf(subject, notedata::summary(subject).id);
    }
    Q_EMIT notesCopied(edits);
}

void NotebookWorker::readNotes()
{
    const auto subjects = m_clone->read(notedata::allNotes());
    if (subjects)
        Q_EMIT notesRead(*subjects);
    else
        Q_EMIT writeFailed(subjects.error().message);
}

void NotebookWorker::takeCopies(qint64 request, const QStringList &ids, const QString &title)
{
    Edits edits;
    for (const QString &id : ids) {
        const auto subject = readSubject(id);
        if (!subject || !notedata::isNote(*subject))
            continue;
        const QString name = notedata::name(*subject);
        edits += copyOf(*subject, notedata::newId(), name.isEmpty() ? QString() : QString(title).replace(QLatin1String("%1"), name));
    }
    Q_EMIT notesTaken(request, edits);
}

void NotebookWorker::emptyOldTrash()
{
    m_trashTimer.start(trashEveryMs);
    // Each member does this by itself, so the rule is such that nobody who does it takes anything from others. A note
    // goes only if it says that it went into the trash so long ago, and if it has been seen there, on this machine and
    // by this clock, for as long: a clock that is wrong has been so on both days. It goes only while what is here is
    // level with the others, who may have taken it out. Whoever takes it out at that moment keeps it (onUpdated), and
    // two who delete it do the same thing twice.
    if (!canWrite() || m_facts.clone.outdated || !m_unindexed.isEmpty())
        return;
    const QDateTime since = QDateTime::currentDateTimeUtc().addDays(-daysInTrash);
    const QStringList ids = m_index->trashedSince(since);
    for (const QString &id : ids) {
        const auto head = m_clone->get(id, notedata::headProperties());
        if (!head || !*head || (m_open && m_open->id == id))
            continue;
        const QDateTime trashed = notedata::summary(**head).trashed;
        if (trashed.isValid() && trashed < since)
            take({ notedata::deleteNote(id) });
    }
}

} // namespace commonplace
