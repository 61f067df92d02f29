// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/construct.h"

#include "jsonld/keywords.h"
#include "jsonld/subjects.h"
#include "query/patternerror.h"
#include "query/patternparser.h"
#include "query/solver.h"
#include "query/template.h"

#include <map>
#include <memory>

namespace mld::query {

namespace {

// Holes in a list cost memory, so an absurd index is left out.
constexpr qint64 maxIndex = 1'000'000;

/// A subject of the result while solutions add to it.
struct ResultNode
{
    ResultNode(const Context &context, const DataLookup &lookup, const QString &id)
        : builder(context, lookup, id)
    {
    }

    SubjectBuilder builder;
    std::map<qint64, QJsonValue> items;
    std::vector<std::pair<QString, std::shared_ptr<ResultNode>>> links; ///< keys and nested subjects
    std::vector<std::pair<qint64, std::shared_ptr<ResultNode>>> itemLinks;
    QSet<QString> linked;
    bool isFilled = false;

    QJsonObject toJson(int depth) const;
};

QJsonObject ResultNode::toJson(int depth) const
{
    SubjectBuilder all = builder;
    std::map<qint64, QJsonValue> list = items;
    // A blank subject may be nested in itself by way of the solutions; that has no JSON.
    if (depth < 64) {
        for (const auto &[key, node] : links)
            all.addJson(key, node->toJson(depth + 1));
        for (const auto &[index, node] : itemLinks)
            list[index] = node->toJson(depth + 1);
    }
    if (!list.empty()) {
        QJsonArray array;
        for (const auto &[index, value] : list) {
            while (array.size() < index)
                array.append(QJsonValue::Null);
            array.append(value);
        }
        all.set(keyword::list, array);
    }
    return all.object();
}

class Constructor
{
public:
    Constructor(const Graph &graph, const Context &context)
        : m_graph(graph), m_context(context), m_terms(graph), m_lookup(DataLookup::of(graph)),
          m_parser(m_context, m_variables, PatternParser::Mode::Match)
    {
    }

    Result<QJsonArray> run(const QJsonObject &pattern);

private:
    Result<void> solveMembers(const Template &root, const Template &at,
                              std::vector<const Member *> &chain,
                              const std::vector<TriplePattern> &triples,
                              const std::vector<Expression> &filters);
    void fill(const Template &root, const std::vector<const Member *> *chain, const Table &table,
              size_t row);
    void fillMembers(const Template &at, ResultNode &node, const std::vector<const Member *> *chain,
                     size_t step, const Table &table, size_t row);
    void fillMember(const Member &member, ResultNode &node,
                    const std::vector<const Member *> *chain, size_t step, const Table &table,
                    size_t row);
    std::shared_ptr<ResultNode> nodeOf(const Template &at, const Table &table, size_t row);
    std::optional<Term> valueOf(const Node &node, const Table &table, size_t row) const;

