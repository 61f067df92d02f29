// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rdf/term.h"

#include <QByteArray>
#include <QHash>

#include <vector>

namespace mld {

/// One edit of a shared text as an app asks for it: at UTF-16 index `index`, delete `deleteCount`
/// units, then insert `content` (semantics.md 12.3). An index beyond the end means the end.
struct Splice
{
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

    /// Local-only changes (entailments: list indexes, hidden values); never in an operation.
    std::vector<Triple> entailedDeletes;
    std::vector<Triple> entailedInserts;

    /// The first content of shared texts that `inserts` creates, by value id.
    QHash<QString, QString> newTexts;
    /// The bytes of binary literals in `inserts`, by data id.
    QHash<QString, QByteArray> newBinaries;

    bool isEmpty() const { return deletes.empty() && inserts.empty() && splices.empty(); }
};

} // namespace mld
