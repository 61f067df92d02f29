// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/construct.h"

#include "jsonld/subjects.h"
#include "query/patternerror.h"
#include "query/patternparser.h"
#include "query/solver.h"
#include "rdf/vocabulary.h"

#include <memory>

namespace mld::query {

namespace {

const QString keyId = QStringLiteral("@id");
const QString keyItem = QStringLiteral("@item");
const QString keyList = QStringLiteral("@list");
const QString keyWhere = QStringLiteral("@where");

// Holes in a list cost memory, so an absurd index is left out.
constexpr qint64 maxIndex = 1'000'000;

struct Template;

/// One value of one property of a template, with the triples that it stands for.
struct Member
{
    bool isListItem = false;
    Node property; ///< the index, for a list item
    Node value;
    std::shared_ptr<Template> nested; ///< shared, as a Member is copied with its vector
    std::vector<TriplePattern> triples;
    std::vector<Expression> filters;

    bool isConstant() const
    {
        return !isListItem && !nested && !property.isVariable() && !value.isVariable();
    }
};

struct Template
{
    Node id;
    bool isBlank = false; ///< without an id: one subject for the whole result
    std::vector<Member> members;
};

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
        all.set(keyList, array);
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
    // Reading templates
    Result<Template> parse(const QJsonObject &subject, int depth);
    Result<void> addMember(Template &into, const QString &key, const QJsonValue &value, int depth);
    Result<void> addList(Template &into, const QJsonValue &value, int depth);
    Result<void> addItem(Template &into, const Node &index, const QJsonValue &value, int depth);
    Result<void> readValue(const QJsonValue &value, const Context::Property &property,
                           const QString &key, int depth, Member &member);

    // Filling them
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

Result<Template> Constructor::parse(const QJsonObject &subject, int depth)
{
    if (depth > 64)
        return badPattern(QStringLiteral("Subjects are nested too deeply."));
    if (isGroup(subject))
        return badPattern(QStringLiteral("\"@construct\" takes subjects, not a group."));
    Template result;
    const Result<Node> id = m_parser.idNode(subject);
    MLD_TRY(id);
    result.id = *id;
    result.isBlank = !subject.contains(keyId);
    for (auto it = subject.begin(); it != subject.end(); ++it) {
        if (it.key() == keyList)
            MLD_TRY(addList(result, it.value(), depth));
        else if (it.key() != keyId && it.key() != QLatin1String("@context"))
            MLD_TRY(addMember(result, it.key(), it.value(), depth));
    }
    return result;
}

Result<void> Constructor::addMember(Template &into, const QString &key, const QJsonValue &value,
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

Result<void> Constructor::readValue(const QJsonValue &value, const Context::Property &property,
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

Result<void> Constructor::addList(Template &into, const QJsonValue &value, int depth)
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

Result<void> Constructor::addItem(Template &into, const Node &index, const QJsonValue &value,
                                  int depth)
{
    if (value.isNull())
        return {};
    Member member;
    member.isListItem = true;
    member.property = index;
    Node slot = Node::of(m_variables.anonymous());
    if (value.isObject() && value.toObject().contains(keyItem)) { // an explicit slot
        MLD_TRY(readValue(value, {}, keyItem, depth, member));
        slot = member.value;
    } else {
        MLD_TRY(readValue(value, {}, keyItem, depth, member));
        member.triples.push_back({ slot, Term::iri(iris::item), member.value });
    }
    member.triples.push_back({ into.id, Node::of(m_variables.anonymous()), slot });
    member.triples.push_back({ slot, Term::iri(iris::index), index });
    into.members.push_back(std::move(member));
    return {};
}

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
        Result<Template> parsed = parse(subject.toObject(), 0);
        MLD_TRY(parsed);
        templates.push_back(std::make_unique<Template>(*std::move(parsed)));
    }
    if (pattern.contains(keyWhere)) {
        const Result<Group> where = m_parser.where(pattern.value(keyWhere));
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
