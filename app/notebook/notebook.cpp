// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notebook.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cerrno>
#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace commonplace {
namespace {

constexpr int searchDelayMs = 120;
constexpr int clockMs = 30'000;
constexpr int announcementMs = 5000;
constexpr int busyDelayMs = 500;
constexpr int retryMs = 3000; ///< until what could not be written is tried again

/// Whether this process may open as many more files as a notebook with a connection takes.
bool hasDescriptorsToSpare()
{
#ifdef Q_OS_UNIX
    std::array<int, 16> spare = {};
    bool isEnough = true;
    for (int &descriptor : spare) {
        descriptor = ::dup(STDERR_FILENO);
        // What is closed cannot be doubled, but that is no want of descriptors.
        isEnough = isEnough && (descriptor >= 0 || errno != EMFILE);
    }
    for (const int descriptor : spare) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
    return isEnough;
#else
    return true;
#endif
}

} // namespace

QJsonObject NotebookEntry::toJson() const
{
    return { { QStringLiteral("id"), id },
             { QStringLiteral("domain"), domain },
             { QStringLiteral("name"), name },
             { QStringLiteral("service"), serviceId },
             { QStringLiteral("clone"), cloneId },
             { QStringLiteral("lastNote"), lastNote },
             { QStringLiteral("unshared"), QJsonArray::fromStringList(unshared) },
             { QStringLiteral("secrets"), QJsonArray::fromStringList(secrets) },
             { QStringLiteral("ignoredMove"), ignoredMove },
             { QStringLiteral("genesis"), isGenesis },
             { QStringLiteral("founder"), isFounder },
             { QStringLiteral("company"), hasCompany },
             { QStringLiteral("started"), hasStarted },
             { QStringLiteral("order"), order } };
}

NotebookEntry NotebookEntry::fromJson(const QJsonObject &json)
{
    NotebookEntry entry;
    entry.id = json.value(QLatin1String("id")).toString();
    entry.domain = json.value(QLatin1String("domain")).toString();
    entry.name = json.value(QLatin1String("name")).toString();
    entry.serviceId = json.value(QLatin1String("service")).toString();
    entry.cloneId = json.value(QLatin1String("clone")).toString();
    entry.lastNote = json.value(QLatin1String("lastNote")).toString();
    const QJsonArray unshared = json.value(QLatin1String("unshared")).toArray();
    for (const QJsonValue &id : unshared)
        entry.unshared.append(id.toString());
    entry.secrets = json.value(QLatin1String("secrets")).toVariant().toStringList();
    entry.ignoredMove = json.value(QLatin1String("ignoredMove")).toString();
    entry.isGenesis = json.value(QLatin1String("genesis")).toBool();
    entry.isFounder = json.value(QLatin1String("founder")).toBool();
    // Lists of earlier versions do not say: who shares is taken to have company.
    entry.hasCompany = json.value(QLatin1String("company")).toBool(!entry.isGenesis || !entry.serviceId.isEmpty());
    entry.hasStarted = json.value(QLatin1String("started")).toBool();
    entry.order = std::clamp(json.value(QLatin1String("order")).toInt(), int(NotesList::Order::Changed),
                             int(NotesList::Order::Title));
    return entry;
}

Notebook::Notebook(NotebookEntry entry, QObject *parent) : QObject(parent), m_entry(std::move(entry))
{
    m_notes.setSourceModel(&m_allNotes);
    m_notes.setOrder(NotesList::Order(m_entry.order));
    connect(&m_notes, &NotesList::orderChanged, this, [this] {
        m_entry.order = int(m_notes.order());
        Q_EMIT entryChanged();
    });
    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(searchDelayMs);
    m_clockTimer.setInterval(clockMs);
    connect(&m_searchTimer, &QTimer::timeout, this, &Notebook::startSearch);
    connect(&m_clockTimer, &QTimer::timeout, &m_allNotes, &NotesModel::refreshTimes);
    // Once for many that change together.
    m_totalsTimer.setSingleShot(true);
    m_totalsTimer.setInterval(0);
    connect(&m_allNotes, &NotesModel::noteChanged, this, [this](const QString &id) {
        m_haveTagsChanged |= m_totals.set(id, m_allNotes.note(id));
        m_totalsTimer.start();
    });
    connect(&m_totalsTimer, &QTimer::timeout, this, &Notebook::updateTotals);
    connect(&m_people, &PeopleModel::whereaboutsChanged, this,
            [this] { m_allNotes.setPeople(m_people.coloursByNote()); });
    connect(&m_people, &PeopleModel::namesChanged, this, [this] { updateReport(); });
    connect(&m_people, &PeopleModel::receiptsChanged, this, [this] { updateReport(); });
    connect(&m_thread, &QThread::finished, this, &Notebook::finishClosing);
    m_busyTimer.setSingleShot(true);
    m_busyTimer.setInterval(busyDelayMs);
    connect(&m_busyTimer, &QTimer::timeout, this, [this] { updateReport(true); });
    m_retryTimer.setSingleShot(true);
    m_retryTimer.setInterval(retryMs);
    connect(&m_retryTimer, &QTimer::timeout, this, &Notebook::reopenWanted);
    m_clockTimer.start();
    updateReport();
}

