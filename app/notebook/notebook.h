// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/notebookworker.h"
#include "notebook/notesmodel.h"
#include "notebook/notetotals.h"
#include "notebook/peoplemodel.h"
#include "notebook/syncfacts.h"
#include "settings/secretstore.h"

#include <QObject>
#include <QPointer>
#include <QThread>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>
#include <optional>

namespace commonplace {

/// What the app remembers of a notebook, whether it is open or not.
struct NotebookEntry
{
    QString id;        ///< of the file, and within this profile
    QString domain;
    QString name;      ///< as last known
    QString serviceId; ///< empty: this machine only
    QString cloneId;   ///< the same at every start: shared texts count edits by it
    QString lastNote;
    QStringList unshared; ///< notes with words written here that nobody else is known to have
    QStringList secrets; ///< the fields of its service whose secrets, its own, the keychain has
    QString ignoredMove; ///< the news of a move that the person does not want to follow
    bool isGenesis = false;
    bool isFounder = false; ///< made here, although its first clone is its messaging service's
    bool hasCompany = false; ///< somebody else was seen in it, so that others may have it
    bool hasStarted = false; ///< the data has been here: a file that is gone now was lost
    int order = 0; ///< of its list of notes: NotesList::Order

    friend bool operator==(const NotebookEntry &, const NotebookEntry &) = default;

    QJsonObject toJson() const;
    static NotebookEntry fromJson(const QJsonObject &json);
};

/// What is known of a notebook's messaging service when it is opened.
struct ServiceState
{
    QString name;  ///< as the person calls it
    QString fault; ///< why it cannot be used at all; empty if it can be tried
    /// Whether its password was to be had. If the status is not final, connectBy() follows when it is.
    SecretStore::Status secret = SecretStore::Status::Ok;
    Carrier carrier = Carrier::Service;
};

/// A notebook, as the window sees it. Its data is on a thread of its own (NotebookWorker), for which
/// nothing here ever waits.
class Notebook : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.notebooks has them")
    Q_PROPERTY(QString notebookId READ notebookId CONSTANT)
    Q_PROPERTY(QString name READ name NOTIFY nameChanged)
    /// Which messaging service carries it; empty if none does.
    Q_PROPERTY(QString serviceId READ serviceId NOTIFY serviceChanged)
    Q_PROPERTY(QString serviceName READ serviceName NOTIFY serviceChanged)
    /// Its notes can be read and written.
    Q_PROPERTY(bool isReady READ isReady NOTIFY isReadyChanged)
    /// That somebody has moved it to another service, and what to do; empty if there is no such news.
    Q_PROPERTY(QString moveNews READ moveNews NOTIFY moveNewsChanged)
    /// Whether the news can be followed; if not, it takes a link from somebody.
    Q_PROPERTY(bool canFollowMove READ canFollowMove NOTIFY moveNewsChanged)
    /// Its list of notes is complete.
    Q_PROPERTY(bool isLoaded READ isLoaded NOTIFY isLoadedChanged)
    Q_PROPERTY(Tone tone READ tone NOTIFY reportChanged)
    /// A word or three on where changes are.
    Q_PROPERTY(QString phrase READ phrase NOTIFY reportChanged)
    /// One true sentence on where changes are.
    Q_PROPERTY(QString sentence READ sentence NOTIFY reportChanged)
    /// It has no connection, and retry() tries at once.
    Q_PROPERTY(bool canRetry READ canRetry NOTIFY reportChanged)
    /// Why it cannot be opened, or cannot be written any more, and what to do; empty if it can.
    Q_PROPERTY(QString problem READ problem NOTIFY problemChanged)
    /// Its file is gone, and nobody else has what was in it.
    Q_PROPERTY(bool isLost READ isLost NOTIFY problemChanged)
    /// It was copied or restored, and there is no service to join the others over: makeOwn() is a way out.
    Q_PROPERTY(bool isStray READ isStray NOTIFY reportChanged)
    Q_PROPERTY(commonplace::NotesList *notes READ notes CONSTANT)
    /// All tags of its notes that are not in the trash, by name.
    Q_PROPERTY(QStringList tags READ tags NOTIFY tagsChanged)
    Q_PROPERTY(commonplace::PeopleModel *people READ people CONSTANT)
    /// What is searched for; empty for all notes.
    Q_PROPERTY(QString searchText READ searchText WRITE setSearchText NOTIFY searchTextChanged)
    /// How many notes are in the trash.
    Q_PROPERTY(int trashCount READ trashCount NOTIFY trashCountChanged)

public:
    enum class Tone { Quiet, Busy, Offline, Problem };
    Q_ENUM(Tone)

    explicit Notebook(NotebookEntry entry, QObject *parent = nullptr);
    ~Notebook() override;

