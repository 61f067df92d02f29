// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "dataset/patch.h"
#include "result.h"

#include <vector>

namespace mld {

/// Who may change what, as a domain's data say it: write permissions and statutes (semantics.md 10.3,
/// 10.4). Reads the graph when it is asked, so that it always knows it as it is; without a declaration
/// in the list of extensions it is never asked.
class Authority
{
public:
    /// Looks at changes of `before`, which must outlive it.
    explicit Authority(const Graph &before) : m_graph(before) { }

    /// Refuses a change of what a write permission controls, unless its principal (an absolute IRI, or
    /// empty) has that permission. Edits of shared texts need none. Error: Unauthorised.
    Result<void> checkPermissions(const Patch &patch, const QString &principalId) const;

    /// Whether a statute makes a local write an agreement: true if one is affected and proven. Errors:
    /// ConstraintViolated if it cannot be proven, Unauthorised without a principal.
    Result<bool> proveStatutes(const Patch &patch, const QString &principalId) const;

    /// Refuses an agreement of another that a statute does not allow. One whose conditions are not all
    /// known here is not judged. Error: Unauthorised.
    Result<void> testAgreement(const Patch &patch, const QString &principalId) const;

private:
    /// A triple that changes, and how.
    struct Touched
    {
        enum Side { Deleted, Inserted, Edited } side;
        Triple triple;

        friend bool operator==(const Touched &, const Touched &) = default;
    };
    using Update = std::vector<Touched>;

    static Update updateOf(const Patch &patch);
    /// Of an update, what a shape is about, before or after it.
    Update affected(const Term &shape, const Update &update) const;
    Update affectedByAll(const std::vector<Term> &shapes, const Update &update) const;
    bool hasClass(const Term &subject, const std::vector<Term> &classes, const Update &update) const;
    bool hasAuthority(const Term &principal, Update affected) const;

    const Graph &m_graph;
};

} // namespace mld
