// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rdf/term.h"

#include <QByteArray>
#include <QHash>

#include <limits>
#include <vector>

namespace mld {

/// One edit of a shared text as an app asks for it: at UTF-16 index `index`, delete `deleteCount`
/// units, then insert `content` (semantics.md 12.3). An index beyond the end means the end.
struct Splice
{
    /// The index of a concatenation: after all that is there.
    static constexpr qint64 end = std::numeric_limits<qint64>::max();

    qint64 index = 0;
    qint64 deleteCount = 0;
    QString content;

    friend bool operator==(const Splice &, const Splice &) = default;
};

/// Splices of one text value, in order, each counting from the text that the one before it left.
struct TextSplices
{
    Triple triple; ///< its object is the text literal (text = value id)
    std::vector<Splice> splices;
};

/// What a write changes: the outcome of evaluating a pattern, before and after constraints
/// (semantics.md 5, 9). No triple is in both deletes and inserts.
struct Patch
{
    std::vector<Triple> deletes;
    std::vector<Triple> inserts;
    std::vector<TextSplices> splices;

    /// Local-only changes (entailments); never in an operation. They add and remove triples in the
    /// graph without regard to transaction ids: list indexes have none; a value that has some and is
    /// not in the graph is hidden, and is shown again by an entailed insert (semantics.md 9.2).
    std::vector<Triple> entailedDeletes;
    std::vector<Triple> entailedInserts;

    /// The first content of shared texts that `inserts` creates, by value id.
    QHash<QString, QString> newTexts;
    /// The bytes of binary literals in `inserts`, by data id.
    QHash<QString, QByteArray> newBinaries;

    /// For events: under which old list index each list position triple of `inserts` and `deletes` is
    /// to be shown (semantics.md 8.7). Set by the list constraint.
    QHash<Triple, qint64> listIndexes;

    bool isEmpty() const { return deletes.empty() && inserts.empty() && splices.empty(); }
};

} // namespace mld
