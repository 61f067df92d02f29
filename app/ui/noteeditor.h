// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "editor/textview.h"
#include "notebook/notebook.h"
#include "text/textlink.h"
#include "text/undo.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <vector>

namespace commonplace {

namespace markdown {
struct Edit;
}

/// One note, open in a text area: what is typed goes to the notebook as splices, and what others
/// write comes back as splices. While text is being composed (IME), what arrives waits.
class NoteEditor : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    /// The notebook of the note.
    Q_PROPERTY(commonplace::Notebook *notebook READ notebook WRITE setNotebook NOTIFY notebookChanged)
    /// Which note is open; empty for none.
    Q_PROPERTY(QString noteId READ noteId WRITE setNoteId NOTIFY noteIdChanged)
    /// What shows the body.
    Q_PROPERTY(commonplace::TextView *area READ area WRITE setArea NOTIFY areaChanged)
    /// The title, as typed. Written in a moment, and when the note is left.
    Q_PROPERTY(QString title READ title WRITE setTitle NOTIFY titleChanged)
    /// The title that others see, also of a note without one.
    Q_PROPERTY(QString shownTitle READ shownTitle NOTIFY shownTitleChanged)
    /// The text of the note is here.
    Q_PROPERTY(bool isOpen READ isOpen NOTIFY isOpenChanged)
    /// What is typed is taken: the note is open, and so is its notebook.
    Q_PROPERTY(bool isLive READ isLive NOTIFY isLiveChanged)
    /// Why the note that was open last is not there any more, if another member deleted it; until the next
    /// is opened.
    Q_PROPERTY(QString goneWords READ goneWords NOTIFY goneWordsChanged)
    Q_PROPERTY(bool isPinned READ isPinned NOTIFY summaryChanged)
    Q_PROPERTY(bool isTrashed READ isTrashed NOTIFY summaryChanged)
    Q_PROPERTY(bool isEmpty READ isEmpty NOTIFY isEmptyChanged)
    /// Made here, and nobody has written in it since. Such a note is taken away when it is left.
    Q_PROPERTY(bool isUntouched READ isUntouched NOTIFY isUntouchedChanged)
    Q_PROPERTY(bool canUndo READ canUndo NOTIFY undoChanged)
    Q_PROPERTY(bool canRedo READ canRedo NOTIFY undoChanged)
    /// Counts changes of the text, so that what depends on positions can be laid out again.
    Q_PROPERTY(int revision READ revision NOTIFY revisionChanged)

public:
    /// How long what others write waits for a composition to end.
    static constexpr int composingLimitMs = 8000;

    explicit NoteEditor(QObject *parent = nullptr);
    ~NoteEditor() override;

    Notebook *notebook() const { return m_notebook; }
    void setNotebook(Notebook *notebook);
    QString noteId() const { return m_noteId; }
    void setNoteId(const QString &id);
    TextView *area() const { return m_area; }
    void setArea(TextView *area);
    QString title() const { return m_title; }
    void setTitle(const QString &title);
    QString shownTitle() const;
    bool isOpen() const { return m_isOpen; }
    bool isLive() const { return m_isLive; }
    QString goneWords() const { return m_goneWords; }
    bool isPinned() const;
    bool isTrashed() const;
    bool isEmpty() const { return !m_area || m_area->model().isEmpty(); }
    bool isUntouched() const { return m_isUntouched; }
    bool canUndo() const { return m_undo.canUndo(); }
    bool canRedo() const { return m_undo.canRedo(); }
    int revision() const { return m_revision; }

    /// Opens a note of a notebook; with an empty id none. Both at once, so that no note is ever looked for in
    /// another's notebook.
    Q_INVOKABLE void open(commonplace::Notebook *notebook, const QString &id);
    /// Opens a note that was just made, without waiting: it is known to be empty.
    Q_INVOKABLE void openFresh(const QString &id);
    Q_INVOKABLE void undo();
    Q_INVOKABLE void redo();
    /// Puts `mark` around the selection, or takes it away.
    Q_INVOKABLE void toggleMark(const QString &mark);
    /// Begins the lines of the selection with `mark`, or takes it away. A list mark replaces another.
    Q_INVOKABLE void toggleLineMark(const QString &mark);
    /// Makes the selection the text of a link, and selects the place for its address.
    Q_INVOKABLE void insertLink();
    /// Return was pressed: goes on with the list or quote the caret is in. False if there is none.
    Q_INVOKABLE bool continueList();
    /// Tab was pressed: takes list items a level deeper, or back. False if there are none.
    Q_INVOKABLE bool nestList(bool isBack);
    /// Ticks the box at a position, or unticks it. False if there is none.
    Q_INVOKABLE bool toggleBoxAt(int position);
    /// The address of the link at a position; empty if there is none.
    Q_INVOKABLE QString linkAt(int position) const;
    /// The title of the note that the link [[…]] at a position leads to; empty if there is none.
    Q_INVOKABLE QString noteLinkAt(int position) const;
    /// Copies the selection, as it is.
    Q_INVOKABLE void copy();
    Q_INVOKABLE void cut();
    /// Puts the text of the clipboard in the place of the selection, as it is.
    Q_INVOKABLE void paste();
    /// Makes a change of the text that was asked for, undone by itself. False if nothing can be changed now.
    bool change(const TextChange &change);
    /// Copies the whole text.
    Q_INVOKABLE void copyAll();
    /// Writes the title now.
    Q_INVOKABLE void commitTitle();

