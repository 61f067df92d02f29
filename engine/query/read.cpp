// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/read.h"

#include "jsonld/keywords.h"
#include "jsonld/values.h"
#include "query/construct.h"
#include "query/describe.h"
#include "query/patternerror.h"
#include "query/patternparser.h"
#include "query/solver.h"

#include <QSet>

#include <algorithm>

namespace mld::query {

namespace {

const QString keyDescribe = QStringLiteral("@describe");
const QString keySelect = QStringLiteral("@select");
const QString keyConstruct = QStringLiteral("@construct");

/// One request: its variables, terms and context.
class Reader
{
public:
    Reader(const Graph &graph, const Context &context)
        : m_graph(graph), m_context(context), m_terms(graph), m_lookup(DataLookup::of(graph))
    {
    }

    Result<QJsonArray> describe(const QJsonObject &pattern);
    Result<QJsonArray> select(const QJsonObject &pattern);
    Result<bool> ask(const QJsonValue &where);

private:
    Result<Group> parseWhere(const QJsonValue &where);
    Result<std::vector<Variable>> selected(const QJsonValue &select, const Group &where);
    void describeTo(QJsonArray &results, TermId subject);

    const Graph &m_graph;
    const Context &m_context;
    Variables m_variables;
    TermTable m_terms;
    DataLookup m_lookup;
};

Result<Group> Reader::parseWhere(const QJsonValue &where)
{
    PatternParser parser(m_context, m_variables, PatternParser::Mode::Match);
    return parser.where(where);
}

void Reader::describeTo(QJsonArray &results, TermId subject)
{
    if (std::optional<QJsonObject> found =
                query::describe(m_graph, m_terms, m_context, m_lookup, subject)) {
        results.append(*found);
    }
}

Result<QJsonArray> Reader::describe(const QJsonObject &pattern)
{
    const QJsonArray wanted = arrayOf(pattern.value(keyDescribe));
    const bool hasVariable = std::any_of(wanted.begin(), wanted.end(), [](const QJsonValue &value) {
        return Variables::isVariable(value.toString());
    });
    Table solutions;
    Group where;
    if (hasVariable && pattern.contains(keyword::where)) { // ids need no where, and ignore it
        Result<Group> parsed = parseWhere(pattern.value(keyword::where));
        MLD_TRY(parsed);
        where = *std::move(parsed);
        Result<Table> table = Solver(m_graph, m_terms).solve(where);
        MLD_TRY(table);
        solutions = *std::move(table);
    }
    const std::vector<Variable> bound = where.variables();
    QJsonArray results;
    for (const QJsonValue &value : wanted) {
        if (!value.isString())
            return badPattern(QStringLiteral("\"@describe\" takes ids and variables."));
        const QString text = value.toString();
        if (text == QLatin1String("?"))
            continue;
        if (!Variables::isVariable(text)) {
            const Result<QString> iri = m_context.expandId(text);
            MLD_TRY(iri);
            if (const TermId subject = m_graph.find(Term::iri(*iri)))
                describeTo(results, subject);
            continue;
        }
        const Variable variable = m_variables.of(text);
        if (!std::binary_search(bound.begin(), bound.end(), variable)) {
            return badPattern(QStringLiteral("\"%1\" in @describe does not occur in the @where.")
                                      .arg(text.left(80)));
        }
        QSet<TermId> seen;
        for (size_t i = 0; i < solutions.size(); ++i) {
            const TermId subject = solutions.at(i, variable);
            if (subject == 0 || seen.contains(subject))
                continue;
            seen.insert(subject);
            if (m_terms.term(subject).isIri())
                describeTo(results, subject);
        }
    }
    return results;
}

Result<std::vector<Variable>> Reader::selected(const QJsonValue &select, const Group &where)
{
    std::vector<Variable> variables;
    const QJsonArray names = arrayOf(select);
    for (const QJsonValue &name : names) {
        const QString text = name.toString();
        if (text == QLatin1String("*")) {
            for (const Variable variable : where.variables()) {
                if (m_variables.isNamed(variable))
                    variables.push_back(variable);
            }
        } else if (Variables::isVariable(text)) {
            variables.push_back(m_variables.of(text));
        } else {
            return badPattern(QStringLiteral("\"@select\" takes variables or \"*\"."));
        }
    }
    return variables;
}

Result<QJsonArray> Reader::select(const QJsonObject &pattern)
{
    const Result<Group> where = parseWhere(pattern.value(keyword::where));
    MLD_TRY(where);
    const Result<std::vector<Variable>> variables = selected(pattern.value(keySelect), *where);
    MLD_TRY(variables);
    const Result<Table> solutions = Solver(m_graph, m_terms).solve(*where);
    MLD_TRY(solutions);

    std::vector<std::pair<QString, int>> columns;
    for (const Variable variable : *variables) {
        if (const int column = solutions->columnOf(variable); column >= 0)
            columns.emplace_back(m_variables.name(variable), column);
    }
    std::sort(columns.begin(), columns.end()); // objects grow cheaply in the order of their keys
    QHash<TermId, QJsonValue> values; // the same terms tend to come again
    QJsonArray results;
    for (size_t i = 0; i < solutions->size(); ++i) {
        QJsonObject result;
        for (const auto &[name, column] : columns) {
            const TermId id = solutions->row(i)[size_t(column)];
            if (id == 0)
                continue;
            auto value = values.constFind(id);
            if (value == values.cend())
                value = values.insert(id, jsonld::jsonOf(m_terms.term(id), m_context, m_lookup));
            result.insert(name, *value);
        }
        result.insert(keyword::id, QString(QStringLiteral("_:b") + QString::number(i + 1)));
        results.append(result);
    }
    return results;
}

Result<bool> Reader::ask(const QJsonValue &where)
{
    const Result<Group> group = parseWhere(where);
    MLD_TRY(group);
    const Result<std::vector<Table>> parts = Solver(m_graph, m_terms).solveParts(*group);
    MLD_TRY(parts);
    return std::all_of(parts->begin(), parts->end(),
                       [](const Table &part) { return part.size() > 0; });
}

} // namespace

Result<QJsonArray> read(const Graph &graph, const Context &context, const QJsonObject &pattern)
{
    const Result<Context> extended = context.extended(pattern.value(keyword::context));
    MLD_TRY(extended);
    if (pattern.contains(keyDescribe))
        return Reader(graph, *extended).describe(pattern);
    if (pattern.contains(keyConstruct))
        return construct(graph, *extended, pattern);
    if (pattern.contains(keySelect) && pattern.contains(keyword::where))
        return Reader(graph, *extended).select(pattern);
    return unsupportedPattern(QStringLiteral("A read needs @describe, @construct, or @select with "
                                             "@where."));
}

Result<bool> ask(const Graph &graph, const Context &context, const QJsonObject &pattern)
{
    if (!pattern.contains(keyword::where))
        return true;
    const Result<Context> extended = context.extended(pattern.value(keyword::context));
    MLD_TRY(extended);
    return Reader(graph, *extended).ask(pattern.value(keyword::where));
}

Result<std::optional<QJsonObject>> get(const Graph &graph, const Context &context,
                                       const QString &id, const QStringList &properties)
{
    QJsonObject pattern{ { keyDescribe, id } };
    if (!properties.isEmpty()) {
        QJsonObject subject{ { keyword::id, id } };
        for (const QString &property : properties)
            subject.insert(property, QStringLiteral("?"));
        pattern = { { keyConstruct, subject } };
    }
    Result<QJsonArray> found = read(graph, context, pattern);
    MLD_TRY(found);
    if (found->isEmpty())
        return std::optional<QJsonObject>();
    return std::optional(found->first().toObject());
}

} // namespace mld::query