Notebook::~Notebook()
{
    // Owners close notebooks and wait for `closed`; this is for when that was not possible.
    m_thread.quit();
    m_thread.wait();
}

QString Notebook::name() const
{
    return m_entry.name.isEmpty() ? tr("Notebook") : m_entry.name;
}

void Notebook::edit(Edit edit)
{
    ++m_sentEdits;
    if (m_takesEdits)
        post([edit = std::move(edit)](NotebookWorker &w) { w.edit(edit); });
    else
        m_unwritten.append(std::move(edit));
}

void Notebook::open(NotebookSetup setup, const ServiceState &service)
{
    if (m_worker)
        return;
    m_retryTimer.stop();
    m_isLost = false;
    setup.takesOver = std::exchange(m_takesOver, false);
    m_service = service;
    m_storePath = setup.storePath;
    m_facts = {};
    m_facts.hasService = setup.makeTransport || setup.isTransportLate;
    // While it is tried again there is no news.
    if (!hasUnwritten())
        setProblem({});
    // Qt ends the program if a thread's event loop gets no descriptor.
    if (!hasDescriptorsToSpare()) {
        setProblem(tr("This program has as many files and connections open as this computer allows it. Close other "
                      "notebooks, or raise the limit for open files, and try again."));
        updateReport();
        return;
    }

    setup.unshared = m_entry.unshared;
    setup.edits = std::exchange(m_unwritten, {});
    m_takesEdits = true;
    m_sentEdits = 0;
    m_shownEdits.clear();
    m_worker = std::make_unique<NotebookWorker>(std::move(setup));
    m_worker->moveToThread(&m_thread);
    // On the thread that ends: timers and sockets can only be let go of there.
    connect(&m_thread, &QThread::finished, m_worker.get(), &NotebookWorker::release, Qt::DirectConnection);
    connectWorker();
    m_thread.setObjectName(m_entry.id);
    m_thread.start();
    post([](NotebookWorker &w) { w.start(); });
    sendAwareness();
    updateReport();
    Q_EMIT serviceChanged();
}

void Notebook::connectBy(const TransportMaker &makeTransport, const ServiceState &service)
{
    if (!awaitsSecret())
        return;
    m_service = service;
    if (SecretStore::isFinal(service.secret))
        post([makeTransport](NotebookWorker &w) { w.connectBy(makeTransport); });
    updateReport();
}

