// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/datasetparts.h"
#include "dataset/snapshot.h"

#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace mld {

/// What a Snapshot has yet to give: what follows `last` in the data, but as it was when the snapshot was
/// made. So what changes there meanwhile is noted, and nothing need be copied.
struct Snapshot::Contents
{
    /// A row comes or goes.
    void noteRow(const TripleRow &row, bool isThere);
    /// Copies the state of a text that is about to change, or to come.
    void keepText(TermId text);
    /// The state of a text as it was.
    std::optional<QByteArray> takeText(TermId text);
    /// The rows that follow `last`, as they were, until `visit` returns false.
    void visitRows(const std::function<bool(const TripleRow &)> &visit) const;
    /// All up to a triple has been given.
    void passed(const TripleIds &triple);

    const DatasetParts *parts = nullptr; ///< null if the data is gone
    TripleIds last;
    bool isAtEnd = false;
    std::vector<TripleRow> hidden;
    size_t hiddenGiven = 0;
    /// Rows after `last` that have changed: true if they were there before, and are to be given.
    std::map<TripleRow, bool> changed;
    std::unordered_set<TermId> given; ///< texts
    std::unordered_map<TermId, std::optional<QByteArray>> kept;
};

} // namespace mld
