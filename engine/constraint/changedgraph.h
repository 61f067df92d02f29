// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "dataset/patch.h"

#include <QHash>

#include <array>
#include <unordered_set>

namespace mld {

/// A graph as it would be after some changes that are not made: what constraints look at to judge
/// them. Cheap to make: it costs what the changes cost, not what the graph holds.
class ChangedGraph : public Graph
{
public:
    /// `base` must outlive this and stay as it is. Its term numbers keep their meaning.
    explicit ChangedGraph(const Graph &base);

    /// Adds a change on top of those before it: its deletes, then its inserts, then its entailments.
    /// Splices are left out.
    void add(const Patch &patch);
    void insert(const Triple &triple);
    void remove(const Triple &triple);

    TermId find(const Term &term) const override;
    Term term(TermId id) const override;
    std::vector<TermId> findEqual(const Term &term) const override;
    void match(TermId subject, TermId predicate, TermId object, const Visitor &visit) const override;
    qint64 estimate(TermId subject, TermId predicate, TermId object) const override;
    void matchHidden(const Term &subject, const Term &predicate,
                     const std::function<void(const Triple &)> &visit) const override;
    std::optional<QString> textOf(const QString &valueId) const override;
    std::optional<QByteArray> binaryOf(const QString &dataId) const override;

private:
    using Ids = std::array<TermId, 3>;
    struct HashIds
    {
        size_t operator()(const Ids &ids) const { return qHashMulti(0, ids[0], ids[1], ids[2]); }
    };
    using IdSet = std::unordered_set<Ids, HashIds>;

    TermId idFor(const Term &term);
    bool baseContains(const Ids &ids) const;
    void visitAdded(const std::vector<Ids> &candidates, const Ids &wanted, const Visitor &visit,
                    bool &isStopped) const;

    const Graph &m_base;
    QHash<Term, TermId> m_newIds;
    std::vector<Term> m_newTerms;
    IdSet m_removed;
    IdSet m_added;
    std::vector<Ids> m_addedInOrder;
    QHash<TermId, std::vector<Ids>> m_addedBySubject;
    QHash<TermId, std::vector<Ids>> m_addedByObject;
    QHash<QString, QString> m_newTexts;
    QHash<QString, QByteArray> m_newBinaries;
};

} // namespace mld
