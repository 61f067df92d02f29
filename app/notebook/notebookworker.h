// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clone/clone.h"
#include "notebook/awareness.h"
#include "notebook/notedata.h"
#include "notebook/noteindex.h"
#include "notebook/syncfacts.h"
#include "notebook/unwritten.h"
#include "service/service.h"
#include "text/textlink.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace commonplace {

class LateTransport;

/// Makes the transport of a notebook, on the notebook's thread. Null for a notebook that stays on
/// this machine.
using mld::TransportMaker;

/// All that a worker needs to open a notebook.
struct NotebookSetup
{
    mld::CloneId clone;
    mld::DomainName domain;
    bool isGenesis = false;
    bool isFounder = false; ///< makes what a new notebook has, once it has joined the first clone
    bool takesOver = false; ///< what was copied goes on as the one it was copied from
    QString initialName; ///< of a new notebook
    QString storePath;
    TransportMaker makeTransport;
    QStringList unshared; ///< notes with words of this member that nobody is known to have
    Edits edits; ///< left from the last time: made before anything else
    mld::TransportCapabilities lateCapabilities = {}; ///< of the transport that is yet to come
    bool isTransportLate = false; ///< it is yet to come, with NotebookWorker::connectBy
};

/// An open notebook, seen from its own thread: the clone and its transport, the list of notes, and
/// the text that is open in a window. The window talks to it by queued calls, and hears from it by
/// signals with values; nothing is shared.
///
/// No edit that it was given is lost: each is on disk, or refused with a word to the person, or among
/// what `closed` hands back.
class NotebookWorker : public QObject
{
    Q_OBJECT

public:
    explicit NotebookWorker(NotebookSetup setup);
    ~NotebookWorker() override;

    // Called on the worker's thread, by queued invocation.
    void start();
    void close();
    /// Follows a recipe for the transport that was to come late.
    void connectBy(const TransportMaker &makeTransport);
    /// Tries to connect now, if there is no connection.
    void retry();
    /// Lets go of all that belongs to the thread, which is about to end. Nothing may be called after it.
    void release();
    void edit(const commonplace::Edit &edit);
    /// Tells the others where the notebook is carried from now on; `moveAnnounced` follows when the service has
    /// taken it, or cannot.
    void announceMove(const QString &link);
    /// Opens the body of a note; `session` marks all that is said about it from then on. A note that
    /// was open before is closed.
    void openNote(qint64 session, const QString &id);
    void changeNote(qint64 session, const TextMessage &message);
    /// The window has taken `count` changes.
    void noteSeen(qint64 session, qint64 count);
    void closeNote(qint64 session);
    /// Looks for notes that have all words; `found` answers. `[[Title]]` looks for those that link to a title.
    void search(qint64 request, const QString &typed);
    /// The best notes for a list of several notebooks; `foundBest` answers.
    void searchBest(qint64 request, const SearchWords &words, int most);
    void setAwareness(AwarenessState state);
    /// Tells all notes, as `notesCopied`.
    void copyNotes();
    /// Tells all that is known of all notes, as `notesRead`.
    void readNotes();
    /// Tells what makes anew some of the notes, here or in another notebook, as `notesTaken`: under other ids, and
    /// called so (`%1` is the title).
    void takeCopies(qint64 request, const QStringList &ids, const QString &title);

Q_SIGNALS:
    /// It can be read and written, and what was left from the last time is on disk.
    void started();
    /// Nothing can be written any more; close() is to follow. What is given meanwhile is kept.
    void failed(const mld::Error &error);
    /// Answers close(), with what is not on disk.
    void closed(const QVector<commonplace::Edit> &left);
    void writeFailed(const QString &message);
    /// What follows about notes was read after so many edits.
    void editsTaken(qint64 count);
    void notesLoaded(const QVector<commonplace::NoteSummary> &notes, bool isLast);
    void notesChanged(const QVector<commonplace::NoteSummary> &notes);
    void notesRemoved(const QStringList &ids);
    void nameChanged(const QString &name);
    /// Where the notebook has been moved to, as its data says.
    void movedToChanged(const QString &link);
    void moveAnnounced();
    /// What makes the same notes in another notebook.
    void notesCopied(const QVector<commonplace::Edit> &edits);
    void notesRead(const QJsonArray &subjects);
    void factsChanged(const commonplace::SyncFacts &facts);
    /// Which notes have words of this member that no other is known to have.
    void unsharedChanged(const QStringList &notes);
    /// Another member has deleted `note`; what only this one had is in the trash now, as `title`.
    void recovered(const QString &note, const QString &title);
    void peersChanged(const QSet<QString> &peers);
    /// `received`: how many of this clone's own ticks the other has; -1 if that is not known.
    void heard(const commonplace::AwarenessState &state, qint64 received);
    void noteOpened(qint64 session, const QString &text);
    void noteChanged(qint64 session, const commonplace::TextMessage &message);
    /// `count` changes of the window have been taken.
    void noteAcknowledged(qint64 session, qint64 count);
    void noteGone(qint64 session);
    void found(qint64 request, const QSet<QString> &ids, const QHash<QString, QStringList> &snippets);
    void foundBest(qint64 request, const QVector<commonplace::FoundNote> &notes);
    /// What searches find may be something else than before.
    void textsChanged();
    void notesTaken(qint64 request, const QVector<commonplace::Edit> &edits);

private:
    struct OpenNote
    {
        qint64 session = 0;
        QString id;
        QString text;  ///< as the clone holds it
        TextLink link; ///< to the window
        bool hasBody = false; ///< what other programs make may have none
    };

