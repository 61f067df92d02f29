// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/graphdifference.h"

#include "rdf/vocabulary.h"

#include <algorithm>

namespace mld {

bool isListIndex(const Triple &triple)
{
    return triple.predicate.text() == iris::index;
}

Splice spliceBetween(const QString &before, const QString &after)
{
    const auto [endOfStart, unused] =
            std::mismatch(before.begin(), before.end(), after.begin(), after.end());
    const qsizetype start = endOfStart - before.begin();
    const qsizetype shorter = std::min(before.size(), after.size()) - start;
    qsizetype tail = 0;
    while (tail < shorter && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    return {start, before.size() - start - tail, after.mid(start, after.size() - start - tail)};
}

GraphPicture::GraphPicture(const Graph &graph)
{
    graph.match(0, 0, 0, [&](TermId subject, TermId predicate, TermId object) {
        const Triple triple{graph.term(subject), graph.term(predicate), graph.term(object)};
        if (triple.object.datatype() == iris::text)
            m_texts.insert(triple.object.text(), graph.textOf(triple.object.text()).value_or(QString()));
        else if (triple.object.datatype() == iris::xsdBase64Binary)
            m_binaries.insert(triple.object.text(), graph.binaryOf(triple.object.text()).value_or(QByteArray()));
        m_triples.insert(triple);
        return true;
    });
}

Change GraphPicture::changeTo(const Graph &graph) const
{
    const GraphPicture after(graph);
    Change change;
    change.oldTexts = m_texts;
    change.oldBinaries = m_binaries;
    change.patch.newTexts = after.m_texts;
    change.patch.newBinaries = after.m_binaries;
    for (const Triple &triple : m_triples) {
        if (!after.m_triples.contains(triple))
            (isListIndex(triple) ? change.patch.entailedDeletes : change.patch.deletes).push_back(triple);
    }
    for (const Triple &triple : after.m_triples) {
        if (!m_triples.contains(triple)) {
            (isListIndex(triple) ? change.patch.entailedInserts : change.patch.inserts).push_back(triple);
            continue;
        }
        const auto old = m_texts.constFind(triple.object.text());
        if (triple.object.datatype() != iris::text || old == m_texts.constEnd())
            continue;
        const QString now = after.m_texts.value(triple.object.text());
        if (now != *old)
            change.patch.splices.push_back({triple, {spliceBetween(*old, now)}});
    }
    return change;
}

} // namespace mld
