// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonArray>
#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <optional>
#include <span>
#include <vector>

namespace mld {

/// One step of the path to a position: the array of process `pid` below the position named by
/// the steps before, and the index in that array, which may be negative (semantics.md 12.2).
struct TextName
{
    QString pid;
    qint32 index = 0;

    bool operator==(const TextName &) const = default;
};

/// The path from the root to a position; it names the position for good.
using TextPath = std::vector<TextName>;

/// What a position holds: one UTF-16 unit, or nothing, and the tick of its author when it was set.
struct TextChar
{
    char16_t unit = 0; ///< 0 stands for "no character", which travels as ""
    qint64 tick = 0;

    constexpr bool isEmpty() const { return unit == 0; }
    bool operator==(const TextChar &) const = default;

    /// Whether `later` takes effect on a position that holds `held` (semantics.md 12.5).
    static bool hasPrecedence(const TextChar &later, const TextChar &held)
    {
        return later.isEmpty() ? later.tick >= held.tick : later.tick > held.tick;
    }
};

/// Values for consecutive positions of one array; `path` names the first.
struct TextRun
{
    TextPath path;
    std::vector<TextChar> chars;

    bool hasInserts() const;
    bool operator==(const TextRun &) const = default;
};

/// What was in the positions of an operation before it was applied: for each of its runs, for
/// each char, the old value, or Nothing where the operation had no effect. Kept in the journal,
/// never sent. A run, or the end of a run, may be missing if there is nothing to say.
struct TextRevert
{
    /// Stands for the absence of a value.
    static constexpr TextChar Nothing{0, -1};

    std::vector<std::vector<TextChar>> runs;

    /// The entry for char `index` of run `run`; nothing if there is none.
    std::optional<TextChar> at(qsizetype run, qsizetype index) const;

    static Result<TextRevert> fromMsgPack(QByteArrayView bytes);
    QByteArray toMsgPack() const;
    static Result<TextRevert> fromJson(const QJsonValue &json);
    QJsonArray toJson() const;

    bool operator==(const TextRevert &) const = default;
};

struct TextLocalOperation;

/// A change of a shared text, as it travels: runs of positions with their new values
/// (semantics.md 12.4). A plain value; it does not know the text it is for.
///
/// The units are those of the wire: halves of surrogate pairs are private-use characters
/// (semantics.md 12.11), so that each fits a position.
///
/// Decoding is for bytes from anywhere: whatever does not have the right form, has a path of more
/// than MaxPathLength steps, an index beyond ±MaxIndex, a tick beyond MaxTick, or a position with
/// more than one unit gives ErrorCode::Malformed. Runs without chars are left out.
class TextOperation
{
public:
    static constexpr qsizetype MaxPathLength = 1 << 16;
    static constexpr qint32 MaxIndex = 1 << 29;
    static constexpr qint64 MaxTick = (qint64(1) << 53) - 1;

    std::vector<TextRun> runs;

    /// Whether it does nothing. Such an operation is still sent, as `[]`.
    bool isEmpty() const { return runs.empty(); }

    static Result<TextOperation> fromMsgPack(QByteArrayView bytes);
    QByteArray toMsgPack() const;
    static Result<TextOperation> fromJson(const QJsonValue &json);
    QJsonArray toJson() const;

    /// The processes in whose arrays it puts characters, each once. An operation as it was made
    /// has its author alone here; one that only deletes has none.
    QStringList authors() const;

    /// One operation for consecutive `operations` of one author, in their order, with the revert
    /// data for the whole (semantics.md 12.9). Revert data may be missing for any of them, or
    /// any part; the result then has what is known.
    static TextLocalOperation fuse(std::span<const TextLocalOperation> operations);

    /// The rest of `operation`, which was fused from `prefix` and later ones, for a text that
    /// has `prefix` already (semantics.md 12.9).
    static TextOperation cut(const TextOperation &prefix, const TextOperation &operation);

    bool operator==(const TextOperation &) const = default;
};

/// An operation with the data to take it back.
struct TextLocalOperation
{
    TextOperation operation;
    TextRevert revert;
};

} // namespace mld
