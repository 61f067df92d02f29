// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notebookworker.h"

#include "settings/latetransport.h"

#include "constraint/extensions.h"

#include <algorithm>

namespace commonplace {
namespace {

constexpr int refreshMs = 150;
constexpr int tidyMs = 200;
/// Those who took something out of the trash while this one was away have told of it by then.
constexpr int trashSoonMs = 60'000;
/// By then mostly somebody has what was typed.
constexpr int unsharedMs = 3000;
/// What another member has had for so long, it has not deleted before it had it.
constexpr qint64 settledMs = 10'000;
/// For what was refused before, or may have been.
constexpr qsizetype carefulInsertion = 4 * 1024;

/// Whether an error speaks of the disk, or of the clone's end, and not of what was to be written.
bool isOfStore(mld::ErrorCode code)
{
    return (code >= mld::ErrorCode::StoreLocked && code <= mld::ErrorCode::StoreFailed)
        || code == mld::ErrorCode::Closed;
}

} // namespace

NotebookWorker::NotebookWorker(NotebookSetup setup) : m_setup(std::move(setup))
{
    m_kept = std::exchange(m_setup.edits, {});
    m_shownUnshared = m_setup.unshared;
    m_clock.start();
    // Children, so that they move to the worker's thread with it.
    for (QTimer *timer : { &m_refreshTimer, &m_compareTimer, &m_factsTimer, &m_unsharedTimer, &m_indexTimer, &m_tidyTimer,
                           &m_trashTimer }) {
        timer->setParent(this);
        timer->setSingleShot(true);
    }
    m_tidyTimer.setInterval(tidyMs);
    connect(&m_indexTimer, &QTimer::timeout, this, &NotebookWorker::updateIndex);
    connect(&m_tidyTimer, &QTimer::timeout, this, &NotebookWorker::tidyIndex);
    connect(&m_trashTimer, &QTimer::timeout, this, &NotebookWorker::emptyOldTrash);
    m_refreshTimer.setInterval(refreshMs);
    m_factsTimer.setInterval(0);
    m_unsharedTimer.setInterval(unsharedMs);
    connect(&m_unsharedTimer, &QTimer::timeout, this, &NotebookWorker::publishUnshared);
    connect(&m_refreshTimer, &QTimer::timeout, this, &NotebookWorker::refreshNotes);
    connect(&m_compareTimer, &QTimer::timeout, this, &NotebookWorker::compareOpenNote);
    connect(&m_factsTimer, &QTimer::timeout, this, [this] {
        if (m_facts != m_shownFacts) {
            m_shownFacts = m_facts;
            Q_EMIT factsChanged(m_facts);
        }
        if (m_isAnnouncing && isAllSent()) {
            m_isAnnouncing = false;
            Q_EMIT moveAnnounced();
        }
    });
}

NotebookWorker::~NotebookWorker() = default;

void NotebookWorker::start()
{
    mld::CloneConfig config;
    config.id = m_setup.clone;
    config.domain = m_setup.domain;
    config.genesis = m_setup.isGenesis;
    config.context = notedata::context();
    config.constraints = notedata::constraints();
    config.storePath = m_setup.storePath;
    config.takeOver = m_setup.takesOver;

    std::unique_ptr<LateTransport> transport;
    if (m_setup.makeTransport || m_setup.isTransportLate)
        transport = std::make_unique<LateTransport>(m_setup.lateCapabilities);
    m_transport = transport.get();
    if (m_setup.makeTransport)
        transport->follow(m_setup.makeTransport());
    m_facts.hasService = transport != nullptr;
    if (transport) {
        connect(transport.get(), &mld::Transport::stateChanged, this,
                [this](mld::Transport::State state, const mld::TransportError &error) {
                    m_facts.transport = state;
                    m_facts.transportError = error.code;
                    m_facts.transportMessage = error.message;
                    m_facts.confirms = m_clone->transport()->capabilities().publishConfirmed;
                    publishFacts();
                });
        m_awareness = std::make_unique<AwarenessChannel>(transport.get(), m_setup.clone);
        connect(m_awareness.get(), &AwarenessChannel::heard, this, [this](const AwarenessState &state) {
            const qint64 received = m_clone->ownTicksAt(state.time).value_or(-1);
            noteReceipt(received);
            Q_EMIT heard(located(state), received);
        });
    }
    m_clone = std::make_unique<mld::Clone>(std::move(config), std::move(transport));
    connect(m_clone.get(), &mld::Clone::started, this, &NotebookWorker::onStarted);
    connect(m_clone.get(), &mld::Clone::updated, this, &NotebookWorker::onUpdated);
    connect(m_clone.get(), &mld::Clone::statusChanged, this, [this](const mld::CloneStatus &status) {
        m_facts.clone = status;
        publishFacts();
    });
    connect(m_clone.get(), &mld::Clone::isCopyChanged, this, [this](bool isCopy) {
        m_facts.isCopy = isCopy;
        // The clone counts anew, and everything written so far goes out with the first of it.
        m_facts.writtenTicks = -1;
        m_facts.publishedTicks = -1;
        for (Unshared &words : m_unshared)
            words = { ownTicks(), -1 };
        publishFacts();
    });
    connect(m_clone.get(), &mld::Clone::peersChanged, this, [this](const QSet<mld::CloneId> &peers) {
        m_facts.peers = int(peers.size());
        publishFacts();
        Q_EMIT peersChanged(peers);
    });
    connect(m_clone.get(), &mld::Clone::published, this, [this](qint64 ticks) {
        m_facts.publishedTicks = std::max(m_facts.publishedTicks, ticks);
        publishFacts();
    });
    connect(m_clone.get(), &mld::Clone::failed, this, &NotebookWorker::fail);
    connect(m_clone.get(), &mld::Clone::closed, this, [this] {
        m_isCloneClosed = true;
        if (m_isClosing)
            finishClosing();
    });

    publishFacts();
    openIndex();
    // What was left from the last time is in the window, and newer.
    if (m_kept.isEmpty())
        showIndexed();
    if (const auto opened = m_clone->start(); !opened) {
        fail(opened.error());
        return;
    }
    m_facts.isCopy = m_clone->isCopy();
    publishFacts();
}

void NotebookWorker::close()
{
    // What is left from the last time is tried once, however soon the program ends.
    if (m_clone && !m_isAnnounced && !m_hasFailed && (!m_kept.isEmpty() || !m_unwritten.isEmpty())) {
        m_closesOnceWritten = true;
        return;
    }
    if (canWrite() && m_isAnnounced)
        updateIndex(); // what is left after this is taken in the next time
    m_isClosing = true;
    if (m_awareness)
        m_awareness->leave();
    if (!m_clone || m_isCloneClosed)
        finishClosing();
    else
        m_clone->close();
}

void NotebookWorker::finishClosing()
{
    Edits left = m_unwritten.toEdits() + m_kept;
    // A note must be there before there can be text in it.
    std::stable_partition(left.begin(), left.end(), [](const Edit &edit) { return edit.noteId.isEmpty(); });
    publishUnshared();
    Q_EMIT closed(left);
}

void NotebookWorker::fail(const mld::Error &error)
{
    if (std::exchange(m_hasFailed, true))
        return;
    Q_EMIT failed(error);
    if (std::exchange(m_closesOnceWritten, false))
        close();
}

void NotebookWorker::connectBy(const TransportMaker &makeTransport)
{
    if (!m_transport || !makeTransport)
        return;
    m_transport->follow(makeTransport());
}

void NotebookWorker::retry()
{
    using State = mld::Transport::State;
    if (m_transport && (m_transport->state() == State::Offline || m_transport->state() == State::Failed))
        m_transport->retry();
}

void NotebookWorker::release()
{
    for (QTimer *timer : { &m_refreshTimer, &m_compareTimer, &m_factsTimer, &m_unsharedTimer, &m_indexTimer, &m_tidyTimer,
                           &m_trashTimer })
        timer->stop();
    m_index.reset();
    m_open.reset();
    m_awareness.reset();
    if (m_clone) {
        // What they say as they go is of no use here, and would ask for what is gone.
        if (mld::Transport *transport = m_clone->transport())
            transport->disconnect(this);
        m_clone->disconnect(this);
        m_transport = nullptr;
        m_clone.reset();
    }
}

void NotebookWorker::onStarted()
{
    if (m_isClosing)
        return; // nothing can be written any more, so all that begins a notebook is for the next time
    m_facts.isStarted = true;
    publishFacts();
    // Before anything is written: whether the index was left with all that is here.
    m_isIndexWhole = !m_index->time().isEmpty() && m_index->time() == m_clone->time();
    if (m_setup.isGenesis || m_setup.isFounder)
        declareNotebook();
    if (m_awareness)
        m_awareness->setTime(m_clone->time());
    for (const QString &note : std::as_const(m_setup.unshared))
        m_unshared.insert(note, { ownTicks(), -1 });
    const Edits kept = canWrite() ? std::exchange(m_kept, {}) : Edits();
    for (const Edit &edit : kept)
        make(edit);
    // Nobody may build on what the disk does not take.
    if (m_facts.unsaved == 0)
        announce();
}

void NotebookWorker::announce()
{
    if (m_hasFailed || m_isClosing || std::exchange(m_isAnnounced, true))
        return;
    Q_EMIT started();
    loadNotes();
    m_trashTimer.start(trashSoonMs);
    if (std::exchange(m_closesOnceWritten, false))
        close();
}

void NotebookWorker::declareNotebook()
{
    // Once, and before any text: strings written earlier would stay strings.
    if (readSubject(notedata::notebookId()))
        return;
    submit(mld::Extensions::textDeclaration(notedata::textProperties()), 0, Refusal::Failure);
    submit(notedata::createNotebook(m_setup.initialName), 0, Refusal::Failure);
}

void NotebookWorker::edit(const Edit &edit)
{
    ++m_takenEdits;
    take(edit);
}

void NotebookWorker::take(const Edit &edit)
{
    if (canWrite())
        make(edit);
    else
        m_kept.append(edit);
}

void NotebookWorker::make(const Edit &edit)
{
    if (edit.noteId.isEmpty())
        write(edit.pattern);
    else
        writeKeptText(edit);
}

void NotebookWorker::write(const QJsonObject &pattern)
{
    const QString id = notedata::changed(pattern);
    if (notedata::isDeletion(pattern))
        m_deletedHere.insert(id);
    if (!id.isEmpty() && id != notedata::notebookId() && !isThere(id)) {
        // It would have no effect, or leave a scrap of a note.
        m_touched.insert(id);
        m_refreshTimer.start();
        if (!notedata::isDeletion(pattern) && !m_knownGone.contains(id)) {
            m_knownGone.insert(id);
            Q_EMIT writeFailed(tr("This note was deleted by another member, so it cannot be changed any more."));
        }
        return;
    }
    submit(pattern, m_unwritten.add(pattern), Refusal::Told);
}

void NotebookWorker::writeText(const QString &id, QString &text, const TextChange &change, qsizetype longest)
{
    // One operation per text in one write (semantics.md 12.6).
    const QVector<Splice> pieces = change.inPieces(longest);
    for (const Splice &piece : pieces) {
        const TextChange step(piece);
        const qint64 number = m_unwritten.add(id, text, step);
        step.applyTo(text);
        if (canWrite())
            submit(notedata::spliceBody(id, piece), number, Refusal::Failure);
    }
}

void NotebookWorker::writeKeptText(const Edit &edit)
{
    const auto subject = readSubject(edit.noteId);
    if (!subject || !notedata::isNote(*subject)) {
        if (m_deletedHere.contains(edit.noteId))
            return;
        m_unshared.insert(edit.noteId, {});
        recoverFrom(notedata::createNote(edit.noteId, {}, edit.change.applied(edit.base), {}));
        return;
    }
    QString text = notedata::body(*subject);
    const TextChange change = rebased(edit.change, edit.base, text);
    if (!notedata::hasBody(*subject))
        write(notedata::createBody(edit.noteId));
    writeText(edit.noteId, text, change, carefulInsertion);
}

void NotebookWorker::submit(const QJsonObject &pattern, qint64 number, Refusal refusal)
{
    ++m_facts.unsaved;
    publishFacts();
    const quint64 before = m_localChanges;
    const auto hasEffect = std::make_shared<bool>(false); // known when write() returns, before the answer
    m_clone->write(pattern, [this, hasEffect, number, refusal,
                             id = notedata::written(pattern)](const mld::Result<void> &result) {
        --m_facts.unsaved;
        publishFacts();
        // A splice of a text that is gone is written, and changes nothing.
        if (result && refusal == Refusal::Failure && number != 0 && !*hasEffect && !hasText(id)) {
            fail({ mld::ErrorCode::Unknown, tr("The text of this note was taken away while you wrote.") });
        } else if (!result && (refusal == Refusal::Failure || isOfStore(result.error().code))) {
            fail(result.error());
        } else {
            m_unwritten.remove(number);
        }
        if (!result && !m_hasFailed) {
            // The window may have shown it already.
            m_touched.insert(id);
            m_refreshTimer.start();
            Q_EMIT writeFailed(result.error().message);
        }
        if (m_facts.unsaved == 0)
            announce();
    });
    *hasEffect = m_localChanges != before;
}

bool NotebookWorker::isThere(const QString &note) const
{
    const auto answer = m_clone->ask(notedata::isThere(note));
    return answer && *answer;
}

void NotebookWorker::announceMove(const QString &link)
{
    take({ notedata::setMovedTo(link) });
    m_isAnnouncing = true;
    publishFacts();
}

bool NotebookWorker::isAllSent() const
{
    if (m_facts.transport != mld::Transport::State::Connected || m_facts.isAlone())
        return true; // nobody is there to get it
    return m_facts.unsaved == 0 && m_facts.publishedTicks >= m_facts.writtenTicks;
}

bool NotebookWorker::hasText(const QString &note) const
{
    const auto subject = readSubject(note);
    return subject && notedata::isNote(*subject) && notedata::hasBody(*subject);
}

qint64 NotebookWorker::ownTicks() const
{
    return m_clone->ownTicksAt(m_clone->time()).value_or(0);
}

void NotebookWorker::noteReceipt(qint64 received)
{
    if (m_unshared.isEmpty() || m_facts.clone.outdated)
        return;
    // What that member did before it had these words, such as to delete them, may be on its way here.
    const qint64 now = m_clock.elapsed();
    for (Unshared &words : m_unshared) {
        if (words.receivedAt < 0 && received >= words.ticks)
            words.receivedAt = now;
    }
    m_unshared.removeIf([now](const std::pair<const QString &, Unshared &> &note) {
        return note.second.receivedAt >= 0 && now - note.second.receivedAt >= settledMs;
    });
    if (!m_unsharedTimer.isActive())
        m_unsharedTimer.start();
}

void NotebookWorker::publishUnshared()
{
    // Without a service nobody could have deleted what is here alone.
    QStringList notes = m_facts.hasService ? m_unshared.keys() : QStringList();
    if (!m_facts.isStarted)
        notes = m_setup.unshared;
    notes.sort();
    if (std::exchange(m_shownUnshared, notes) != notes)
        Q_EMIT unsharedChanged(notes);
}

void NotebookWorker::recoverFrom(const QJsonObject &deleted)
{
    const QString id = deleted.value(QLatin1String("@id")).toString();
    if (!notedata::isNote(deleted) || !m_unshared.contains(id) || isThere(id))
        return;
    m_unshared.remove(id);
    const QString body = notedata::body(deleted);
    if (body.isEmpty())
        return;
    const QString copy = notedata::newId();
    const QString name = notedata::name(deleted);
    const QString title = tr("Recovered: %1").arg(name.isEmpty() ? notedata::preview(body) : name);
    take({ notedata::createTrashed(copy, title, QDateTime::currentDateTimeUtc()) });
    if (canWrite()) {
        QString text;
        writeText(copy, text, TextChange(Splice { 0, 0, body }), carefulInsertion);
    } else {
        m_kept.append({ {}, copy, {}, TextChange(Splice { 0, 0, body }) });
    }
    Q_EMIT recovered(id, title);
}

void NotebookWorker::publishFacts()
{
    if (!m_factsTimer.isActive())
        m_factsTimer.start();
}

} // namespace commonplace
