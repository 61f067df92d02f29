// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// The parts of PatternParser for lists (semantics.md 8.3).
#include "jsonld/keywords.h"
#include "query/patternerror.h"
#include "query/patternparser.h"
#include "rdf/listkey.h"
#include "rdf/literal.h"
#include "rdf/vocabulary.h"

namespace mld::query {

namespace {

bool hasSlotForm(const QJsonValue &value)
{
    return value.isObject() && value.toObject().contains(keyword::item);
}

Node indexTerm(qint64 index)
{
    return Term::literal(QString::number(index), iris::xsdInteger);
}

} // namespace

Result<Node> PatternParser::indexNode(const QString &key)
{
    if (Variables::isVariable(key))
        return Node::of(m_variables.of(key));
    bool isNumber = false;
    const qint64 index = key.toLongLong(&isNumber);
    if (!isNumber || index < 0)
        return badPattern(QStringLiteral("The list index \"%1\" is not a natural number.").arg(key.left(80)));
    return indexTerm(index);
}

Result<void> PatternParser::addList(const Node &list, const QJsonValue &value, Quads &quads)
{
    if (value.isArray()) {
        const QJsonArray items = value.toArray();
        for (qsizetype i = 0; i < items.size(); ++i)
            MLD_TRY(addItem(list, indexTerm(i), 0, items[i], quads));
        return {};
    }
    if (!value.isObject())
        return value.isNull() ? Result<void>() : addItem(list, indexTerm(0), 0, value, quads);
    const QJsonObject items = value.toObject();
    for (auto it = items.begin(); it != items.end(); ++it) {
        const Result<Node> index = indexNode(it.key());
        MLD_TRY(index);
        if (!it.value().isArray()) {
            MLD_TRY(addItem(list, *index, 0, it.value(), quads));
            continue;
        }
        const QJsonArray here = it.value().toArray();
        for (qsizetype i = 0; i < here.size(); ++i)
            MLD_TRY(addItem(list, *index, i, here[i], quads));
    }
    return {};
}

Result<Node> PatternParser::slotNode(const Node &index, const QJsonValue &value)
{
    if (hasSlotForm(value))
        return idNode(value.toObject());
    // Named by its index, so that a write can change the item at an index in its slot.
    if (index.isVariable() && m_variables.isNamed(index.variable))
        return Node::of(m_variables.slotOf(index.variable));
    return newNode();
}

Result<void> PatternParser::addItem(const Node &list, const Node &index, qint64 order,
                                    const QJsonValue &value, Quads &quads)
{
    if (value.isNull())
        return badPattern(QStringLiteral("A list cannot hold null."));
    const Result<Node> slot = slotNode(index, value);
    MLD_TRY(slot);
    if (m_mode == Mode::Match) {
        // Positions are known by the index of their slot; whatever links list and slot is one.
        quads.triples.push_back({ list, Node::of(m_variables.anonymous()), *slot });
        quads.triples.push_back({ *slot, Term::iri(iris::index), index });
    } else if (index.isVariable()) {
        quads.listInserts.push_back({ list, index.variable, order, *slot });
    } else {
        const ListKey key{ index.term.text().toLongLong(), order };
        quads.triples.push_back({ list, Term::iri(key.toIri()), *slot });
    }
    if (hasSlotForm(value)) {
        const QJsonObject members = value.toObject();
        for (auto it = members.begin(); it != members.end(); ++it) {
            if (it.key() != QLatin1String("@id"))
                MLD_TRY(addMember(*slot, it.key(), it.value(), quads));
        }
        return {};
    }
    const QJsonValue item = value.isArray() ? QJsonObject{ { keyword::list, value } } : value; // nested
    return addValue(*slot, Term::iri(iris::item), {}, keyword::item, item, quads);
}

} // namespace mld::query
