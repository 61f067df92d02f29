// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/template.h"

#include "jsonld/keywords.h"
#include "query/patternerror.h"
#include "rdf/vocabulary.h"

#include <QJsonArray>

namespace mld::query {

Result<Template> TemplateParser::parse(const QJsonObject &subject, int depth)
{
    if (depth > 64)
        return badPattern(QStringLiteral("Subjects are nested too deeply."));
    if (isGroup(subject))
        return badPattern(QStringLiteral("\"@construct\" takes subjects, not a group."));
    Template result;
    const Result<Node> id = m_parser.idNode(subject);
    MLD_TRY(id);
    result.id = *id;
    result.isBlank = !subject.contains(keyword::id);
    for (auto it = subject.begin(); it != subject.end(); ++it) {
        if (it.key() == keyword::list)
            MLD_TRY(addList(result, it.value(), depth));
        else if (it.key() != keyword::id && it.key() != QLatin1String("@context"))
            MLD_TRY(addMember(result, it.key(), it.value(), depth));
    }
    return result;
}

Result<void> TemplateParser::addMember(Template &into, const QString &key, const QJsonValue &value,
                                    int depth)
{
    Context::Property property;
    const Result<Node> predicate = m_parser.propertyNode(key, &property);
    MLD_TRY(predicate);
    return forEachValue(value, [&](const QJsonValue &single) -> Result<void> {
        Member member;
        member.property = *predicate;
        MLD_TRY(readValue(single, property, key, depth, member));
        member.triples.push_back({ into.id, *predicate, member.value });
        into.members.push_back(std::move(member));
        return {};
    });
}

Result<void> TemplateParser::readValue(const QJsonValue &value, const Context::Property &property,
                                    const QString &key, int depth, Member &member)
{
    switch (formOf(value)) {
    case ValueForm::Placeholder:
    case ValueForm::Term: {
        const Result<Node> node = m_parser.valueNode(value, property, key);
        MLD_TRY(node);
        member.value = *node;
        return {};
    }
    case ValueForm::Constraint: {
        Quads quads;
        const Result<Node> node = m_parser.constraintNode(value.toObject(), key, quads);
        MLD_TRY(node);
        member.value = *node;
        member.filters = std::move(quads.filters);
        return {};
    }
    case ValueForm::Subject: {
        Result<Template> nested = parse(value.toObject(), depth + 1);
        MLD_TRY(nested);
        member.value = nested->id;
        member.nested = std::make_shared<Template>(*std::move(nested));
        return {};
    }
    }
    return {};
}

Result<void> TemplateParser::addList(Template &into, const QJsonValue &value, int depth)
{
    if (value.isObject()) {
        const QJsonObject items = value.toObject();
        for (auto it = items.begin(); it != items.end(); ++it) {
            const Result<Node> index = m_parser.indexNode(it.key());
            MLD_TRY(index);
            MLD_TRY(forEachValue(it.value(), [&](const QJsonValue &item) {
                return addItem(into, *index, item, depth);
            }));
        }
        return {};
    }
    const QJsonArray items = value.isArray() ? value.toArray() : QJsonArray{ value };
    for (qsizetype i = 0; i < items.size(); ++i) {
        const Node index = Term::literal(QString::number(i), iris::xsdInteger);
        MLD_TRY(addItem(into, index, items[i], depth));
    }
    return {};
}

Result<void> TemplateParser::addItem(Template &into, const Node &index, const QJsonValue &value,
                                  int depth)
{
    if (value.isNull())
        return {};
    Member member;
    member.isListItem = true;
    member.property = index;
    Node slot = Node::of(m_variables.anonymous());
    if (value.isObject() && value.toObject().contains(keyword::item)) { // an explicit slot
        MLD_TRY(readValue(value, {}, keyword::item, depth, member));
        slot = member.value;
    } else {
        MLD_TRY(readValue(value, {}, keyword::item, depth, member));
        member.triples.push_back({ slot, Term::iri(iris::item), member.value });
    }
    member.triples.push_back({ into.id, Node::of(m_variables.anonymous()), slot });
    member.triples.push_back({ slot, Term::iri(iris::index), index });
    into.members.push_back(std::move(member));
    return {};
}

} // namespace mld::query