void Notebook::connectWorker()
{
    connect(m_worker.get(), &NotebookWorker::started, this, [this] {
        if (!m_entry.hasStarted) {
            m_entry.hasStarted = true;
            Q_EMIT entryChanged();
        }
        if (m_isClosing)
            return;
        setProblem({});
        setReady(true);
        updateReport();
    });
    connect(m_worker.get(), &NotebookWorker::failed, this, [this](const mld::Error &error) {
        setProblem(problemText(error, m_storePath));
        close();
    });
    connect(m_worker.get(), &NotebookWorker::closed, this, [this](const Edits &left) {
        m_unwritten = left + m_unwritten;
        m_thread.quit();
    });
    connect(m_worker.get(), &NotebookWorker::writeFailed, this, &Notebook::writeFailed);
    connect(m_worker.get(), &NotebookWorker::editsTaken, this, [this](qint64 count) {
        m_shownEdits.removeIf([count](const std::pair<const QString &, qint64 &> &shown) { return shown.second <= count; });
    });
    connect(m_worker.get(), &NotebookWorker::unsharedChanged, this, [this](const QStringList &notes) {
        if (std::exchange(m_entry.unshared, notes) != notes)
            Q_EMIT entryChanged();
    });
    connect(m_worker.get(), &NotebookWorker::recovered, this, [this](const QString &note, const QString &title) {
        m_recovered.insert(note, title);
        if (const QString words = goneWords(note); !words.isEmpty())
            Q_EMIT writeFailed(words);
    });
    connect(m_worker.get(), &NotebookWorker::notesLoaded, this,
            [this](const QVector<NoteSummary> &notes, bool isLast) {
                putNotes(notes);
                for (const NoteSummary &note : notes)
                    m_loadedIds.insert(note.id);
                if (!isLast)
                    return;
                m_allNotes.keepOnly(std::exchange(m_loadedIds, {}));
                if (!std::exchange(m_isLoaded, true))
                    Q_EMIT isLoadedChanged();
            });
    connect(m_worker.get(), &NotebookWorker::notesChanged, this, [this](const QVector<NoteSummary> &notes) {
        putNotes(notes);
    });
    connect(m_worker.get(), &NotebookWorker::textsChanged, this, [this] {
        if (!m_searchText.isEmpty())
            m_searchTimer.start();
    });
    connect(m_worker.get(), &NotebookWorker::notesRemoved, &m_allNotes, &NotesModel::remove);
    connect(m_worker.get(), &NotebookWorker::nameChanged, this, [this](const QString &name) {
        if (name.isEmpty() || name == m_entry.name)
            return;
        m_entry.name = name;
        Q_EMIT nameChanged();
        Q_EMIT entryChanged();
    });
    connect(m_worker.get(), &NotebookWorker::movedToChanged, this, [this](const QString &link) {
        if (link == m_movedTo)
            return;
        m_movedTo = link;
        Q_EMIT movedToChanged();
    });
    connect(m_worker.get(), &NotebookWorker::moveAnnounced, this, &Notebook::moveAnnounced);
    connect(m_worker.get(), &NotebookWorker::notesCopied, this, &Notebook::notesCopied);
    connect(m_worker.get(), &NotebookWorker::notesRead, this, &Notebook::notesRead);
    connect(m_worker.get(), &NotebookWorker::factsChanged, this, [this](const SyncFacts &facts) {
        m_facts = facts;
        if (!facts.isAlone() && !m_entry.hasCompany) {
            m_entry.hasCompany = true;
            Q_EMIT entryChanged();
        }
        updateReport();
    });
    connect(m_worker.get(), &NotebookWorker::peersChanged, &m_people, &PeopleModel::setPresent);
    connect(m_worker.get(), &NotebookWorker::heard, &m_people, &PeopleModel::hear);
    connect(m_worker.get(), &NotebookWorker::noteOpened, this, &Notebook::noteOpened);
    connect(m_worker.get(), &NotebookWorker::noteChanged, this, &Notebook::noteChanged);
    connect(m_worker.get(), &NotebookWorker::noteAcknowledged, this, &Notebook::noteAcknowledged);
    connect(m_worker.get(), &NotebookWorker::noteGone, this, &Notebook::noteGone);
    connect(m_worker.get(), &NotebookWorker::found, this,
            [this](qint64 request, const QSet<QString> &ids, const QHash<QString, QStringList> &snippets) {
                if (request == m_lastSearch && !m_searchText.isEmpty())
                    m_notes.setFound(SearchWords(m_searchText), ids, snippets);
            });
    connect(m_worker.get(), &NotebookWorker::foundBest, this, &Notebook::foundBest);
    connect(m_worker.get(), &NotebookWorker::notesTaken, this, &Notebook::onNotesTaken);
}

void Notebook::close()
{
    if (!m_worker) {
        QMetaObject::invokeMethod(this, &Notebook::closed, Qt::QueuedConnection);
        return;
    }
    if (std::exchange(m_isClosing, true))
        return;
    Q_EMIT closing();
    // The thread hands back what it has not written once it has heard of the end; the rest is kept here.
    m_takesEdits = false;
    post([](NotebookWorker &w) { w.close(); });
    setReady(false);
}