    /// The latest words of this member in a note, as long as no other is known to have them.
    struct Unshared
    {
        qint64 ticks = 0;       ///< of this clone, when they were written
        qint64 receivedAt = -1; ///< when another was first heard to have them; -1 if it was not
    };

    AwarenessState located(AwarenessState state) const;
    void onStarted();
    void onUpdated(const mld::CloneUpdate &update);
    bool canWrite() const { return m_facts.isStarted && !m_hasFailed && !m_isClosing; }
    /// As edit(), for what the worker does of its own accord.
    void take(const Edit &edit);
    void make(const Edit &edit);
    void write(const QJsonObject &pattern);
    /// Changes a note's text, which is `text`, by splices that insert `longest` units at most.
    void writeText(const QString &id, QString &text, const TextChange &change, qsizetype longest);
    void writeKeptText(const Edit &edit);
    /// What becomes of a write that is refused although the disk is sound.
    enum class Refusal {
        Told,   ///< the person is told, and shown what is
        Failure ///< nothing can rest on it: the notebook has failed
    };
    void submit(const QJsonObject &pattern, qint64 number, Refusal refusal);
    void fail(const mld::Error &error);
    void announce();
    /// Somebody has told how far it is: it knows `received` of this clone's own ticks.
    void noteReceipt(qint64 received);
    qint64 ownTicks() const;
    /// What others deleted is kept if it has words of this member that nobody else had.
    void recoverFrom(const QJsonObject &deleted);
    void publishUnshared();
    void finishClosing();
    void declareNotebook();
    void openIndex();
    /// Shows what the index has of the notes, until the clone can say.
    void showIndexed();
    void loadNotes();
    void refreshNotes();
    /// Takes a few of the notes that have changed into the index, and the rest a little later.
    void updateIndex();
    void onIndexed(const mld::Result<void> &outcome);
    /// After a pause, so that who types is not held up.
    void updateIndexLater();
    void tidyIndex();
    /// Deletes for good what has been in the trash for long.
    void emptyOldTrash();
    void tellOfNotebook(const QJsonObject &subject);
    bool isAllSent() const;
    /// What a list shows of a note that was read with its text; remembers what only the text says.
    NoteSummary summaryOf(const QJsonObject &subject);
    /// What a list shows of a note, without reading more of it than has changed.
    std::optional<NoteSummary> readSummary(const QString &id);
    std::optional<QJsonObject> readSubject(const QString &id) const;
    bool isThere(const QString &note) const;
    bool hasText(const QString &note) const;
    void changeOpenNoteElsewhere(const TextChange &change);
    void compareOpenNote();
    void publishFacts();

    NotebookSetup m_setup;
    std::unique_ptr<mld::Clone> m_clone;
    LateTransport *m_transport = nullptr; ///< the clone's; null if it has none
    std::unique_ptr<AwarenessChannel> m_awareness;
    std::optional<OpenNote> m_open;
    /// What a list shows of a note's text.
    struct Glimpse
    {
        QString preview;
        QStringList tags; ///< of the text alone

        friend bool operator==(const Glimpse &, const Glimpse &) = default;
    };

    std::unique_ptr<NoteIndex> m_index; ///< null before start() and after release() only
    QSet<QString> m_unindexed;          ///< notes that the index does not have as they are now
    QElapsedTimer m_unindexedSince;
    QHash<QString, Glimpse> m_glimpses;
    bool m_isIndexWhole = false; ///< it has all notes but the unindexed ones
    QSet<QString> m_touched;        ///< subjects whose summaries are to be read again
    QSet<QString> m_touchedTexts;   ///< those of which the first line may be another
    SyncFacts m_facts;
    SyncFacts m_shownFacts;
    QTimer m_refreshTimer;
    QTimer m_compareTimer;
    QTimer m_factsTimer;
    QTimer m_unsharedTimer;
    QTimer m_indexTimer;
    QTimer m_tidyTimer;
    QTimer m_trashTimer;
    QHash<QString, Unshared> m_unshared;
    QElapsedTimer m_clock;
    QStringList m_shownUnshared;
    UnwrittenEdits m_unwritten; ///< given to the clone, or to be once there is another
    Edits m_kept;               ///< not given to it: it was not there yet, or not any more
    QSet<QString> m_knownGone;  ///< notes of which the person was told that they are gone
    QSet<QString> m_deletedHere;
    quint64 m_localChanges = 0;
    qint64 m_takenEdits = 0;
    bool m_hasFailed = false;
    bool m_isAnnounced = false;
    bool m_isClosing = false;
    bool m_isCloneClosed = false;
    bool m_closesOnceWritten = false;
    bool m_isAnnouncing = false;
};

} // namespace commonplace
