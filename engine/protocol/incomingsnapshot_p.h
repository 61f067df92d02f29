// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/replica.h"

namespace mld {

/// A snapshot on its way: a dataset of its own beside the one in use.
struct Replica::Incoming
{
    Incoming(std::unique_ptr<Store> opened, const CloneId &cloneId, SnapshotHeader given)
        : store(std::move(opened)), dataset(*store, cloneId), journal(*store), header(std::move(given))
    {
    }

    const std::unique_ptr<Store> store;
    Dataset dataset;
    Journal journal;
    const SnapshotHeader header;
    qint64 rows = 0; ///< triples with their ids that have come
};

} // namespace mld