void Notebook::setReady(bool isReady)
{
    if (std::exchange(m_isReady, isReady) != isReady)
        Q_EMIT isReadyChanged();
}

void Notebook::finishClosing()
{
    m_thread.wait(); // it has said that it ends, and is about to
    m_worker.reset();
    m_isClosing = false;
    m_people.setPresent({});
    m_loadedIds.clear();
    if (std::exchange(m_isLoaded, false))
        Q_EMIT isLoadedChanged();
    if (hasUnwritten() && !m_problem.isEmpty()) {
        Q_EMIT problemChanged();
        updateReport();
        m_retryTimer.start();
    }
    Q_EMIT closed();
}

void Notebook::setLost(const QString &file)
{
    m_isLost = true;
    setProblem(tr("The file of this notebook is gone: %1. It was on this machine only. If you have a backup, put the "
                  "file back there and try again. Otherwise remove the notebook from the list.").arg(file));
}

void Notebook::makeOwn()
{
    m_takesOver = true;
    Q_EMIT reopenWanted();
}

void Notebook::setProblem(const QString &problem)
{
    if (m_problem == problem)
        return;
    m_problem = problem;
    Q_EMIT problemChanged();
    updateReport();
}

QString Notebook::problemText(const mld::Error &error, const QString &file)
{
    switch (error.code) {
    case mld::ErrorCode::StoreLocked:
        return tr("This notebook is open in another program. Close that, and try again.");
    case mld::ErrorCode::StoreTooNew:
        return tr("This notebook was last used by a newer version of Commonplace. Update Commonplace to open it.");
    case mld::ErrorCode::StoreDamaged:
        return tr("The file of this notebook is damaged: %1 Nothing has been changed in it. If others have the "
                  "notebook, leave it here and join again with a link.").arg(file + u'.');
    case mld::ErrorCode::StoreFull:
        return tr("There is no room left on the disk. Make room, and try again.");
    case mld::ErrorCode::StoreReadOnly:
        return tr("The file of this notebook cannot be written: %1 Check that you may write there, and try again.")
            .arg(file + u'.');
    default:
        return error.message.isEmpty() ? tr("This notebook cannot be opened.") : error.message;
    }
}

std::optional<SyncReport> Notebook::reportOnSecret() const
{
    using Status = SecretStore::Status;
    const QString saved = m_facts.isStarted ? tr(" What you write is saved on this machine.") : QString();
    const QString wanted = m_service.carrier == Carrier::Nearby
        ? tr("what lets this computer into the notebook") : tr("the password for %1").arg(m_service.name);
    const bool isRefused = m_facts.transportError == mld::TransportErrorCode::BadCredentials;
    switch (m_service.secret) {
    case Status::Ok:
        return {};
    case Status::Waiting:
        return SyncReport { SyncReport::Tone::Busy, tr("Waiting for the keychain"),
                            tr("The keychain has not given %1 yet. If it asks you something, answer it: the notebook "
                               "connects then.").arg(wanted) + saved };
    case Status::Locked:
        return SyncReport { SyncReport::Tone::Problem, tr("Keychain locked"),
                            (m_service.carrier == Carrier::Nearby
                                 ? tr("The keychain is locked, and has %1. Unlock it, and the notebook connects.")
                                 : tr("The keychain is locked, and has %1. Unlock it, and the notebook connects; or enter "
                                      "the password in Settings → Messaging services."))
                                    .arg(wanted) + saved };
    case Status::NotFound:
        if (!isRefused)
            return {};
        return SyncReport { SyncReport::Tone::Problem, tr("Password needed"),
                            tr("The keychain has no password for %1. Enter it in Settings → Messaging services.")
                                    .arg(m_service.name) + saved };
    case Status::Missing:
        if (!isRefused)
            return {};
        return SyncReport { SyncReport::Tone::Problem, tr("Password needed"),
                            tr("There is no keychain here to keep the password for %1. Enter it in Settings → "
                               "Messaging services: it is kept until you quit.").arg(m_service.name) + saved };
    }
    return {};
}