    /// How Markdown is shown.
    Q_INVOKABLE void setLook(const QColor &text, const QColor &faint, const QColor &accent, const QColor &done,
                             const QColor &codeBackground, const QColor &quote, int pixelSize,
                             const QString &codeFamily);

Q_SIGNALS:
    void notebookChanged();
    void noteIdChanged();
    void areaChanged();
    void titleChanged();
    void shownTitleChanged();
    void isOpenChanged();
    void isLiveChanged();
    void goneWordsChanged();
    void summaryChanged();
    void isEmptyChanged();
    void isUntouchedChanged();
    void undoChanged();
    void revisionChanged();
    /// The note was deleted for good, by somebody.
    void gone();

private Q_SLOTS:
    void flushWaiting();
    void reportCaret();
    void noteComposing();

private:
    /// What can be undone in a note that is not shown now.
    struct LeftNote
    {
        QString key;
        QString text; ///< as it was when it was left
        mld::TextUndo undo;
    };

    QString undoKey() const;
    void openNote();
    void closeNote();
    void onOpened(qint64 session, const QString &text);
    void show(const QString &text);
    /// The notebook has been opened again: what is shown stays, and becomes what the notebook has.
    void showAgain(const QString &text);
    void setLive(bool isLive);
    void setGoneWords(const QString &words);
    void onEdited(const TextChange &change, const QStringList &removed);
    /// Nobody takes what was entered, so it must not stand there.
    void takeBack(const TextChange &change);
    void onRemoteChange(const TextMessage &message);
    void changeElsewhere(const TextChange &change);
    void afterTextChange(bool wasEmpty);
    void setUntouched(bool isUntouched);
    void whenNotComposing(std::function<void()> action);
    bool isComposing() const;
    void onSummaryChanged(const QString &id);
    void touchNote();
    void noteForUndo(const TextChange &change, const QStringList &removed);
    /// Undo goes on where it was when the note was left.
    void keepUndo();
    void bringBackUndo();
    void applyUndo(const QList<mld::TextSplice> &splices);
    void apply(const markdown::Edit &edit);
    /// Makes a change that is undone by itself.
    void changeAlone(const std::function<void()> &change);
    /// The paragraphs around a stretch of the text: what Markdown depends on.
    struct Excerpt
    {
        qsizetype position = 0;
        QString text;
    };
    Excerpt excerpt(qsizetype start, qsizetype end) const;
    static TextChange moved(const TextChange &change, qsizetype distance);
    void applyIn(const Excerpt &excerpt, const markdown::Edit &edit);
    QString text() const { return m_area ? m_area->text() : QString(); }

    QPointer<Notebook> m_notebook;
    QString m_noteId;
    QPointer<TextView> m_area;
    TextLink m_link { TextChange::Side::After };
    mld::TextUndo m_undo;
    std::vector<LeftNote> m_left; ///< the last to be left comes last
    QElapsedTimer m_clock;
    QTimer m_titleTimer;
    QTimer m_composingTimer;
    std::vector<std::function<void()>> m_waiting; ///< what has arrived during a composition
    QString m_goneWords;
    QString m_title;
    QString m_writtenTitle;  ///< as the notebook has it, or will have it
    QString m_replacedTitle; ///< the one before: a list that still has it is late
    qint64 m_session = 0;
    qint64 m_touchedAt = -1;
    qint64 m_editedAt = 0;
    int m_revision = 0;
    bool m_isOpen = false;
    bool m_isLive = false;
    bool m_isUndoing = false;
    bool m_hasComposed = false; ///< an input method is at work, or was a moment ago
    bool m_isUntouched = false;
    bool m_isFresh = false; ///< shown before the notebook has answered
};

} // namespace commonplace
