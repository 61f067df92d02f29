// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "constraint/changedgraph.h"

#include "rdf/literal.h"

namespace mld {

namespace {

// Numbers of terms that the base does not know; it gives out none so high.
constexpr TermId firstNewId = TermId(1) << 63;

} // namespace

ChangedGraph::ChangedGraph(const Graph &base) : m_base(base) { }

void ChangedGraph::add(const Patch &patch)
{
    for (const Triple &triple : patch.deletes)
        remove(triple);
    for (const Triple &triple : patch.inserts)
        insert(triple);
    for (const Triple &triple : patch.entailedDeletes)
        remove(triple);
    for (const Triple &triple : patch.entailedInserts)
        insert(triple);
    m_newTexts.insert(patch.newTexts);
    m_newBinaries.insert(patch.newBinaries);
}

void ChangedGraph::insert(const Triple &triple)
{
    const Ids ids { idFor(triple.subject), idFor(triple.predicate), idFor(triple.object) };
    m_removed.erase(ids);
    if (baseContains(ids) || !m_added.insert(ids).second)
        return;
    m_addedInOrder.push_back(ids);
    m_addedBySubject[ids[0]].push_back(ids);
    m_addedByObject[ids[2]].push_back(ids);
}

void ChangedGraph::remove(const Triple &triple)
{
    const Ids ids { find(triple.subject), find(triple.predicate), find(triple.object) };
    if (ids[0] == 0 || ids[1] == 0 || ids[2] == 0)
        return;
    if (m_added.erase(ids) > 0) {
        const auto isRemoved = [&](const Ids &other) { return other == ids; };
        std::erase_if(m_addedInOrder, isRemoved);
        std::erase_if(m_addedBySubject[ids[0]], isRemoved);
        std::erase_if(m_addedByObject[ids[2]], isRemoved);
    } else {
        m_removed.insert(ids);
    }
}

TermId ChangedGraph::idFor(const Term &term)
{
    if (const TermId known = find(term))
        return known;
    m_newTerms.push_back(term);
    const TermId id = firstNewId + m_newTerms.size() - 1;
    m_newIds.insert(term, id);
    return id;
}

bool ChangedGraph::baseContains(const Ids &ids) const
{
    for (const TermId id : ids) {
        if (id >= firstNewId)
            return false;
    }
    bool isFound = false;
    m_base.match(ids[0], ids[1], ids[2], [&](TermId, TermId, TermId) {
        isFound = true;
        return false;
    });
    return isFound;
}

TermId ChangedGraph::find(const Term &term) const
{
    const TermId known = m_base.find(term);
    return known != 0 ? known : m_newIds.value(term, 0);
}

Term ChangedGraph::term(TermId id) const
{
    return id >= firstNewId ? m_newTerms.at(id - firstNewId) : m_base.term(id);
}

std::vector<TermId> ChangedGraph::findEqual(const Term &term) const
{
    std::vector<TermId> found = m_base.findEqual(term);
    const QString key = literal::valueKey(term);
    for (size_t i = 0; i < m_newTerms.size(); ++i) {
        const bool isEqual = m_newTerms[i] == term
                || (!key.isEmpty() && literal::valueKey(m_newTerms[i]) == key);
        if (isEqual)
            found.push_back(firstNewId + i);
    }
    return found;
}

void ChangedGraph::match(TermId subject, TermId predicate, TermId object,
                         const Visitor &visit) const
{
    const Ids wanted { subject, predicate, object };
    bool isStopped = false;
    if (subject < firstNewId && predicate < firstNewId && object < firstNewId) {
        m_base.match(subject, predicate, object, [&](TermId s, TermId p, TermId o) {
            if (!m_removed.contains({ s, p, o }) && !visit(s, p, o))
                isStopped = true;
            return !isStopped;
        });
    }
    if (isStopped)
        return;
    if (subject != 0)
        visitAdded(m_addedBySubject.value(subject), wanted, visit, isStopped);
    else if (object != 0)
        visitAdded(m_addedByObject.value(object), wanted, visit, isStopped);
    else
        visitAdded(m_addedInOrder, wanted, visit, isStopped);
}

void ChangedGraph::visitAdded(const std::vector<Ids> &candidates, const Ids &wanted,
                              const Visitor &visit, bool &isStopped) const
{
    for (const Ids &ids : candidates) {
        bool isMatch = true;
        for (size_t i = 0; i < ids.size(); ++i)
            isMatch = isMatch && (wanted[i] == 0 || wanted[i] == ids[i]);
        if (isMatch && !visit(ids[0], ids[1], ids[2])) {
            isStopped = true;
            return;
        }
    }
}

qint64 ChangedGraph::estimate(TermId subject, TermId predicate, TermId object) const
{
    const bool isNew = subject >= firstNewId || predicate >= firstNewId || object >= firstNewId;
    return (isNew ? 0 : m_base.estimate(subject, predicate, object)) + qint64(m_added.size());
}

void ChangedGraph::matchHidden(const Term &subject, const Term &predicate,
                               const std::function<void(const Triple &)> &visit) const
{
    m_base.matchHidden(subject, predicate, visit);
}

std::optional<QString> ChangedGraph::textOf(const QString &valueId) const
{
    const auto found = m_newTexts.constFind(valueId);
    return found != m_newTexts.cend() ? std::optional(*found) : m_base.textOf(valueId);
}

std::optional<QByteArray> ChangedGraph::binaryOf(const QString &dataId) const
{
    const auto found = m_newBinaries.constFind(dataId);
    return found != m_newBinaries.cend() ? std::optional(*found) : m_base.binaryOf(dataId);
}

} // namespace mld
