// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock/tid.h"
#include "codec/operationcontext.h"
#include "rdf/term.h"
#include "result.h"

#include <QByteArray>
#include <QHash>

#include <vector>

namespace mld {

/// A triple and the transactions that inserted it.
struct TripleTids
{
    Triple triple;
    std::vector<Tid> tids; ///< empty: none named

    friend bool operator==(const TripleTids &, const TripleTids &) = default;
};

/// An edit of a shared text.
struct ContentUpdate
{
    Triple triple;        ///< its object's text is the value id
    QByteArray operation; ///< the operation's value, as MessagePack (wire.md 12.2)

    friend bool operator==(const ContentUpdate &, const ContentUpdate &) = default;
};

/// What an operation changes (wire.md 4).
struct OperationContent
{
    std::vector<TripleTids> deletes;
    /// In an operation that is not fused no TIDs are named: each triple has that of the operation.
    std::vector<TripleTids> inserts;
    std::vector<ContentUpdate> updates;
    /// The states of shared data in `inserts`, by value id, as MessagePack (semantics.md 12.8).
    QHash<QString, QByteArray> states;
    /// The bytes of binary literals in `inserts`, by data id.
    QHash<QString, QByteArray> binaries;

    bool isEmpty() const { return deletes.empty() && inserts.empty() && updates.empty(); }

    friend bool operator==(const OperationContent &, const OperationContent &) = default;
};

/// The content as MessagePack, not compressed. `reifiedInserts` is true for a fused operation, whose
/// inserts name their TIDs.
///
/// BadUpdate for what must not be sent: an IRI that cannot be written, an rdf:JSON literal (T8), or
/// an inserted text or binary whose data is missing. Numbers are written so that a receiver reads
/// the very same literal (T6).
Result<QByteArray> encodeContent(const OperationContent &content, const OperationContext &context,
                                 bool reifiedInserts);

/// Reads what encodeContent() writes, and the freedoms that wire.md 4 grants.
///
/// Literals come out in canonical form. Language tags are dropped (T7). rdf:JSON literals are left
/// out, since they could not be sent on (T8). Malformed if the bytes are not MessagePack, or not
/// content.
Result<OperationContent> decodeContent(QByteArrayView bytes, const OperationContext &context,
                                       bool reifiedInserts);

/// A batch of a snapshot's data (wire.md 14.5): the `inserts`, `states` and `binaries` of `content`,
/// reified.
Result<QByteArray> encodeTriples(const OperationContent &content, const OperationContext &context);
Result<OperationContent> decodeTriples(QByteArrayView bytes, const OperationContext &context);

} // namespace mld
