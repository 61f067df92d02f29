// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/dictionary.h"
#include "dataset/graph.h"
#include "store/store.h"

#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace mld {

/// A triple as numbers.
struct TripleIds
{
    TermId subject = 0;
    TermId predicate = 0;
    TermId object = 0;

    friend auto operator<=>(const TripleIds &, const TripleIds &) = default;
};

/// One row: a triple and one of the transactions that inserted it, 0 for an entailed triple.
struct TripleRow
{
    TripleIds triple;
    qint64 tid = 0;

    friend auto operator<=>(const TripleRow &, const TripleRow &) = default;
};

/// The rows of triples and transaction ids, visible and hidden, in a Store. All rows of one triple
/// are either visible or hidden.
class TripleTable
{
public:
    enum class Place { Visible, Hidden };

    /// Wants to know which visible rows come and go.
    class Watcher
    {
    public:
        virtual ~Watcher() = default;
        virtual void rowChanged(const TripleRow &row, bool isThere) = 0;
    };

    explicit TripleTable(Store &store) : m_store(store) { }

    /// Grows whenever something becomes hidden, or is not hidden any more.
    quint64 hiddenChanges() const { return m_hiddenChanges; }

    /// Null for none. What the store undoes is not told.
    void setWatcher(Watcher *watcher) { m_watcher = watcher; }

    /// Adds a row, among the hidden ones if the triple is hidden; false if it was there.
    bool add(const TripleIds &triple, qint64 tid);
    /// Adds a row of a triple of which nothing is elsewhere: for loading.
    void load(const TripleIds &triple, qint64 tid);
    /// Adds a row to the hidden ones.
    void addHidden(const TripleIds &triple, qint64 tid);
    /// Removes a row and says where it was; nothing if it was not there.
    std::optional<Place> remove(const TripleIds &triple, qint64 tid);
    /// Moves all rows of a triple; false if there are none to move.
    bool move(const TripleIds &triple, Place to);
    void clear();

    bool isEmpty() const;
    bool isVisible(const TripleIds &triple) const;
    bool isHidden(const TripleIds &triple) const;
    /// The TIDs of a triple that is visible; 0 among them if it is entailed.
    std::vector<qint64> visibleTids(const TripleIds &triple) const;
    /// The TIDs of a triple, wherever it is.
    std::vector<qint64> tids(const TripleIds &triple) const;
    /// The objects of the hidden triples of a subject and predicate.
    std::vector<TermId> hiddenObjects(TermId subject, TermId predicate) const;
    /// All hidden rows, in order.
    std::vector<TripleRow> hiddenRows() const;

    /// The predicates of visible triples, in order; at most `limit` of them.
    std::vector<TermId> predicates(size_t limit) const;
    /// Whether a visible triple has this term, a literal with any of `predicates`.
    bool hasTerm(TermId term, const std::vector<TermId> &predicates) const;
    /// Whether a visible triple has this object and predicate.
    bool hasObject(TermId predicate, TermId object) const;

    void match(const TripleIds &pattern, const Graph::Visitor &visit) const;
    qint64 estimate(const TripleIds &pattern) const;
    /// Visits the visible rows after those of a triple, in their order, until `visit` returns false.
    void rowsAfter(const TripleIds &triple, const std::function<bool(const TripleRow &)> &visit) const;

private:
    void matchObject(TermId object, const Graph::Visitor &visit) const;
    void tell(const TripleIds &triple, const std::vector<qint64> &tids, bool isThere);

    bool isAnyHidden() const;

    Store &m_store;
    Watcher *m_watcher = nullptr;
    /// False if it is known that nothing is hidden, as it is in most domains; and the store's undo count at
    /// that time.
    mutable std::optional<bool> m_isAnyHidden;
    mutable quint64 m_undoCount = 0;
    quint64 m_hiddenChanges = 0;
};

} // namespace mld