    const NotebookEntry &entry() const { return m_entry; }
    QString notebookId() const { return m_entry.id; }
    QString name() const;
    QString serviceId() const { return m_entry.serviceId; }
    QString serviceName() const { return m_service.name; }
    bool isReady() const { return m_isReady; }
    bool isLoaded() const { return m_isLoaded; }
    QString moveNews() const { return m_moveNews; }
    bool canFollowMove() const { return m_canFollowMove; }
    /// Set by who knows the services.
    void setMoveNews(const QString &news, bool canFollow);
    /// Where its data says that it has been moved to; empty if nowhere.
    QString movedTo() const { return m_movedTo; }
    /// Whether somebody else is there to be told anything.
    bool hasPeers() const { return !m_facts.isAlone(); }
    Tone tone() const { return Tone(m_report.tone); }
    QString phrase() const { return m_report.phrase; }
    QString sentence() const { return m_report.sentence; }
    bool canRetry() const;
    QString problem() const { return m_problem; }
    NotesList *notes() { return &m_notes; }
    QStringList tags() const { return m_tags; }
    PeopleModel *people() { return &m_people; }
    NotesModel *allNotes() { return &m_allNotes; }
    QString searchText() const { return m_searchText; }
    void setSearchText(const QString &text);
    int trashCount() const { return m_trashCount; }

    /// Starts the thread, unless it is running.
    void open(NotebookSetup setup, const ServiceState &service);
    /// Whether it is open, but waits for its service's password.
    bool awaitsSecret() const { return m_worker && !SecretStore::isFinal(m_service.secret); }
    /// What has become of the password. With a final status, connects by the transport that is made.
    void connectBy(const TransportMaker &makeTransport, const ServiceState &service);
    /// Commits and leaves; `closed` follows. At once if it is not open. What is done from then on is kept
    /// for the next opening.
    void close();
    bool isOpen() const { return m_worker != nullptr; }
    void setProblem(const QString &problem);
    /// Its file is gone from where it was.
    void setLost(const QString &file);
    bool isLost() const { return m_isLost; }
    bool isStray() const { return m_isReady && m_facts.isCopy && !m_facts.hasService; }
    /// Some of what was done here is not on disk: it is kept, and written when it is opened again.
    bool hasUnwritten() const { return !m_unwritten.isEmpty(); }

    void setService(const QString &serviceId);
    void setIgnoredMove(const QString &link);
    /// Which secrets of its own the keychain has.
    void setSecrets(const QStringList &fields);
    /// Tells the others where the notebook goes; `moveAnnounced` follows, within a few seconds.
    void announceMove(const QString &link);
    /// Asks for all notes as edits that make them anew in another notebook; `notesCopied` follows if it is open.
    void copyNotes();
    /// Asks for all that is known of all notes; `notesRead` follows if it is open.
    void readNotes();
    /// Makes notes by edits from elsewhere, such as the files of other programs.
    void addNotes(const Edits &edits);
    /// Begins a notebook that was never open with these.
    void beginWith(const Edits &edits);
    /// Looks for the best notes for a list of several notebooks; `foundBest` answers. False if it is not open, and
    /// nothing will.
    bool searchBest(qint64 request, const SearchWords &words, int most);
    void setLastNote(const QString &id);
    void setCloneId(const QString &id);
    /// How others see this person.
    void setSelf(const QString &name, const QString &colour);
    /// Where this person is; positions of -1 for not in the text.
    void setWhereabouts(const QString &note, int caret, int anchor);

    // For the editor.
    qint64 openNote(const QString &id);
    void changeNote(qint64 session, const TextMessage &message);
    void noteSeen(qint64 session, qint64 count);
    void closeNote(qint64 session);

