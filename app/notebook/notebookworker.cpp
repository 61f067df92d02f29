// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notebookworker.h"

#include "constraint/extensions.h"

namespace commonplace {
namespace {

constexpr int refreshMs = 150;
constexpr int compareMs = 400;
/// Messaging services refuse what is too large for them, often from 128 kB on. A unit takes three bytes
/// at most in ordinary texts.
constexpr qsizetype longestInsertion = 32 * 1024;
constexpr qsizetype notesPerBatch = 250; ///< so that the window stays lively while many notes arrive

QString writtenSubject(const QJsonObject &pattern)
{
    for (const QLatin1String key : { QLatin1String("@update"), QLatin1String("@delete") }) {
        if (const QJsonValue part = pattern.value(key); part.isObject())
            return part.toObject().value(QLatin1String("@id")).toString();
    }
    return pattern.value(QLatin1String("@id")).toString();
}

} // namespace

NotebookWorker::NotebookWorker(NotebookSetup setup) : m_setup(std::move(setup))
{
    // Children, so that they move to the worker's thread with it.
    for (QTimer *timer : { &m_refreshTimer, &m_compareTimer, &m_factsTimer }) {
        timer->setParent(this);
        timer->setSingleShot(true);
    }
    m_refreshTimer.setInterval(refreshMs);
    m_compareTimer.setInterval(compareMs);
    m_factsTimer.setInterval(0);
    connect(&m_refreshTimer, &QTimer::timeout, this, &NotebookWorker::refreshNotes);
    connect(&m_compareTimer, &QTimer::timeout, this, &NotebookWorker::compareOpenNote);
    connect(&m_factsTimer, &QTimer::timeout, this, [this] {
        if (m_facts != m_shownFacts) {
            m_shownFacts = m_facts;
            Q_EMIT factsChanged(m_facts);
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

    std::unique_ptr<mld::Transport> transport = m_setup.makeTransport ? m_setup.makeTransport() : nullptr;
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
            Q_EMIT heard(located(state), m_clone->ownTicksAt(state.time).value_or(-1));
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
    connect(m_clone.get(), &mld::Clone::failed, this, [this](const mld::Error &error) {
        m_hasFailed = true;
        Q_EMIT failed(error);
    });
    connect(m_clone.get(), &mld::Clone::closed, this, &NotebookWorker::closed);

    publishFacts();
    if (const auto opened = m_clone->start(); !opened) {
        m_hasFailed = true;
        Q_EMIT failed(opened.error());
        return;
    }
    m_facts.isCopy = m_clone->isCopy();
    publishFacts();
}

void NotebookWorker::close()
{
    if (m_awareness)
        m_awareness->leave();
    if (m_clone && !m_hasFailed)
        m_clone->close();
    else
        Q_EMIT closed();
}

void NotebookWorker::release()
{
    for (QTimer *timer : { &m_refreshTimer, &m_compareTimer, &m_factsTimer })
        timer->stop();
    m_open.reset();
    m_awareness.reset();
    if (m_clone) {
        // What they say as they go is of no use here, and would ask for what is gone.
        if (mld::Transport *transport = m_clone->transport())
            transport->disconnect(this);
        m_clone->disconnect(this);
        m_clone.reset();
    }
}

void NotebookWorker::onStarted()
{
    m_facts.isStarted = true;
    publishFacts();
    if (m_setup.isGenesis)
        declareNotebook();
    if (m_awareness)
        m_awareness->setTime(m_clone->time());
    Q_EMIT started();
    loadNotes();
}

void NotebookWorker::declareNotebook()
{
    // Once, and before any text: strings written earlier would stay strings.
    if (readSubject(notedata::notebookId()))
        return;
    writeThen(mld::Extensions::textDeclaration(notedata::textProperties()));
    writeThen(notedata::createNotebook(m_setup.initialName));
}

void NotebookWorker::writeThen(const QJsonObject &pattern, std::function<void(bool)> then)
{
    if (!m_clone || !m_facts.isStarted || m_hasFailed) {
        Q_EMIT writeFailed(tr("The notebook is not open, so this was not saved."));
        return;
    }
    ++m_facts.unsaved;
    publishFacts();
    m_clone->write(pattern, [this, then = std::move(then), id = writtenSubject(pattern)](const mld::Result<void> &result) {
        --m_facts.unsaved;
        publishFacts();
        if (!result) {
            // The window may have shown it already.
            m_touched.insert(id);
            m_refreshTimer.start();
            Q_EMIT writeFailed(result.error().message);
        }
        if (then)
            then(result.isOk());
    });
}

void NotebookWorker::write(const QJsonObject &pattern)
{
    writeThen(pattern);
}

void NotebookWorker::createNote(const QString &id, const QString &title, const QString &body)
{
    writeThen(notedata::createNote(id, title, body, QDateTime::currentDateTimeUtc()));
}

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
    m_searchTexts.insert(note.id, notedata::searchable(note.title + u'\n' + notedata::body(subject)));
    notes.append(note);
}

void NotebookWorker::loadNotes()
{
    if (const auto notebook = readSubject(notedata::notebookId()))
        Q_EMIT nameChanged(notedata::name(*notebook));
    const auto subjects = m_clone->read(notedata::allNotes());
    if (!subjects) {
        Q_EMIT writeFailed(subjects.error().message);
        return;
    }
    QVector<NoteSummary> batch;
    for (const QJsonValue &subject : *subjects) {
        remember(subject.toObject(), batch);
        if (batch.size() == notesPerBatch)
            Q_EMIT notesLoaded(std::exchange(batch, {}), false);
    }
    Q_EMIT notesLoaded(batch, true);
}

void NotebookWorker::onUpdated(const mld::CloneUpdate &update)
{
    if (update.isLocal) {
        m_facts.writtenTicks = std::max(m_facts.writtenTicks, update.ticks);
        publishFacts();
    } else if (m_awareness) {
        m_awareness->setTime(m_clone->time());
    }
    bool mustCompare = false;
    for (const QJsonArray *side : { &update.deletes, &update.inserts }) {
        for (const QJsonValue &value : *side) {
            const QJsonObject subject = value.toObject();
            const QString id = subject.value(QLatin1String("@id")).toString();
            m_touched.insert(id);
            mustCompare = mustCompare || (m_open && id == m_open->id && notedata::hasBody(subject));
        }
    }
    for (const QJsonValue &value : update.updates) {
        const QJsonObject subject = value.toObject();
        const QString id = subject.value(QLatin1String("@id")).toString();
        m_touched.insert(id);
        if (!m_open || id != m_open->id || update.isLocal || mustCompare)
            continue;
        if (const auto change = notedata::bodyChange(subject))
            changeOpenNoteElsewhere(*change);
    }
    if (mustCompare && !update.isLocal)
        compareOpenNote();
    else if (m_open)
        m_compareTimer.start();
    if (!m_refreshTimer.isActive())
        m_refreshTimer.start();
}

void NotebookWorker::refreshNotes()
{
    QVector<NoteSummary> changed;
    QStringList removed;
    for (const QString &id : std::as_const(m_touched)) {
        const auto subject = readSubject(id);
        if (id == notedata::notebookId() && subject)
            Q_EMIT nameChanged(notedata::name(*subject));
        else if (subject && notedata::isNote(*subject))
            remember(*subject, changed);
        else if (m_searchTexts.remove(id) || !subject)
            removed.append(id);
    }
    m_touched.clear();
    if (!changed.isEmpty())
        Q_EMIT notesChanged(changed);
    if (!removed.isEmpty())
        Q_EMIT notesRemoved(removed);
}

void NotebookWorker::openNote(qint64 session, const QString &id)
{
    m_open.reset();
    const auto subject = readSubject(id);
    if (!subject) {
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
    if (!m_open || m_open->session != session)
        return;
    const TextChange change = m_open->link.receive(message);
    m_open->text = change.applied(m_open->text);
    if (!m_open->hasBody) {
        // A splice of a text that is not there changes nothing.
        const auto subject = readSubject(m_open->id);
        if (subject && !notedata::hasBody(*subject))
            writeThen(notedata::createBody(m_open->id));
        m_open->hasBody = true;
    }
    // One operation per text in one write (semantics.md 12.6).
    const QVector<Splice> pieces = change.inPieces(longestInsertion);
    for (const Splice &piece : pieces) {
        writeThen(notedata::spliceBody(m_open->id, piece), [this](bool ok) {
            if (!ok)
                compareOpenNote();
        });
    }
    Q_EMIT noteAcknowledged(session, m_open->link.received());
}

void NotebookWorker::changeOpenNoteElsewhere(const TextChange &change)
{
    m_open->text = change.applied(m_open->text);
    Q_EMIT noteChanged(m_open->session, m_open->link.send(change));
}

void NotebookWorker::compareOpenNote()
{
    m_compareTimer.stop();
    if (!m_open)
        return;
    if (m_facts.unsaved > 0) {
        m_compareTimer.start(); // what was typed may not be in the clone's text yet
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

void NotebookWorker::publishFacts()
{
    if (!m_factsTimer.isActive())
        m_factsTimer.start();
}

} // namespace commonplace