void Notebook::updateReport(bool isPatienceOver)
{
    QVector<KnownPeer> peers;
    for (const PeopleModel::Person &person : m_people.people()) {
        if (person.isKnown)
            peers.append({ person.name(), person.receivedTicks });
    }
    SyncReport report = syncReport(m_facts, m_service.name, peers, m_service.carrier);
    if (!m_problem.isEmpty() && hasUnwritten())
        report = { SyncReport::Tone::Problem, tr("Not saved"),
                   tr("%1 What you wrote last is kept in this window, and saved as soon as that can be done.")
                       .arg(m_problem) };
    else if (!m_problem.isEmpty())
        report = { SyncReport::Tone::Problem, tr("Cannot be opened"), m_problem };
    else if (!m_service.fault.isEmpty())
        report = { SyncReport::Tone::Problem, tr("Cannot connect"),
                   tr("%1 What you write is saved on this machine.").arg(m_service.fault) };
    else if (auto secretReport = reportOnSecret())
        report = *secretReport;
    // Each key is saved and sent within moments: words that flicker with it tell nobody anything.
    const bool isBrief = report.tone == SyncReport::Tone::Busy && m_report.tone == SyncReport::Tone::Quiet;
    if (isBrief && !isPatienceOver) {
        if (!m_busyTimer.isActive())
            m_busyTimer.start();
        return;
    }
    m_busyTimer.stop();
    if (report == m_report)
        return;
    m_report = report;
    Q_EMIT reportChanged();
}

bool Notebook::canRetry() const
{
    using State = mld::Transport::State;
    return m_worker && m_problem.isEmpty() && !m_isClosing && m_facts.hasService && SecretStore::isFinal(m_service.secret)
        && (m_facts.transport == State::Offline || m_facts.transport == State::Failed);
}

void Notebook::retry()
{
    post([](NotebookWorker &w) { w.retry(); });
}

void Notebook::setSearchText(const QString &text)
{
    if (text == m_searchText)
        return;
    m_searchText = text;
    Q_EMIT searchTextChanged();
    if (text.trimmed().isEmpty())
        m_notes.clearFound();
    else
        m_searchTimer.start();
}

void Notebook::startSearch()
{
    const qint64 request = ++m_lastSearch;
    post([request, words = m_searchText](NotebookWorker &w) { w.search(request, words); });
}

void Notebook::setService(const QString &serviceId)
{
    if (serviceId == m_entry.serviceId)
        return;
    m_entry.serviceId = serviceId;
    Q_EMIT serviceChanged();
    Q_EMIT entryChanged();
}

void Notebook::setSecrets(const QStringList &fields)
{
    if (fields == m_entry.secrets)
        return;
    m_entry.secrets = fields;
    Q_EMIT entryChanged();
}

void Notebook::setIgnoredMove(const QString &link)
{
    if (link == m_entry.ignoredMove)
        return;
    m_entry.ignoredMove = link;
    Q_EMIT entryChanged();
    Q_EMIT movedToChanged();
}

void Notebook::setMoveNews(const QString &news, bool canFollow)
{
    if (news == m_moveNews && canFollow == m_canFollowMove)
        return;
    m_moveNews = news;
    m_canFollowMove = canFollow;
    Q_EMIT moveNewsChanged();
}

void Notebook::announceMove(const QString &link)
{
    post([link](NotebookWorker &w) { w.announceMove(link); });
    QTimer::singleShot(announcementMs, this, &Notebook::moveAnnounced);
}

void Notebook::setLastNote(const QString &id)
{
    if (id == m_entry.lastNote)
        return;
    m_entry.lastNote = id;
    Q_EMIT entryChanged();
}

void Notebook::setCloneId(const QString &id)
{
    m_entry.cloneId = id;
    Q_EMIT entryChanged();
}

void Notebook::setSelf(const QString &name, const QString &colour)
{
    m_self.name = name;
    m_self.colour = colour;
    sendAwareness();
}

void Notebook::setWhereabouts(const QString &note, int caret, int anchor)
{
    m_self.note = note;
    m_self.caret = caret;
    m_self.anchor = anchor;
    sendAwareness();
}

void Notebook::sendAwareness()
{
    post([state = m_self](NotebookWorker &w) { w.setAwareness(state); });
}

qint64 Notebook::openNote(const QString &id)
{
    const qint64 session = ++m_lastSession;
    post([session, id](NotebookWorker &w) { w.openNote(session, id); });
    return session;
}

void Notebook::readNotes()
{
    post([](NotebookWorker &w) { w.readNotes(); });
}

