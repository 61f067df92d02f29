// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "dataset/patch.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace mld::test {

/// A Graph of a few triples in memory, for tests of what reads a Graph. Scans; finds terms by text only.
class MemoryGraph : public Graph
{
public:
    MemoryGraph() = default;
    explicit MemoryGraph(const std::vector<Triple> &triples)
    {
        for (const Triple &triple : triples)
            insert(triple);
    }

    void insert(const Triple &triple)
    {
        for (const Term *term : { &triple.subject, &triple.predicate, &triple.object }) {
            if (!m_ids.contains(*term)) {
                m_terms.push_back(*term);
                m_ids.insert(*term, m_terms.size());
            }
        }
        m_triples.insert(triple);
    }
    void remove(const Triple &triple) { m_triples.remove(triple); }
    bool contains(const Triple &triple) const { return m_triples.contains(triple); }
    const QSet<Triple> &triples() const { return m_triples; }
    /// Applies a patch, deletes first.
    void apply(const Patch &patch)
    {
        for (const auto *triples : { &patch.deletes, &patch.entailedDeletes }) {
            for (const Triple &triple : *triples)
                remove(triple);
        }
        for (const auto *triples : { &patch.inserts, &patch.entailedInserts }) {
            for (const Triple &triple : *triples)
                insert(triple);
        }
    }
    QHash<QString, QString> texts;
    /// What matchHidden() gives.
    QSet<Triple> hidden;

    TermId find(const Term &term) const override { return m_ids.value(term, 0); }
    Term term(TermId id) const override { return m_terms.at(id - 1); }
    std::vector<TermId> findEqual(const Term &term) const override
    {
        const TermId id = find(term);
        return id == 0 ? std::vector<TermId>() : std::vector<TermId> { id };
    }
    void match(TermId subject, TermId predicate, TermId object, const Visitor &visit) const override
    {
        for (const Triple &triple : m_triples) {
            const TermId s = find(triple.subject);
            const TermId p = find(triple.predicate);
            const TermId o = find(triple.object);
            if ((subject == 0 || subject == s) && (predicate == 0 || predicate == p)
                && (object == 0 || object == o) && !visit(s, p, o))
                return;
        }
    }
    qint64 estimate(TermId subject, TermId predicate, TermId object) const override
    {
        qint64 count = 0;
        match(subject, predicate, object, [&](TermId, TermId, TermId) {
            ++count;
            return true;
        });
        return count;
    }
    void matchHidden(const Term &subject, const Term &predicate,
                     const std::function<void(const Triple &)> &visit) const override
    {
        for (const Triple &triple : hidden) {
            if (triple.subject == subject && triple.predicate == predicate)
                visit(triple);
        }
    }
    std::optional<QString> textOf(const QString &valueId) const override
    {
        const auto found = texts.constFind(valueId);
        return found == texts.cend() ? std::nullopt : std::optional(*found);
    }
    std::optional<QByteArray> binaryOf(const QString &) const override { return std::nullopt; }

private:
    QHash<Term, TermId> m_ids;
    std::vector<Term> m_terms;
    QSet<Triple> m_triples;
};

inline Triple triple(const QString &subject, const QString &predicate, const Term &object)
{
    return { Term::iri(subject), Term::iri(predicate), object };
}

} // namespace mld::test