    /// The note to open first: the one that was open last, or else the top one; empty if there is none.
    Q_INVOKABLE QString firstNote() const;
    /// What is lost, and who keeps what, when it is removed from this machine.
    Q_INVOKABLE QString removalWarning() const;
    /// Makes an empty note and returns its id.
    Q_INVOKABLE QString createNote(const QString &title = {});
    /// Tries to connect now, instead of when it is time to.
    Q_INVOKABLE void retry();
    Q_INVOKABLE void rename(const QString &name);
    Q_INVOKABLE void setTitle(const QString &id, const QString &title);
    Q_INVOKABLE void setPinned(const QString &id, bool isPinned);
    Q_INVOKABLE void trash(const QString &id);
    Q_INVOKABLE void restore(const QString &id);
    Q_INVOKABLE void deleteForever(const QString &id);
    Q_INVOKABLE void emptyTrash();
    /// The same with several notes. `trashed` follows, for a way back.
    Q_INVOKABLE void trashNotes(const QStringList &ids);
    Q_INVOKABLE void restoreNotes(const QStringList &ids);
    Q_INVOKABLE void deleteNotes(const QStringList &ids);
    Q_INVOKABLE void pinNotes(const QStringList &ids, bool isPinned);
    /// Whether all of some notes are pinned.
    Q_INVOKABLE bool arePinned(const QStringList &ids) const;
    /// Makes each of some notes once more.
    Q_INVOKABLE void duplicateNotes(const QStringList &ids);
    /// Makes some notes once more in another notebook. If they are to go there, these are in the trash afterwards.
    Q_INVOKABLE void copyNotesTo(commonplace::Notebook *other, const QStringList &ids, bool isMove);
    /// The note that a link leads to, by its title; made if there is none.
    Q_INVOKABLE QString noteCalled(const QString &title);
    /// The original of a copy will never be used again: lets this one go on in its place.
    Q_INVOKABLE void makeOwn();
    /// Takes away a note in which nobody has written anything.
    void discard(const QString &id);
    void touch(const QString &id);
    /// Why a note is not there any more, for people; empty if it was deleted here.
    QString goneWords(const QString &id) const;

Q_SIGNALS:
    void nameChanged();
    void serviceChanged();
    void isReadyChanged();
    void isLoadedChanged();
    void reportChanged();
    void problemChanged();
    void searchTextChanged();
    void trashCountChanged();
    void tagsChanged();
    /// A person has put notes into the trash.
    void trashed(const QStringList &ids);
    void foundBest(qint64 request, const QVector<commonplace::FoundNote> &notes);
    void entryChanged();
    void moveNewsChanged();
    void movedToChanged();
    void moveAnnounced();
    void notesCopied(const commonplace::Edits &edits);
    void notesRead(const QJsonArray &subjects);
    /// It is about to be closed: whoever holds something back for it hands it over now.
    void closing();
    void closed();
    /// Something was refused for good; a sentence for people.
    void writeFailed(const QString &message);
    /// It is to be closed and opened again: to write what could not be written, or in another way.
    void reopenWanted();
    void noteOpened(qint64 session, const QString &text);
    void noteChanged(qint64 session, const commonplace::TextMessage &message);
    void noteAcknowledged(qint64 session, qint64 count);
    void noteGone(qint64 session);

private:
    /// Calls the notebook's thread; nothing happens if there is none. Edits go by edit().
    template <typename Call>
    void post(Call call);
    /// Hands an edit to the notebook's thread, or keeps it until there is one.
    void edit(Edit edit);
    void edit(const QJsonObject &pattern) { edit(Edit { pattern }); }
    void connectWorker();
    void setReady(bool isReady);
    void finishClosing();
    /// Brief business is shown only when it has lasted: `isPatienceOver`.
    void updateReport(bool isPatienceOver = false);
    /// What the password's standing leaves to say, if anything.
    std::optional<SyncReport> reportOnSecret() const;
    /// What is said of all notes together: how many are in the trash, and the tags.
    void updateTotals();
    void onNotesTaken(qint64 request, const Edits &edits);
    void sendAwareness();
    void startSearch();
    /// Changes a note and shows it at once; what the notebook's thread says after it has taken the edit counts.
    void change(const QString &id, const QJsonObject &pattern, const std::function<void(NoteSummary &)> &shown);
    void putNotes(QVector<NoteSummary> notes);
    static QString problemText(const mld::Error &error, const QString &file);

    NotebookEntry m_entry;
    ServiceState m_service;
    QThread m_thread;
    /// Lives on m_thread, at whose end it lets go of all it has. Only finishClosing deletes it, on this
    /// thread, so that there is nothing else a call can be posted to.
    std::unique_ptr<NotebookWorker> m_worker;
    QString m_storePath;
    NotesModel m_allNotes;
    NotesList m_notes;
    PeopleModel m_people;
    SyncFacts m_facts;
    SyncReport m_report;
    AwarenessState m_self;
    QString m_problem;
    QString m_movedTo;
    QString m_moveNews;
    bool m_canFollowMove = false;
    QString m_searchText;
    /// Copies that were asked for, and where they go.
    struct Copying
    {
        QPointer<Notebook> to;
        QStringList moved; ///< what goes into the trash then
    };

    QHash<qint64, Copying> m_copying;
    NoteTotals m_totals;
    QStringList m_tags;
    QTimer m_searchTimer;
    QTimer m_totalsTimer;
    QTimer m_clockTimer;
    QTimer m_busyTimer; ///< runs while a short business is not shown yet
    QTimer m_retryTimer;
    Edits m_unwritten; ///< what no thread has: to be made when it is opened
    QSet<QString> m_loadedIds; ///< while the list is being loaded
    QHash<QString, qint64> m_shownEdits; ///< of notes, the last edit that the thread had not taken yet
    qint64 m_sentEdits = 0;
    QSet<QString> m_deletedHere;
    QHash<QString, QString> m_recovered; ///< notes that others deleted: what their remains are called
    qint64 m_lastSession = 0;
    qint64 m_lastSearch = 0;
    qint64 m_lastCopying = 0;
    int m_trashCount = 0;
    bool m_haveTagsChanged = false;
    bool m_isReady = false;
    bool m_isLoaded = false;
    bool m_isLost = false;
    bool m_takesOver = false;
    bool m_isClosing = false;
    bool m_takesEdits = false; ///< the thread does: close() has not been called there
};

template <typename Call>
void Notebook::post(Call call)
{
    if (!m_worker)
        return;
    QMetaObject::invokeMethod(
        m_worker.get(), [worker = m_worker.get(), call = std::move(call)] { call(*worker); }, Qt::QueuedConnection);
}

} // namespace commonplace
