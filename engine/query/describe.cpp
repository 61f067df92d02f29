// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/describe.h"

#include "jsonld/subjects.h"
#include "rdf/termorder.h"
#include "rdf/vocabulary.h"

#include <QJsonArray>

#include <algorithm>
#include <vector>

namespace mld::query {

namespace {

struct Property
{
    TermId predicate = 0;
    TermId object = 0;
};

/// The same order in all clones, whatever the order in which they came to know the values.
void sortValues(std::vector<Property> &properties, const TermTable &terms)
{
    std::sort(properties.begin(), properties.end(), [&](const Property &a, const Property &b) {
        if (a.predicate != b.predicate)
            return a.predicate < b.predicate;
        return a.object != b.object && comesBefore(terms.term(a.object), terms.term(b.object));
    });
}

struct Position
{
    QString predicate;
    QString slot;
    TermId slotId = 0;
};

QJsonArray itemsOf(const Graph &graph, const TermTable &terms, const Context &context,
                   const DataLookup &lookup, std::vector<Position> positions)
{
    // Faulty writers put two slots in one position: then the slot's IRI decides.
    std::sort(positions.begin(), positions.end(), [](const Position &a, const Position &b) {
        return a.predicate != b.predicate ? a.predicate < b.predicate : a.slot < b.slot;
    });
    const TermId item = graph.find(Term::iri(iris::item));
    QJsonArray items;
    for (const Position &position : positions) {
        // A slot whose item was deleted elsewhere while it was moved here has none.
        graph.match(position.slotId, item, 0, [&](TermId, TermId, TermId object) {
            items.append(jsonld::jsonOf(terms.term(object), context, lookup));
            return false;
        });
    }
    return items;
}

} // namespace

std::optional<QJsonObject> describe(const Graph &graph, const TermTable &terms,
                                    const Context &context, const DataLookup &lookup,
                                    TermId subject)
{
    std::vector<Property> properties;
    graph.match(subject, 0, 0, [&](TermId, TermId predicate, TermId object) {
        properties.push_back({ predicate, object });
        return true;
    });
    if (properties.empty())
        return std::nullopt;
    sortValues(properties, terms);

    SubjectBuilder builder(context, lookup, context.compactId(terms.term(subject).text()));
    std::vector<Position> positions;
    for (const auto &[predicate, object] : properties) {
        const QString &iri = terms.term(predicate).text();
        const Term &value = terms.term(object);
        if (iri.startsWith(iris::listPosition) && value.isIri())
            positions.push_back({ iri, value.text(), object });
        else
            builder.add(iri, value);
    }
    if (!positions.empty()) {
        const QJsonArray items = itemsOf(graph, terms, context, lookup, std::move(positions));
        if (!items.isEmpty())
            builder.set(QStringLiteral("@list"), items);
    }
    return builder.object();
}

} // namespace mld::query
