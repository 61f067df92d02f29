// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/operationcontent.h"
#include "dataset/graph.h"
#include "result.h"

#include <memory>
#include <optional>

namespace mld {

struct DatasetParts;

/// The data of a Dataset as it was when this was made, read in batches while the dataset
/// changes (wire.md 14.5). Entailed triples are among it, without TIDs.
///
/// Costs little to make: hidden rows, which are few, are copied. Holds what has changed since, as far as
/// its turn has not come: rows, and the states of texts. To be used on the dataset's thread; may outlive the dataset.
class Snapshot
{
public:
    ~Snapshot();

    /// The next batch of visible triples, of about `triples` triples or as many as `bytes` bytes of texts and binaries
    /// allow, at least one; nothing at the end. DataLocked if the data has been replaced since the
    /// snapshot was taken, StoreFailed and the like if it cannot be read.
    Result<std::optional<OperationContent>> next(int triples = 100, qint64 bytes = 65536);
    bool isAtEnd() const;
    /// The next batch of hidden triples (semantics.md 9.2, 12.6), as next().
    Result<std::optional<OperationContent>> nextHidden(int triples = 100, qint64 bytes = 65536);

private:
    friend class Dataset;
    struct Contents;
    friend struct DatasetParts;
    explicit Snapshot(std::shared_ptr<Contents> contents);
    class BatchMaker;
    /// Adds the data of an object; false if they are missing.
    bool addData(TermId id, const Term &object, OperationContent &batch, qint64 &size);

    std::shared_ptr<Contents> m_contents;
};

} // namespace mld
