// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/tseq.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <vector>

namespace mld {

/// One person's undo and redo in a text that others edit too. It takes back that person's edits, the
/// latest first, wherever others have moved them since, and nothing of what others wrote: own text that
/// others have deleted stays deleted, and their text within it stays.
///
/// It sees a text as an editor does, as splices, so it can live in the thread of the editor. It must be
/// told of every change. What it keeps grows with the edits it remembers, not with the text, and within bounds with
/// what others write among them: beyond those it forgets the oldest.
///
/// Edits join to *groups*, which are undone at once: typing on, or deleting on, at one place. A line
/// break ends a group, and so does endGroup(): call it when the caret was moved, or after a pause.
class TextUndo
{
public:
    /// For a text of `length` units. At most `limit` groups are remembered.
    explicit TextUndo(qsizetype length = 0, int limit = 1000);

    /// Forgets everything; the text now has `length` units.
    void reset(qsizetype length);

    /// An own edit was made, by which `removed` went from the text (as many units as the splice
    /// says). What was undone cannot be redone any more.
    void edited(const TextSplice &splice, QStringView removed);
    /// Own edits were made at once, such as marks around a selection: splices with indexes of the text
    /// `before`, which are undone together and with nothing else.
    void edited(const QList<TextSplice> &splices, QStringView before);
    /// The same, with what each splice has removed.
    void edited(const QList<TextSplice> &splices, const QStringList &removed);
    /// Others have changed the text, by splices with indexes of the text before (TextUpdate::splices).
    void changed(const QList<TextSplice> &splices);
    /// The next edit begins a group.
    void endGroup() { m_isGroupOpen = false; }

    /// How many pieces of the text are told apart. That is bounded.
    qsizetype pieces() const { return qsizetype(m_segments.size()); }
    static constexpr qsizetype maxPieces = 4000;

    bool canUndo() const;
    bool canRedo() const;

    /// Takes the latest group back that still has an effect: returns the splices that do so, with
    /// indexes of the text before. The caller applies them to the text, and sends them; it
    /// does not report them with edited(). `text` is the text as it is.
    QList<TextSplice> undo(QStringView text);
    /// Takes the latest undo() back, in the same way.
    QList<TextSplice> redo(QStringView text);

private:
    /// Units that were inserted, and deleted, together. Number 0 stands for what needs no undoing:
    /// inserted by others or long ago; not deleted by us.
    struct Segment
    {
        qsizetype length = 0;
        int inserted = 0; ///< the group that inserted it
        int deleted = 0;  ///< the group that deleted it
        QString content;  ///< if it is hidden
    };

    bool isVisible(const Segment &segment) const;
    bool isUndone(int group) const { return group > m_last; }
    bool hasEffect(int group, bool undo) const;
    size_t splitAt(qsizetype index);
    void insert(qsizetype index, qsizetype count, int group);
    void remove(qsizetype index, qsizetype count);
    void hide(qsizetype index, QStringView removed, int group);
    void record(const TextSplice &splice, QStringView removed);
    void beginGroup(const TextSplice &splice);
    QList<TextSplice> setLast(int last, QStringView text);
    void forgetRedo();
    void forgetOldest();
    void keepBounds();
    void compact();

    std::vector<Segment> m_segments; // in the order of the text, the hidden ones where they were
    int m_limit;
    int m_first = 1; // the oldest group remembered
    int m_last = 0;  // the latest group not undone
    int m_end = 0;   // the latest group
    bool m_isGroupOpen = false;
    TextSplice m_latest; // own edit; says what would continue it
};

} // namespace mld
