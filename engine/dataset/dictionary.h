// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock/tid.h"
#include "dataset/graph.h"
#include "dataset/siphash.h"
#include "store/store.h"

#include <QHash>

#include <array>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mld {

/// A bounded map that forgets what was not used for long: when the young half is full it becomes
/// the old one, and the old one is dropped.
template <typename Key, typename Value>
class BoundedCache
{
public:
    explicit BoundedCache(size_t bound) : m_half(bound / 2) { }

    const Value *find(const Key &key)
    {
        if (const auto it = m_young.find(key); it != m_young.end())
            return &it->second;
        const auto it = m_old.find(key);
        return it == m_old.end() ? nullptr : &insert(key, it->second);
    }

    const Value &insert(const Key &key, Value value)
    {
        if (m_young.size() >= m_half) {
            m_old = std::move(m_young);
            m_young.clear();
        }
        return m_young.insert_or_assign(key, std::move(value)).first->second;
    }

    void remove(const Key &key)
    {
        m_young.erase(key);
        m_old.erase(key);
    }

    void clear()
    {
        m_young.clear();
        m_old.clear();
    }

private:
    std::unordered_map<Key, Value> m_young;
    std::unordered_map<Key, Value> m_old;
    size_t m_half;
};

/// The numbers of terms and of transaction ids, kept in a Store. A number is never given to another
/// term; the numbers of IRIs are odd and those of literals even.
///
/// Text that is not well-formed UTF-16 is taken as if its lone surrogates were U+FFFD, as they
/// would be on the wire (semantics.md 12.11).
class Dictionary
{
public:
    explicit Dictionary(Store &store);

    static bool isIri(TermId id) { return id & 1; }

    /// The number of a term, or 0 if it has none.
    TermId find(const Term &term) const;
    /// The number of a term, which it gets if it has none. In a transaction.
    TermId intern(const Term &term);
    /// The term of a number; null if there is none.
    Term term(TermId id) const;
    /// Numbers of all terms of the same value (semantics.md 4.2), `term` itself among them.
    std::vector<TermId> findEqual(const Term &term) const;

    /// As for terms; 0 stands for none.
    qint64 findTid(const Tid &tid) const;
    qint64 internTid(const Tid &tid);
    Tid tid(qint64 id) const;

    /// True for the datatype of any literal that ever was.
    bool isDatatype(TermId id) const;
    /// Removes a term, or the number of a transaction id, to which nothing may refer any more.
    void remove(TermId id);
    void removeTid(qint64 id);
    /// Forgets all terms and transaction ids; nothing may refer to them any more.
    void clear();

    /// Many terms are about to be added to none: until endBulk(), which must follow, they are found by a table in
    /// memory, and not by an index of the store. In a transaction.
    void beginBulk();
    void endBulk();

    /// Gives back the memory of what is kept so as not to be read again.
    void dropCaches() const;

private:
    quint64 hashOf(const Term &term) const;
    TermId lookUp(const Term &term, quint64 hash) const;
    TermId findInBulk(const Term &term, quint64 hash) const;
    TermId insert(const Term &term, quint64 hash);
    TermId datatypeOf(const Term &term) const;
    const std::unordered_set<TermId> &datatypes() const;
    TermId nextNumber() const;
    void followUndo() const;
    void forget() const;

    Store &m_store;
    SipHash::Key m_key;
    mutable quint64 m_undoCount;
    mutable TermId m_next = 0; ///< half of the next number; 0 if not known
    mutable std::optional<std::unordered_set<TermId>> m_datatypes; ///< if they have been read
    /// Between beginBulk() and endBulk(): the numbers of all terms, by their hashes.
    mutable std::optional<QHash<quint64, TermId>> m_bulk;
    mutable BoundedCache<quint64, TermId> m_ids;
    mutable BoundedCache<TermId, Term> m_terms;
    mutable BoundedCache<QByteArray, qint64> m_tidIds;
    mutable BoundedCache<qint64, Tid> m_tids;
    /// Terms that were looked for and are not there, by their hashes: of a new one that is asked several times.
    mutable std::array<Term, 16> m_absent;
};

} // namespace mld