void Notebook::addNotes(const Edits &edits)
{
    for (const Edit &each : edits)
        edit(each);
}

void Notebook::copyNotes()
{
    post([](NotebookWorker &w) { w.copyNotes(); });
}

void Notebook::beginWith(const Edits &edits)
{
    for (const Edit &each : edits)
        edit(each);
}

void Notebook::changeNote(qint64 session, const TextMessage &message)
{
    post([session, message](NotebookWorker &w) { w.changeNote(session, message); });
}

void Notebook::noteSeen(qint64 session, qint64 count)
{
    post([session, count](NotebookWorker &w) { w.noteSeen(session, count); });
}

void Notebook::closeNote(qint64 session)
{
    post([session](NotebookWorker &w) { w.closeNote(session); });
}

QString Notebook::firstNote() const
{
    const NoteSummary *last = m_allNotes.note(m_entry.lastNote);
    return last && !last->trashed.isValid() ? last->id : m_notes.idAt(0);
}

QString Notebook::removalWarning() const
{
    if (!m_entry.hasCompany && (m_entry.isGenesis || m_entry.isFounder))
        return m_entry.serviceId.isEmpty()
            ? tr("Nobody else has this notebook: all its notes will be gone.")
            : tr("Nobody has joined this notebook yet, as far as this machine has seen: all its notes will be gone.");
    if (m_entry.serviceId.isEmpty())
        return tr("Others have had this notebook and keep their copies, but it is on this machine only now: what you "
                  "wrote since will be gone.");
    QString text = tr("Others keep their copies. You can join again with a link as long as one of them is there.");
    const bool isUnsent = m_facts.publishedTicks < m_facts.writtenTicks
        || (m_service.carrier == Carrier::Nearby && !m_entry.unshared.isEmpty()); // what is sent to nobody is nowhere
    if (m_facts.unsaved > 0 || isUnsent)
        text += u' ' + tr("They do not have what you wrote last: it has not been sent yet, and will be gone.");
    return text;
}

QString Notebook::createNote(const QString &title)
{
    const QString id = notedata::newId();
    // Shown at once; the notebook's thread confirms it.
    NoteSummary note;
    note.id = id;
    note.title = title;
    note.created = note.modified = QDateTime::currentDateTimeUtc();
    edit(notedata::createNote(id, title, {}, note.created));
    if (!m_isLoaded)
        m_loadedIds.insert(id);
    m_allNotes.put({ note });
    return id;
}

void Notebook::rename(const QString &name)
{
    const QString simplified = name.simplified();
    if (!simplified.isEmpty() && simplified != m_entry.name)
        edit(notedata::setNotebookName(simplified));
}

void Notebook::change(const QString &id, const QJsonObject &pattern,
                      const std::function<void(NoteSummary &)> &shown)
{
    if (const NoteSummary *known = m_allNotes.note(id)) {
        NoteSummary note = *known;
        shown(note);
        m_allNotes.put({ note });
    }
    edit(pattern);
    m_shownEdits.insert(id, m_sentEdits);
}

void Notebook::putNotes(QVector<NoteSummary> notes)
{
    // What was read before the thread took an edit would take that back for a moment.
    notes.removeIf([this](const NoteSummary &note) { return m_shownEdits.contains(note.id); });
    m_allNotes.put(notes);
}

void Notebook::setTitle(const QString &id, const QString &title)
{
    change(id, notedata::setTitle(id, title), [&](NoteSummary &note) { note.title = title; });
}

QString Notebook::goneWords(const QString &id) const
{
    if (m_deletedHere.contains(id))
        return {};
    const auto recovered = m_recovered.constFind(id);
    if (recovered == m_recovered.constEnd())
        return tr("Another member has deleted this note for good.");
    return tr("Another member has deleted a note for good, with words of yours in it that nobody else had yet. They "
              "are in the trash, in the note “%1”: take it out to keep it.").arg(*recovered);
}

void Notebook::deleteForever(const QString &id)
{
    m_deletedHere.insert(id);
    edit(notedata::deleteNote(id));
}

void Notebook::discard(const QString &id)
{
    deleteForever(id);
    m_allNotes.remove({ id });
}

void Notebook::touch(const QString &id)
{
    edit(notedata::setModified(id, QDateTime::currentDateTimeUtc()));
}

} // namespace commonplace
