// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/noteeditor.h"

#include <QScopedValueRollback>

#include <algorithm>

namespace commonplace {
namespace {

constexpr int titleDelayMs = 600;
constexpr qint64 touchEveryMs = 20'000; ///< each time is an operation that all members keep
constexpr qint64 seenEvery = 32;
/// Of how many notes that were left undo is kept, and how many units their texts may have in all.
constexpr size_t mostLeft = 20;
constexpr qsizetype mostLeftUnits = 4'000'000;
/// More than a key gives.
constexpr qsizetype pasteLength = 3;
constexpr qint64 undoPauseMs = 1200; ///< what is typed after a pause is undone by itself

QList<mld::TextSplice> toEngine(const TextChange &change)
{
    QList<mld::TextSplice> splices;
    for (const Splice &splice : change.splices())
        splices.append({ splice.position, splice.removed, splice.inserted });
    return splices;
}

/// What takes a change back that has removed these.
TextChange inverse(const TextChange &change, const QStringList &removed)
{
    QVector<Splice> splices;
    qsizetype shift = 0;
    for (qsizetype i = 0; i < change.splices().size(); ++i) {
        const Splice &splice = change.splices().at(i);
        splices.append({ splice.position + shift, splice.inserted.size(), removed.value(i) });
        shift += splice.inserted.size() - splice.removed;
    }
    return TextChange(std::move(splices));
}

TextChange fromEngine(const QList<mld::TextSplice> &splices)
{
    QVector<Splice> result;
    for (const mld::TextSplice &splice : splices)
        result.append({ splice.index, splice.deleteCount, splice.content });
    return TextChange(std::move(result));
}

} // namespace

NoteEditor::NoteEditor(QObject *parent) : QObject(parent)
{
    m_clock.start();
    m_titleTimer.setSingleShot(true);
    m_titleTimer.setInterval(titleDelayMs);
    m_composingTimer.setSingleShot(true);
    m_composingTimer.setInterval(composingLimitMs);
    connect(&m_titleTimer, &QTimer::timeout, this, &NoteEditor::commitTitle);
    connect(&m_composingTimer, &QTimer::timeout, this, &NoteEditor::flushWaiting);
}

NoteEditor::~NoteEditor()
{
    closeNote();
}

void NoteEditor::setNotebook(Notebook *notebook)
{
    if (notebook == m_notebook)
        return;
    closeNote();
    if (m_notebook)
        disconnect(m_notebook, nullptr, this, nullptr);
    m_notebook = notebook;
    m_noteId.clear();
    setGoneWords({});
    if (notebook) {
        connect(notebook, &Notebook::noteOpened, this, &NoteEditor::onOpened);
        connect(notebook, &Notebook::closing, this, &NoteEditor::commitTitle);
        connect(notebook, &Notebook::noteChanged, this, [this](qint64 session, const TextMessage &message) {
            if (session == m_session)
                whenNotComposing([this, message] { onRemoteChange(message); });
        });
        connect(notebook, &Notebook::noteAcknowledged, this, [this](qint64 session, qint64 count) {
            // In order with the changes that arrive, so it waits with them.
            if (session == m_session)
                whenNotComposing([this, count] { m_link.acknowledge(count); });
        });
        connect(notebook, &Notebook::noteGone, this, [this](qint64 session) {
            if (session != m_session)
                return;
            m_session = 0;
            m_undo.reset(0);
            m_title = m_writtenTitle; // there is nothing left to be called so
            closeNote();
            setGoneWords(m_notebook->goneWords(m_noteId));
            Q_EMIT gone();
        });
        connect(notebook, &Notebook::isReadyChanged, this, [this] {
            if (m_notebook->isReady()) {
                openNote();
                return;
            }
            // What is shown stays, to be read and copied.
            m_session = 0;
            m_isFresh = false;
            m_waiting.clear();
            setLive(false);
        });
        connect(notebook->allNotes(), &NotesModel::noteChanged, this, &NoteEditor::onSummaryChanged);
    }
    Q_EMIT notebookChanged();
    Q_EMIT noteIdChanged();
}

void NoteEditor::setNoteId(const QString &id)
{
    if (id == m_noteId)
        return;
    closeNote();
    m_noteId = id;
    if (!id.isEmpty())
        setGoneWords({});
    Q_EMIT noteIdChanged();
    openNote();
}

void NoteEditor::open(Notebook *notebook, const QString &id)
{
    setNotebook(notebook);
    setNoteId(id);
}

void NoteEditor::setArea(TextView *area)
{
    if (area == m_area)
        return;
    if (m_area)
        disconnect(m_area, nullptr, this, nullptr);
    m_area = area;
    if (area) {
        connect(area, &TextView::edited, this, &NoteEditor::onEdited);
        connect(area, &TextView::cursorPositionChanged, this, &NoteEditor::reportCaret);
        connect(area, &TextView::selectionStartChanged, this, &NoteEditor::reportCaret);
        connect(area, &TextView::selectionEndChanged, this, &NoteEditor::reportCaret);
        connect(area, &TextView::activeFocusChanged, this, &NoteEditor::reportCaret);
        connect(area, &TextView::inputMethodComposingChanged, this, &NoteEditor::noteComposing);
        connect(area, &TextView::inputMethodComposingChanged, this, &NoteEditor::flushWaiting);
    }
    Q_EMIT areaChanged();
}

void NoteEditor::openNote()
{
    m_session = 0;
    m_title.clear();
    m_writtenTitle.clear();
    if (m_notebook && !m_noteId.isEmpty() && m_notebook->isReady()) {
        m_session = m_notebook->openNote(m_noteId);
        if (const NoteSummary *note = m_notebook->allNotes()->note(m_noteId))
            m_title = m_writtenTitle = note->title;
    }
    Q_EMIT titleChanged();
    Q_EMIT shownTitleChanged();
    Q_EMIT summaryChanged();
}

void NoteEditor::closeNote()
{
    commitTitle();
    const bool isForNothing = m_isUntouched && m_session != 0 && !isPinned() && !isTrashed()
        && !m_notebook->people()->coloursByNote().contains(m_noteId);
    setUntouched(false);
    if (m_notebook && m_session != 0)
        m_notebook->closeNote(m_session);
    if (isForNothing)
        m_notebook->discard(m_noteId);
    m_session = 0;
    m_waiting.clear();
    if (m_isOpen)
        keepUndo();
    m_undo.reset(0);
    m_touchedAt = -1;
    m_isFresh = false;
    setLive(false);
    if (std::exchange(m_isOpen, false)) {
        if (m_notebook)
            m_notebook->setWhereabouts({}, -1, -1);
        Q_EMIT isOpenChanged();
        Q_EMIT undoChanged();
    }
}

void NoteEditor::onOpened(qint64 session, const QString &text)
{
    if (session != m_session)
        return;
    // Only now: while notebooks are switched, this may be asked for a note of another one.
    m_notebook->setLastNote(m_noteId);
    if (std::exchange(m_isFresh, false))
        return;
    if (m_isOpen)
        showAgain(text);
    else
        show(text);
}

void NoteEditor::openFresh(const QString &id)
{
    setNoteId(id);
    if (m_session == 0)
        return;
    m_notebook->setLastNote(id); // it was just made in this notebook
    m_isFresh = true;
    show({});
    setUntouched(true);
}

void NoteEditor::show(const QString &text)
{
    m_link = TextLink(TextChange::Side::After);
    if (m_area)
        m_area->reset(text);
    bringBackUndo();
    m_isOpen = true;
    ++m_revision;
    Q_EMIT isEmptyChanged();
    Q_EMIT revisionChanged();
    Q_EMIT undoChanged();
    Q_EMIT isOpenChanged();
    setLive(true);
    reportCaret();
}

QString NoteEditor::undoKey() const
{
    return m_notebook ? QString(m_notebook->entry().id + u'/' + m_noteId) : QString();
}

void NoteEditor::keepUndo()
{
    if (!m_notebook || (!m_undo.canUndo() && !m_undo.canRedo()))
        return;
    m_left.push_back({ undoKey(), text(), std::move(m_undo) });
    m_undo = mld::TextUndo();
    qsizetype units = 0;
    for (const LeftNote &left : m_left)
        units += left.text.size();
    while (m_left.size() > mostLeft || (m_left.size() > 1 && units > mostLeftUnits)) {
        units -= m_left.front().text.size();
        m_left.erase(m_left.begin());
    }
}

void NoteEditor::bringBackUndo()
{
    m_undo.reset(m_area ? m_area->length() : 0);
    const QString key = undoKey();
    const auto left = std::find_if(m_left.begin(), m_left.end(), [&](const LeftNote &note) { return note.key == key; });
    if (left == m_left.end())
        return;
    m_undo = std::move(left->undo);
    m_undo.endGroup();
    // What others have written meanwhile is theirs.
    m_undo.changed(toEngine(TextChange::between(left->text, text())));
    m_left.erase(left);
}

void NoteEditor::showAgain(const QString &text)
{
    m_link = TextLink(TextChange::Side::After);
    changeElsewhere(TextChange::between(this->text(), TextModel::displayed(text)));
    setLive(true);
    reportCaret();
}

void NoteEditor::setGoneWords(const QString &words)
{
    if (std::exchange(m_goneWords, words) != words)
        Q_EMIT goneWordsChanged();
}

void NoteEditor::setLive(bool isLive)
{
    if (std::exchange(m_isLive, isLive) != isLive)
        Q_EMIT isLiveChanged();
}

void NoteEditor::onEdited(const TextChange &change, const QStringList &removed)
{
    if (!m_isLive) {
        takeBack(inverse(change, removed));
        return;
    }
    setUntouched(false);
    if (!m_isUndoing)
        noteForUndo(change, removed);
    qsizetype length = m_area->length();
    for (qsizetype i = 0; i < removed.size(); ++i)
        length += removed.at(i).size() - change.splices().at(i).inserted.size();
    afterTextChange(length == 0);
    if (m_notebook)
        m_notebook->people()->moveCarets(m_noteId, change);
    if (m_notebook)
        m_notebook->changeNote(m_session, m_link.send(change));
    touchNote();
    Q_EMIT undoChanged();
}

void NoteEditor::takeBack(const TextChange &change)
{
    // Not now: the view is in the middle of a change.
    QMetaObject::invokeMethod(this, [this, change] {
        if (!m_isLive && m_area)
            m_area->applyRemote(change);
    }, Qt::QueuedConnection);
}

void NoteEditor::noteForUndo(const TextChange &change, const QStringList &removed)
{
    const qint64 now = m_clock.elapsed();
    if (now - m_editedAt > undoPauseMs)
        m_undo.endGroup();
    m_editedAt = now;
    const QList<mld::TextSplice> splices = toEngine(change);
    // What is pasted is undone by itself. An input method may give as much at once, but that was typed.
    const bool isPaste = splices.size() == 1 && splices.first().content.size() >= pasteLength && !m_hasComposed;
    if (isPaste)
        m_undo.endGroup();
    if (splices.size() == 1)
        m_undo.edited(splices.first(), removed.value(0));
    else
        m_undo.edited(splices, removed);
    if (isPaste)
        m_undo.endGroup();
}

void NoteEditor::applyUndo(const QList<mld::TextSplice> &splices)
{
    const QScopedValueRollback undoing(m_isUndoing, true);
    if (m_area)
        m_area->applyLocal(fromEngine(splices));
    Q_EMIT undoChanged();
}

void NoteEditor::afterTextChange(bool wasEmpty)
{
    ++m_revision;
    Q_EMIT revisionChanged();
    if (wasEmpty != isEmpty())
        Q_EMIT isEmptyChanged();
}

void NoteEditor::setUntouched(bool isUntouched)
{
    if (isUntouched == m_isUntouched)
        return;
    m_isUntouched = isUntouched;
    Q_EMIT isUntouchedChanged();
}

void NoteEditor::onRemoteChange(const TextMessage &message)
{
    const TextChange change = m_link.receive(message);
    if (m_link.received() % seenEvery == 0 && m_notebook)
        m_notebook->noteSeen(m_session, m_link.received());
    changeElsewhere(change);
}

void NoteEditor::changeElsewhere(const TextChange &change)
{
    if (change.isEmpty())
        return;
    setUntouched(false);
    const bool wasEmpty = isEmpty();
    if (m_area)
        m_area->applyRemote(change);
    m_undo.changed(toEngine(change));
    if (m_notebook)
        m_notebook->people()->moveCarets(m_noteId, change);
    afterTextChange(wasEmpty);
    Q_EMIT undoChanged();
}

bool NoteEditor::isComposing() const
{
    return m_area && m_area->isComposing();
}

void NoteEditor::noteComposing()
{
    if (isComposing()) {
        m_hasComposed = true;
        return;
    }
    // What was composed is entered in this very turn, before or after this.
    QMetaObject::invokeMethod(this, [this] { m_hasComposed = isComposing(); }, Qt::QueuedConnection);
}

void NoteEditor::whenNotComposing(std::function<void()> action)
{
    // Changes near text that is being composed leave ghosts of it behind.
    if (m_waiting.empty() && !isComposing()) {
        action();
        return;
    }
    m_waiting.push_back(std::move(action));
    if (!m_composingTimer.isActive())
        m_composingTimer.start();
}

void NoteEditor::flushWaiting()
{
    if (isComposing() && m_composingTimer.isActive())
        return;
    m_composingTimer.stop();
    // An action may close the note, and so empty the list.
    const auto waiting = std::exchange(m_waiting, {});
    const qint64 session = m_session;
    for (const auto &action : waiting) {
        if (m_session == session)
            action();
    }
}

QString NoteEditor::shownTitle() const
{
    if (m_notebook) {
        if (const NoteSummary *note = m_notebook->allNotes()->note(m_noteId)) {
            NoteSummary shown = *note;
            shown.title = m_title.isEmpty() ? note->title : m_title;
            return NotesModel::shownTitle(shown);
        }
    }
    return m_title;
}

void NoteEditor::setTitle(const QString &title)
{
    if (title == m_title)
        return;
    m_title = title;
    setUntouched(false);
    m_titleTimer.start();
    Q_EMIT titleChanged();
    Q_EMIT shownTitleChanged();
}

void NoteEditor::commitTitle()
{
    m_titleTimer.stop();
    if (!m_notebook || m_noteId.isEmpty() || m_title == m_writtenTitle)
        return;
    m_replacedTitle = std::exchange(m_writtenTitle, m_title);
    m_notebook->setTitle(m_noteId, m_title);
    touchNote();
}

void NoteEditor::touchNote()
{
    const qint64 now = m_clock.elapsed();
    if (!m_notebook || (m_touchedAt >= 0 && now - m_touchedAt < touchEveryMs))
        return;
    m_touchedAt = now;
    m_notebook->touch(m_noteId);
}

void NoteEditor::onSummaryChanged(const QString &id)
{
    if (id != m_noteId || !m_notebook)
        return;
    const NoteSummary *note = m_notebook->allNotes()->note(id);
    if (note && note->title != m_writtenTitle && note->title != m_replacedTitle
        && !m_titleTimer.isActive()) {
        m_title = m_writtenTitle = note->title;
        m_replacedTitle = m_title;
        setUntouched(false);
        Q_EMIT titleChanged();
    }
    Q_EMIT shownTitleChanged();
    Q_EMIT summaryChanged();
}

bool NoteEditor::isPinned() const
{
    const NoteSummary *note = m_notebook ? m_notebook->allNotes()->note(m_noteId) : nullptr;
    return note && note->isPinned;
}

bool NoteEditor::isTrashed() const
{
    const NoteSummary *note = m_notebook ? m_notebook->allNotes()->note(m_noteId) : nullptr;
    return note && note->trashed.isValid();
}

void NoteEditor::reportCaret()
{
    if (!m_notebook || !m_isLive)
        return;
    if (!m_area || !m_area->hasActiveFocus()) {
        m_notebook->setWhereabouts(m_noteId, -1, -1);
        return;
    }
    const int caret = m_area->cursorPosition();
    const int start = m_area->selectionStart();
    m_notebook->setWhereabouts(m_noteId, caret, caret == start ? m_area->selectionEnd() : start);
}

void NoteEditor::undo()
{
    if (!m_isLive || isTrashed())
        return;
    applyUndo(m_undo.undo(text()));
}

void NoteEditor::redo()
{
    if (!m_isLive || isTrashed())
        return;
    applyUndo(m_undo.redo(text()));
}

} // namespace commonplace