    const Graph &m_graph;
    const Context &m_context;
    Variables m_variables;
    TermTable m_terms;
    DataLookup m_lookup;
    PatternParser m_parser;
    QHash<std::pair<const Template *, QString>, std::shared_ptr<ResultNode>> m_nodes;
    std::vector<std::shared_ptr<ResultNode>> m_roots;
    int m_blanks = 0;
};

std::optional<Term> Constructor::valueOf(const Node &node, const Table &table, size_t row) const
{
    if (!node.isVariable())
        return node.term;
    const TermId id = table.at(row, node.variable);
    return id ? std::optional(m_terms.term(id)) : std::nullopt;
}

std::shared_ptr<ResultNode> Constructor::nodeOf(const Template &at, const Table &table, size_t row)
{
    QString iri;
    if (!at.isBlank) {
        const std::optional<Term> id = valueOf(at.id, table, row);
        if (!id || !id->isIri())
            return nullptr;
        iri = id->text();
    }
    std::shared_ptr<ResultNode> &node = m_nodes[{ &at, iri }];
    if (!node) {
        const QString shown = at.isBlank ? QString(QStringLiteral("_:b") + QString::number(++m_blanks))
                                         : m_context.compactId(iri);
        node = std::make_shared<ResultNode>(m_context, m_lookup, shown);
    }
    return node;
}

void Constructor::fillMember(const Member &member, ResultNode &node,
                             const std::vector<const Member *> *chain, size_t step,
                             const Table &table, size_t row)
{
    const std::optional<Term> property = valueOf(member.property, table, row);
    if (!property)
        return;
    qint64 index = -1;
    if (member.isListItem) {
        index = property->text().toLongLong();
        if (index < 0 || index > maxIndex)
            return;
    }
    if (member.nested) {
        const std::shared_ptr<ResultNode> inner = nodeOf(*member.nested, table, row);
        if (!inner)
            return;
        Context::Property::Coercion coercion;
        const QString key = member.isListItem
                ? QString::number(index)
                : m_context.compactProperty(property->text(), Term::iri(QString()), &coercion);
        const QString mark = QString::number(quintptr(inner.get())) + u' ' + key;
        if (!node.linked.contains(mark)) {
            node.linked.insert(mark);
            if (member.isListItem)
                node.itemLinks.emplace_back(index, inner);
            else
                node.links.emplace_back(key, inner);
        }
        node.isFilled = true;
        fillMembers(*member.nested, *inner, chain, step + 1, table, row);
        return;
    }
    const std::optional<Term> value = valueOf(member.value, table, row);
    if (!value)
        return;
    node.isFilled = true;
    if (member.isListItem)
        node.items[index] = jsonld::jsonOf(*value, m_context, m_lookup);
    else
        node.builder.add(property->text(), *value);
}

void Constructor::fillMembers(const Template &at, ResultNode &node,
                              const std::vector<const Member *> *chain, size_t step,
                              const Table &table, size_t row)
{
    if (chain) { // the solution is of one property alone
        if (step >= chain->size())
            return;
        fillMember(*chain->at(step), node, chain, step, table, row);
        if (node.isFilled) { // then its constants are shown too, matched or not
            for (const Member &member : at.members) {
                if (member.isConstant())
                    node.builder.add(member.property.term.text(), member.value.term);
            }
        }
        return;
    }
    for (const Member &member : at.members)
        fillMember(member, node, chain, step, table, row);
}

void Constructor::fill(const Template &root, const std::vector<const Member *> *chain,
                       const Table &table, size_t row)
{
    const std::shared_ptr<ResultNode> node = nodeOf(root, table, row);
    if (!node)
        return;
    const bool isNew = !node->isFilled;
    fillMembers(root, *node, chain, 0, table, row);
    if (isNew && node->isFilled)
        m_roots.push_back(node);
}

/// Without a where, each property with the chain that leads to it is matched by itself.
Result<void> Constructor::solveMembers(const Template &root, const Template &at,
                                       std::vector<const Member *> &chain,
                                       const std::vector<TriplePattern> &triples,
                                       const std::vector<Expression> &filters)
{
    for (const Member &member : at.members) {
        std::vector<TriplePattern> branch = triples;
        branch.insert(branch.end(), member.triples.begin(), member.triples.end());
        std::vector<Expression> conditions = filters;
        conditions.insert(conditions.end(), member.filters.begin(), member.filters.end());
        chain.push_back(&member);
        const Result<Table> table = Solver(m_graph, m_terms).solve(branch, conditions);
        MLD_TRY(table);
        for (size_t i = 0; i < table->size(); ++i)
            fill(root, &chain, *table, i);
        if (member.nested)
            MLD_TRY(solveMembers(root, *member.nested, chain, branch, conditions));
        chain.pop_back();
    }
    return {};
}

Result<QJsonArray> Constructor::run(const QJsonObject &pattern)
{
    const QJsonValue wanted = pattern.value(QLatin1String("@construct"));
    const QJsonArray subjects = wanted.isArray() ? wanted.toArray() : QJsonArray{ wanted };
    std::vector<std::unique_ptr<Template>> templates; // their addresses are keys
    for (const QJsonValue &subject : subjects) {
        if (!subject.isObject())
            return badPattern(QStringLiteral("\"@construct\" takes subjects."));
        Result<Template> parsed = TemplateParser(m_parser, m_variables).parse(subject.toObject());
        MLD_TRY(parsed);
        templates.push_back(std::make_unique<Template>(*std::move(parsed)));
    }
    if (pattern.contains(keyword::where)) {
        const Result<Group> where = m_parser.where(pattern.value(keyword::where));
        MLD_TRY(where);
        const Result<Table> table = Solver(m_graph, m_terms).solve(*where);
        MLD_TRY(table);
        for (const auto &root : templates) {
            for (size_t i = 0; i < table->size(); ++i)
                fill(*root, nullptr, *table, i);
        }
    } else {
        std::vector<const Member *> chain;
        for (const auto &root : templates)
            MLD_TRY(solveMembers(*root, *root, chain, {}, {}));
    }
    QJsonArray results;
    for (const std::shared_ptr<ResultNode> &node : m_roots)
        results.append(node->toJson(0));
    return results;
}

} // namespace

Result<QJsonArray> construct(const Graph &graph, const Context &context,
                             const QJsonObject &pattern)
{
    return Constructor(graph, context).run(pattern);
}

} // namespace mld::query
