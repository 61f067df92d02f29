// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/datasetparts.h"
#include "dataset/snapshot.h"

#include <unordered_map>
#include <unordered_set>

namespace mld {

/// What a Snapshot has yet to give.
struct Snapshot::Contents
{
    /// Copies the state of a text that is about to change.
    void keepText(TermId text);
    /// The state of a text as it was, which is not asked for again.
    std::optional<QByteArray> takeText(TermId text);

    const DatasetParts *parts = nullptr; ///< null if the data is gone
    std::vector<TripleRow> rows;
    size_t at = 0;
    std::unordered_set<TermId> texts; ///< to be given from the store
    std::unordered_map<TermId, QByteArray> kept;
};

} // namespace mld
