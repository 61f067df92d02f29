// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "dataset/patch.h"
#include "rdf/literal.h"

#include <QHash>

#include <array>
#include <set>

/// Triples in memory, without transaction ids: what query/ needs of storage, for tests.
class MemoryGraph : public mld::Graph
{
public:
    using TermId = mld::TermId;

    TermId find(const mld::Term &term) const override { return m_ids.value(term, 0); }
    mld::Term term(TermId id) const override { return m_terms.at(id - 1); }

    std::vector<TermId> findEqual(const mld::Term &term) const override
    {
        const QString key = mld::literal::valueKey(term);
        if (!key.isEmpty())
            return m_byValue.value(key);
        const TermId id = find(term);
        return id ? std::vector<TermId>{ id } : std::vector<TermId>();
    }

    void match(TermId s, TermId p, TermId o, const Visitor &visit) const override
    {
        // The order in which the known places come first.
        const int order = s ? (o && !p ? Osp : Spo) : p ? Pos : o ? Osp : Spo;
        const Key wanted = keyOf(order, s, p, o);
        const auto &index = m_indexes[size_t(order)];
        for (auto it = index.lower_bound(wanted); it != index.end(); ++it) {
            for (size_t i = 0; i < 3 && wanted[i]; ++i) {
                if ((*it)[i] != wanted[i])
                    return;
            }
            const auto [subject, predicate, object] = tripleOf(order, *it);
            if ((p && predicate != p) || (o && object != o) || (s && subject != s))
                continue;
            if (!visit(subject, predicate, object))
                return;
        }
    }

    qint64 estimate(TermId s, TermId p, TermId o) const override
    {
        if (s && p && o)
            return 1;
        if (s)
            return m_counts.value({ 0, s });
        if (o)
            return m_counts.value({ 2, o });
        return p ? m_counts.value({ 1, p }) : qint64(m_indexes[0].size());
    }

    std::optional<QString> textOf(const QString &id) const override
    {
        const auto it = m_texts.constFind(id);
        return it == m_texts.cend() ? std::nullopt : std::optional(*it);
    }

    std::optional<QByteArray> binaryOf(const QString &id) const override
    {
        const auto it = m_binaries.constFind(id);
        return it == m_binaries.cend() ? std::nullopt : std::optional(*it);
    }

    void insert(const mld::Triple &triple)
    {
        const std::array ids = { idOf(triple.subject), idOf(triple.predicate), idOf(triple.object) };
        for (int order = 0; order < 3; ++order) {
            if (!m_indexes[size_t(order)].insert(keyOf(order, ids[0], ids[1], ids[2])).second)
                return;
        }
        for (int place = 0; place < 3; ++place)
            ++m_counts[{ place, ids[size_t(place)] }];
    }

    void remove(const mld::Triple &triple)
    {
        const std::array ids = { idOf(triple.subject), idOf(triple.predicate), idOf(triple.object) };
        for (int order = 0; order < 3; ++order) {
            if (m_indexes[size_t(order)].erase(keyOf(order, ids[0], ids[1], ids[2])) == 0)
                return;
        }
        for (int place = 0; place < 3; ++place)
            --m_counts[{ place, ids[size_t(place)] }];
    }

    void apply(const mld::Patch &patch)
    {
        for (auto it = patch.newTexts.cbegin(); it != patch.newTexts.cend(); ++it)
            m_texts.insert(it.key(), it.value());
        for (auto it = patch.newBinaries.cbegin(); it != patch.newBinaries.cend(); ++it)
            m_binaries.insert(it.key(), it.value());
        for (const auto *triples : { &patch.deletes, &patch.entailedDeletes }) {
            for (const mld::Triple &triple : *triples)
                remove(triple);
        }
        for (const auto *triples : { &patch.inserts, &patch.entailedInserts }) {
            for (const mld::Triple &triple : *triples)
                insert(triple);
        }
        for (const mld::TextSplices &edit : patch.splices) {
            QString &text = m_texts[edit.triple.object.text()];
            for (const mld::Splice &splice : edit.splices) {
                const qint64 index = std::min<qint64>(splice.index, text.size());
                text.replace(index, splice.deleteCount, splice.content);
            }
        }
    }

    size_t size() const { return m_indexes[0].size(); }

private:
    enum Order { Spo, Pos, Osp };
    using Key = std::array<TermId, 3>;

    static Key keyOf(int order, TermId s, TermId p, TermId o)
    {
        return order == Spo ? Key{ s, p, o } : order == Pos ? Key{ p, o, s } : Key{ o, s, p };
    }
    static Key tripleOf(int order, const Key &key)
    {
        return order == Spo ? key
                : order == Pos ? Key{ key[2], key[0], key[1] }
                               : Key{ key[1], key[2], key[0] };
    }

    TermId idOf(const mld::Term &term)
    {
        if (const TermId id = find(term))
            return id;
        m_terms.push_back(term);
        const TermId id = m_terms.size();
        m_ids.insert(term, id);
        const QString key = mld::literal::valueKey(term);
        if (!key.isEmpty())
            m_byValue[key].push_back(id);
        return id;
    }

    std::vector<mld::Term> m_terms;
    QHash<mld::Term, TermId> m_ids;
    QHash<QString, std::vector<TermId>> m_byValue;
    std::array<std::set<Key>, 3> m_indexes;
    QHash<std::pair<int, TermId>, qint64> m_counts;
    QHash<QString, QString> m_texts;
    QHash<QString, QByteArray> m_binaries;
};
