// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock/treeclock.h"
#include "codec/operationcontext.h"
#include "result.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace mld {

struct OperationContent;

/// Who vouches for a message (wire.md 20). Written as null if there is none.
struct Attribution
{
    QString principalId;  ///< absolute IRI
    QByteArray signature; ///< empty if the message was only attributed

    friend bool operator==(const Attribution &, const Attribution &) = default;
};

/// What a broadcast carries (wire.md 6).
struct OperationMessage
{
    qint64 prev = 0; ///< the author's public tick before this operation
    QByteArray enc;  ///< an OperationTuple; keep the bytes as received
    std::optional<Attribution> attr;

    /// The size that counts against a limit for operations (wire.md 6).
    qint64 size() const;

    friend bool operator==(const OperationMessage &, const OperationMessage &) = default;
};

QByteArray encodeMessage(const OperationMessage &message);
/// Malformed if it does not parse.
Result<OperationMessage> decodeMessage(QByteArrayView bytes);

/// How the bytes of an update are wrapped, in order of application (wire.md 5).
enum class UpdateEncoding : quint8 { Json = 0, MsgPack = 1, GZip = 2, Secured = 3 };

/// An operation that forces the domain to its state (wire.md 13).
struct Agreement
{
    qint64 tick = 0;
    QByteArray proof; ///< any value, as MessagePack

    friend bool operator==(const Agreement &, const Agreement &) = default;
};

/// An operation, its content still encoded (wire.md 5).
struct OperationTuple
{
    int version = 5;
    qint64 from = 0; ///< the first own tick of the range; below time.ticks() for a fusion
    TreeClock time;  ///< of the last operation in the range; always with an identity
    QByteArray update;
    std::vector<UpdateEncoding> encoding;
    QString principalId; ///< absolute IRI; empty if none
    std::optional<Agreement> agreed;

    bool isFusion() const { return from < time.ticks(); }
    bool isSecured() const
    {
        return !encoding.empty() && encoding.back() == UpdateEncoding::Secured;
    }

    friend bool operator==(const OperationTuple &, const OperationTuple &) = default;
};

/// BadUpdate if the principal's IRI cannot be written.
Result<QByteArray> encodeTuple(const OperationTuple &tuple, const OperationContext &context);
/// Malformed if it does not parse, and BadUpdate for versions before 3.
Result<OperationTuple> decodeTuple(QByteArrayView bytes, const OperationContext &context);

/// Puts `content` in the tuple: sets `update` and `encoding`, compressed if that is called for.
/// `from` and `time` must be set before, as they decide the form of the inserts (T21). Fails as
/// encodeContent().
Result<> packContent(OperationTuple &tuple, const OperationContent &content,
                     const OperationContext &context);
/// The content of a tuple. BadUpdate if it is secured still, unless the bytes turn out to be plain
/// (T5); otherwise fails as decodeContent().
Result<OperationContent> unpackContent(const OperationTuple &tuple,
                                       const OperationContext &context);

} // namespace mld
