// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "list/slotcopies.h"

#include "constraint/changedgraph.h"
#include "constraint/graphread.h"
#include "list/listrows.h"
#include "rdf/listkey.h"
#include "rdf/vocabulary.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <optional>

namespace mld::list {

namespace {

// The list in which each slot stays
class Owners
{
public:
    Owners(const Graph &before, const Patch &patch) : m_before(before), m_patch(patch) { }

    bool takes(const Term &listIri, const Term &slot)
    {
        auto owner = m_owners.find(slot);
        if (owner == m_owners.end()) {
            const std::vector<Term> lists = listsOf(survivors(), slot);
            owner = m_owners.insert(slot, lists.empty() ? listIri : lists.front());
        }
        return *owner == listIri;
    }

private:
    const Graph &survivors()
    {
        if (!m_survivors) {
            m_survivors.emplace(m_before);
            for (const Triple &triple : m_patch.deletes)
                m_survivors->remove(triple);
        }
        return *m_survivors;
    }

    const Graph &m_before;
    const Patch &m_patch;
    std::optional<ChangedGraph> m_survivors; ///< made when first asked for: few writes touch a list
    QHash<Term, Term> m_owners;
};

// What the copy of a slot holds: the item that the write gives it, or else that of the slot
std::vector<Term> itemsForCopy(const Graph &before, const Term &slot, Patch &patch)
{
    const Term item = Term::iri(iris::item);
    std::vector<Term> items;
    for (const Triple &triple : patch.inserts) {
        if (triple.subject == slot && triple.predicate == item)
            items.push_back(triple.object);
    }
    const std::vector<Term> held = objectsOf(before, slot, item);
    if (items.empty())
        return held;
    // The slot's own item stays what it is, unless the write takes it away.
    const bool keepsOwn = std::any_of(held.begin(), held.end(), [&](const Term &own) {
        const Triple triple { slot, item, own };
        return std::find(patch.deletes.begin(), patch.deletes.end(), triple)
                == patch.deletes.end();
    });
    if (keepsOwn) {
        std::erase_if(patch.inserts, [&](const Triple &triple) {
            return triple.subject == slot && triple.predicate == item;
        });
    }
    return items;
}

} // namespace

void copySharedSlots(const Graph &before, const std::function<QString()> &newId, Patch &patch)
{
    Owners owners(before, patch);
    QHash<Term, std::vector<Term>> itemsOfCopies;
    std::vector<size_t> shared;
    for (size_t i = 0; i < patch.inserts.size(); ++i) {
        const Triple &triple = patch.inserts[i];
        const bool isPlaced = isPosition(triple) || ListKey::fromIri(triple.predicate.text());
        if (isPlaced && !owners.takes(triple.subject, triple.object))
            shared.push_back(i);
    }
    std::vector<Triple> copies;
    for (const size_t i : shared)
        copies.push_back(patch.inserts[i]);
    for (const Triple &copy : copies)
        std::erase(patch.inserts, copy);
    for (const Triple &copy : copies) {
        auto items = itemsOfCopies.find(copy.object);
        if (items == itemsOfCopies.end())
            items = itemsOfCopies.insert(copy.object, itemsForCopy(before, copy.object, patch));
        const Term slot = Term::iri(newId());
        patch.inserts.push_back({ copy.subject, copy.predicate, slot });
        for (const Term &item : *items)
            patch.inserts.push_back({ slot, Term::iri(iris::item), item });
    }
}

} // namespace mld::list
