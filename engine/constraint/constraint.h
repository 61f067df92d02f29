// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "dataset/patch.h"
#include "result.h"

#include <memory>
#include <vector>

namespace mld {

/// A rule that the data of a domain keeps to, on every clone (semantics.md 9, wire.md 10). Stateless:
/// it may be called for any graph, on any thread that may read that.
class Constraint
{
public:
    virtual ~Constraint();

    /// Looks at a local write before it is made. `before` is the graph as it stands; `patch` is what
    /// the write asserts, and what constraints before this one added: it may be added to or changed.
    /// An error (ConstraintViolated) refuses the write; `patch` is then of no more use.
    virtual Result<void> check(const Graph &before, Patch &patch) const = 0;

    /// Looks at a remote operation before it is made. `before` is the graph as it stands, and
    /// `remote` what the operation changes: `deletes` are the triples, visible or hidden, that lose
    /// their last transaction id, `inserts` all that it inserts, also what is there already. This
    /// adds to `resolution`:
    ///  - `deletes` and `inserts`: to be done after the operation, as an operation of this clone's
    ///    own. A delete may be of a triple that the operation inserts: that is then never in the
    ///    graph, but the delete lists its transaction ids;
    ///  - entailments, to be done last;
    ///  - `listIndexes`, also for triples of `remote`.
    /// An error with a status of 4000 to 4999 refuses the operation (wire.md 8.4).
    virtual Result<void> apply(const Graph &before, const Patch &remote,
                               Patch &resolution) const = 0;
};

/// Constraints in the order in which they run: those of the configuration, then those that the data
/// declares, then those that are always there.
class ConstraintList : public Constraint
{
public:
    void add(std::unique_ptr<Constraint> constraint);

    Result<void> check(const Graph &before, Patch &patch) const override;
    Result<void> apply(const Graph &before, const Patch &remote, Patch &resolution) const override;

private:
    std::vector<std::unique_ptr<Constraint>> m_constraints;
};

/// A remote operation and what constraints made of it as one change, for the event (semantics.md 6):
/// what was inserted and taken back is only a delete, and a delete of something hidden is left out.
Patch combinedChange(const Graph &before, const Patch &remote, const Patch &resolution);

} // namespace mld
