// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "text/textoperation.h"

#include <QList>

#include <limits>
#include <memory>

namespace mld {

/// A change of a plain string: `deleteCount` units from `index` on make way for `content`.
struct TextSplice
{
    qsizetype index = 0; ///< in UTF-16 units
    qsizetype deleteCount = 0;
    QString content;

    bool operator==(const TextSplice &) const = default;
};

/// Applies splices, whose indexes are all those of the text before, to a string.
void applySplices(QString &text, const QList<TextSplice> &splices);

/// A local edit, done.
struct TextEdit
{
    TextOperation operation; ///< to be sent to the other clones
    TextRevert revert;       ///< for the journal
    TextSplice splice;       ///< what was done, see TSeq::splice; all zero if nothing
};

/// What a remote operation did to this text.
struct TextUpdate
{
    /// In ascending order. All indexes are those of the text *before* the operation: apply them
    /// from last to first, or with applySplices. They give exactly the new text().
    QList<TextSplice> splices;
    TextRevert revert; ///< of the operation that was applied, for the journal
};

/// A place in a text which stays with the character to its left whatever others write, even
/// after that character has been deleted. A plain value: it can be sent to other clones, and
/// resolved in any replica of the same text. An empty path is the beginning of the text.
struct TextAnchor
{
    TextPath path;

    static Result<TextAnchor> fromMsgPack(QByteArrayView bytes);
    QByteArray toMsgPack() const;
    bool operator==(const TextAnchor &) const = default;
};

/// A shared text: the replica that one clone holds of an m-ld TSeq (semantics.md 12; README.md
/// explains the structure). Replicas that have applied the same operations, each once and in
/// causal order, have the same text.
///
/// Indexes and lengths are UTF-16 units of the real text; a character beyond U+FFFF counts two.
/// Lone surrogates and U+0000 in new content become U+FFFD. No edit of ours ever leaves half a
/// pair. Editing costs O(log n) in the size of the text and its history.
///
/// A value: copies are independent and cost O(n). Not thread-safe; no globals, so different
/// texts may live in different threads. Every failure leaves the text as it was.
///
/// *Keeping it on disk.* Keep saveState() as a base, and after it, in order, each operation (own
/// and remote) that was applied since; on start load() the base and replay() the operations. The
/// result is equal in every bit, tick included, which matters: a tick used twice makes
/// the clones of a domain diverge for good (semantics.md 12.10). Keep own operations before they are
/// sent. Undone operations (undo()) cannot be replayed: write a new base then. For
/// stores that keep the tick besides, raiseTick().
class TSeq
{
public:
    /// An index that means the end of the text.
    static constexpr qsizetype End = std::numeric_limits<qsizetype>::max();
    /// The most positions that a text can have, emptied ones among them, and the most empty ones
    /// that one operation may leave.
    static constexpr qsizetype MaxLength = 1 << 26;
    static constexpr qsizetype MaxGap = 1 << 20;

    /// An empty text for the clone whose id is `pid`. Without an id it cannot be edited here, but it
    /// can take operations.
    explicit TSeq(const QString &pid);
    TSeq(const TSeq &other);
    TSeq(TSeq &&other) noexcept;
    TSeq &operator=(const TSeq &other);
    TSeq &operator=(TSeq &&other) noexcept;
    ~TSeq();

    /// The text with the given state (semantics.md 12.8), written by this or any clone. The
    /// tick is the state's, or the highest of this process in it if that is higher.
    static Result<TSeq> load(const QString &pid, QByteArrayView msgPack);
    static Result<TSeq> loadJson(const QString &pid, const QJsonValue &json);
    /// The state as MessagePack, as it travels in inserts and snapshots and is stored. Holes
    /// are `D4 00 00` (wire.md T18).
    QByteArray saveState() const;
    QJsonValue saveJson() const;

    /// The state in a form of this engine, about a fifth as large: for the disk, not for other clones.
    QByteArray saveCompact() const;
    /// The text that saveCompact() has saved; Malformed for anything else.
    static Result<TSeq> loadCompact(const QString &pid, QByteArrayView bytes);
    /// Whether bytes look like those of saveCompact(); no MessagePack does.
    static bool isCompact(QByteArrayView bytes);

    QString pid() const;
    QString text() const;
    /// Part of the text; arguments are clamped to it.
    QString text(qsizetype index, qsizetype count) const;
    qsizetype length() const;
    /// The time of this process: the tick of its last insert.
    qint64 tick() const;
    /// Sets the tick to `tick` if that is higher.
    void raiseTick(qint64 tick);

    /// Deletes `deleteCount` units from `index` on and puts `content` there. An index or a
    /// count beyond the end means the end. A splice that touches one half of a surrogate pair is widened to
    /// delete both halves; an insert between two halves goes before the pair. TextEdit::splice
    /// is what was done.
    /// Errors: BadPattern for a negative index or count, DeltaTooBig if the text would be too long,
    /// BadConfiguration without an id.
    Result<TextEdit> splice(qsizetype index, qsizetype deleteCount, QStringView content = {});

    /// Applies an operation of another clone. `author`, if it is known, is that clone's id: an operation
    /// that writes in another's array is then refused. The tick does not change.
    /// Errors: Malformed for an operation that no correct clone can have made, DeltaTooBig
    /// if the text would be too long.
    Result<TextUpdate> apply(const TextOperation &operation, const QString &author = {});

    /// Takes `undone` back, given latest first, as by wire.md 13, and then applies `operation` if
    /// there is one, as one change (semantics.md 12.9). Positions that others have changed
    /// since get their old value all the same.
    Result<TextUpdate> undo(std::span<const TextLocalOperation> undone,
                            const TextOperation *operation = nullptr, const QString &author = {});

    /// Repeats an operation on the state before it: one of another clone, or of this one, whose tick
    /// is then restored. The state is afterwards equal in every bit to the one that the
    /// first application left.
    Result<TextUpdate> replay(const TextOperation &operation);

    /// The anchor for a position; the index is clamped to the text.
    TextAnchor anchorAt(qsizetype index) const;
    /// Where an anchor is now. O(length of its path · log n).
    qsizetype indexOf(const TextAnchor &anchor) const;

    /// Examines every invariant of the structure, at a cost of O(n). For tests, and for
    /// states of doubtful origin. The error says which one is broken.
    Result<> check() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace mld
