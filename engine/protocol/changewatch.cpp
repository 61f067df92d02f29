// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/changewatch.h"

#include "codec/operationcontent.h"
#include "constraint/graphread.h"
#include "protocol/graphdifference.h"
#include "rdf/vocabulary.h"

namespace mld {

void ChangeWatch::remember(const Triple &triple, bool wasVisible)
{
    if (m_wasVisible.contains(triple))
        return;
    m_wasVisible.insert(triple, wasVisible);
    const Term &object = triple.object;
    if (object.datatype() == iris::text) {
        rememberText(object.text());
    } else if (object.datatype() == iris::xsdBase64Binary) {
        if (const auto bytes = m_dataset.binaryOf(object.text()))
            m_oldBinaries.insert(object.text(), *bytes);
    }
}

void ChangeWatch::remember(const std::vector<Triple> &triples)
{
    for (const Triple &triple : triples)
        remember(triple, contains(m_dataset, triple));
}

void ChangeWatch::rememberText(const QString &valueId)
{
    if (m_oldTexts.contains(valueId))
        return;
    if (const auto text = m_dataset.textOf(valueId))
        m_oldTexts.insert(valueId, *text);
}

Result<void> ChangeWatch::beforeUndo(QByteArrayView undoData)
{
    const auto texts = m_dataset.textsIn(undoData);
    if (!texts)
        return texts.error();
    for (const QString &valueId : *texts)
        rememberText(valueId);
    return {};
}

void ChangeWatch::beforeRemote(const OperationContent &content)
{
    for (const auto *side : {&content.deletes, &content.inserts}) {
        for (const TripleTids &entry : *side)
            remember(entry.triple, contains(m_dataset, entry.triple));
    }
    for (const ContentUpdate &update : content.updates)
        rememberText(update.triple.object.text());
}

void ChangeWatch::beforeLocal(const Patch &patch)
{
    for (const auto *side :
         {&patch.deletes, &patch.inserts, &patch.entailedDeletes, &patch.entailedInserts})
        remember(*side);
}

void ChangeWatch::note(const DatasetChange &change)
{
    // What was not announced has changed by the way, and just now.
    for (const Triple &triple : change.deletes)
        remember(triple, true);
    for (const Triple &triple : change.inserts)
        remember(triple, false);
}

Change ChangeWatch::difference() const
{
    Change change;
    change.oldTexts = m_oldTexts;
    change.oldBinaries = m_oldBinaries;
    Patch &patch = change.patch;
    for (auto entry = m_wasVisible.cbegin(); entry != m_wasVisible.cend(); ++entry) {
        const Triple &triple = entry.key();
        const bool isVisible = contains(m_dataset, triple);
        if (entry.value() && !isVisible)
            (isListIndex(triple) ? patch.entailedDeletes : patch.deletes).push_back(triple);
        else if (!entry.value() && isVisible)
            (isListIndex(triple) ? patch.entailedInserts : patch.inserts).push_back(triple);
    }
    for (auto text = m_oldTexts.cbegin(); text != m_oldTexts.cend(); ++text) {
        const QString now = m_dataset.textOf(text.key()).value_or(QString());
        const TermId id = m_dataset.find(Term::literal(text.key(), iris::text));
        if (!id || now == text.value())
            continue;
        m_dataset.match(0, 0, id, [&](TermId subject, TermId predicate, TermId) {
            const Triple triple{m_dataset.term(subject), m_dataset.term(predicate),
                                m_dataset.term(id)};
            if (m_wasVisible.value(triple, true))
                patch.splices.push_back({triple, {spliceBetween(text.value(), now)}});
            return true;
        });
    }
    return change;
}

} // namespace mld
