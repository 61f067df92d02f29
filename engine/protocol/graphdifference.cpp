// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/graphdifference.h"

#include "rdf/vocabulary.h"

#include <QHash>

#include <algorithm>

namespace mld {

bool isListIndex(const Triple &triple)
{
    return triple.predicate.text() == iris::index;
}

namespace {

/// Visits the triples of `graph`, each with the answer whether `other` has it too.
template <typename Visit>
void compare(const Graph &graph, const Graph &other, const Visit &visit)
{
    // A subject's triples follow each other, and properties are few.
    TermId lastSubject = 0;
    TermId otherSubject = 0;
    Term subjectTerm;
    QHash<TermId, TermId> properties;
    graph.match(0, 0, 0, [&](TermId subject, TermId predicate, TermId object) {
        if (subject != lastSubject) {
            lastSubject = subject;
            subjectTerm = graph.term(subject);
            otherSubject = other.find(subjectTerm);
        }
        auto property = properties.constFind(predicate);
        if (property == properties.constEnd())
            property = properties.insert(predicate, other.find(graph.term(predicate)));
        const Term objectTerm = graph.term(object);
        bool isThere = false;
        const TermId otherObject = otherSubject && *property ? other.find(objectTerm) : 0;
        if (otherObject) {
            other.match(otherSubject, *property, otherObject, [&](TermId, TermId, TermId) {
                isThere = true;
                return false;
            });
        }
        visit(Triple{subjectTerm, graph.term(predicate), objectTerm}, isThere);
        return true;
    });
}

} // namespace

Splice spliceBetween(const QString &before, const QString &after)
{
    const auto [endOfStart, unused] =
            std::mismatch(before.begin(), before.end(), after.begin(), after.end());
    qsizetype start = endOfStart - before.begin();
    // Half a character would be replaced when it is written.
    if (start > 0 && before[start - 1].isHighSurrogate())
        --start;
    const qsizetype shorter = std::min(before.size(), after.size()) - start;
    qsizetype tail = 0;
    while (tail < shorter && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    if (tail > 0 && before[before.size() - tail].isLowSurrogate())
        --tail;
    return {start, before.size() - start - tail, after.mid(start, after.size() - start - tail)};
}

Change differenceBetween(const Graph &before, const Graph &after)
{
    Change change;
    Patch &patch = change.patch;
    compare(before, after, [&](const Triple &triple, bool isThere) {
        const Term &object = triple.object;
        const bool isText = object.datatype() == iris::text;
        const QString text = isText ? before.textOf(object.text()).value_or(QString()) : QString();
        if (isThere) {
            const QString now = isText ? after.textOf(object.text()).value_or(QString()) : QString();
            if (now != text)
                patch.splices.push_back({triple, {spliceBetween(text, now)}});
            return;
        }
        if (isText)
            change.oldTexts.insert(object.text(), text);
        else if (object.datatype() == iris::xsdBase64Binary)
            change.oldBinaries.insert(object.text(), before.binaryOf(object.text()).value_or(QByteArray()));
        (isListIndex(triple) ? patch.entailedDeletes : patch.deletes).push_back(triple);
    });
    compare(after, before, [&](const Triple &triple, bool isThere) {
        const Term &object = triple.object;
        if (isThere)
            return;
        if (object.datatype() == iris::text)
            patch.newTexts.insert(object.text(), after.textOf(object.text()).value_or(QString()));
        else if (object.datatype() == iris::xsdBase64Binary)
            patch.newBinaries.insert(object.text(), after.binaryOf(object.text()).value_or(QByteArray()));
        (isListIndex(triple) ? patch.entailedInserts : patch.inserts).push_back(triple);
    });
    return change;
}

} // namespace mld
