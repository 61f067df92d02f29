// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/patch.h"
#include "list/listrows.h"
#include "rdf/listkey.h"
#include "result.h"


#include <QSet>

#include <vector>

namespace mld::list {

/// Turns what a local write asks of one list into position triples (semantics.md 8.3, 8.4).
/// Used once: add the inserts of the write, then finish().
class ListWrite
{
public:
    /// `rows` are those of the list before the write, and must outlive this.
    ListWrite(Term listIri, const std::vector<Row> &rows);

    /// A slot goes before the item that has an index now. Several slots for one key go in order of
    /// their IRIs.
    void insertAt(const ListKey &key, const Term &slot);
    /// A slot goes to a given position.
    void insertAt(const QString &position, const Term &slot);
    /// The slot at a position goes away.
    void removeAt(const QString &position, const Term &slot);

    /// Adds the position triples to the inserts of `patch`, and its list indexes for events. Fails
    /// with ConstraintViolated if a slot would be in two places.
    Result<void> finish(const QString &cloneId, Patch &patch);

private:
    struct Place
    {
        ListKey key;
        Term slot;
    };

    Result<void> checkSlots(Patch &patch);
    void allocate(std::vector<Place> &pending, const QString &lower, const QString &upper,
                  const QString &cloneId, Patch &patch) const;
    bool isRemoved(const Row &row) const;

    Term m_list;
    const std::vector<Row> &m_old;
    std::vector<Place> m_places;
    std::vector<Row> m_given;
    QSet<Triple> m_removed;
};

} // namespace mld::list
