// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/constraint.h"

#include "constraint/graphread.h"

#include <QSet>

namespace mld {

namespace {

// Triples in the order in which they were added, each once.
class TripleList
{
public:
    void add(const std::vector<Triple> &triples, const QSet<Triple> &except = {})
    {
        for (const Triple &triple : triples) {
            if (!except.contains(triple) && !m_seen.contains(triple)) {
                m_seen.insert(triple);
                m_triples.push_back(triple);
            }
        }
    }
    std::vector<Triple> take() { return std::move(m_triples); }

private:
    QSet<Triple> m_seen;
    std::vector<Triple> m_triples;
};

void addTo(QSet<Triple> &set, const std::vector<Triple> &triples)
{
    for (const Triple &triple : triples)
        set.insert(triple);
}

} // namespace

Constraint::~Constraint() = default;

void ConstraintList::add(std::unique_ptr<Constraint> constraint)
{
    m_constraints.push_back(std::move(constraint));
}

Result<void> ConstraintList::check(const Graph &before, Patch &patch) const
{
    for (const auto &constraint : m_constraints)
        MLD_TRY(constraint->check(before, patch));
    return {};
}

Result<void> ConstraintList::apply(const Graph &before, const Patch &remote,
                                   Patch &resolution) const
{
    for (const auto &constraint : m_constraints)
        MLD_TRY(constraint->apply(before, remote, resolution));
    return {};
}

Patch combinedChange(const Graph &before, const Patch &remote, const Patch &resolution)
{
    QSet<Triple> takenBack;
    addTo(takenBack, resolution.deletes);
    addTo(takenBack, resolution.entailedDeletes);
    QSet<Triple> restored;
    addTo(restored, resolution.inserts);
    addTo(restored, resolution.entailedInserts);

    TripleList inserts;
    inserts.add(remote.inserts, takenBack);
    inserts.add(resolution.inserts);

    std::vector<Triple> visibleDeletes;
    for (const Triple &triple : remote.deletes) {
        if (contains(before, triple))
            visibleDeletes.push_back(triple);
    }
    TripleList deletes;
    deletes.add(visibleDeletes, restored);
    deletes.add(resolution.deletes);

    Patch combined = remote;
    combined.inserts = inserts.take();
    combined.deletes = deletes.take();
    combined.entailedInserts = resolution.entailedInserts;
    combined.entailedDeletes = resolution.entailedDeletes;
    combined.listIndexes = resolution.listIndexes;
    combined.newTexts.insert(resolution.newTexts);
    combined.newBinaries.insert(resolution.newBinaries);
    return combined;
}

} // namespace mld
