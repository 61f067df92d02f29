// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/write.h"

#include "query/patternerror.h"
#include "query/projection.h"
#include "query/solver.h"
#include "query/tripleset.h"
#include "query/writepattern.h"
#include "query/writetexts.h"
#include "rdf/listkey.h"
#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include <algorithm>

namespace mld::query {

namespace {

bool isBlank(const Term &term)
{
    return term.isIri() && term.text().startsWith(QLatin1String("_:"));
}

/// The value of a variable of the solution at hand.
using Row = Projection::Row;

/// Evaluates one write, in the steps of semantics.md 5.1.
class Writer
{
public:
    Writer(const Graph &graph, const Context &context, const WriteEnvironment &environment)
        : m_graph(graph), m_context(context), m_environment(environment), m_terms(graph),
          m_texts(graph, environment)
    {
    }

    Result<Patch> run(const QJsonValue &pattern);

private:
    void splitUpdates();
    Result<void> checkVariables() const;
    Result<void> solve();
    bool areInsertsConstant() const;

    Result<void> fillDeletes(const std::vector<TriplePattern> &patterns);
    Result<void> fillInserts(const std::vector<TriplePattern> &patterns);
    Result<void> fillListInserts(const std::vector<ListInsert> &inserts);
    Result<void> fillOperations();
    Result<void> operate(const Triple &old, const Operation &operation, const Row &row);
    Result<Patch> patch();

    std::optional<Term> valueOf(const Node &node, const Row &row) const;
    std::optional<Triple> tripleOf(const TriplePattern &pattern, const Row &row) const;
    Binding bindingOf(const Row &row) const;
    void collectUsed(const Node &node, std::vector<Variable> &variables) const;

    const Graph &m_graph;
    const Context &m_context;
    const WriteEnvironment &m_environment;
    TermTable m_terms;
    WriteTexts m_texts;
    WritePattern m_write;
    QHash<Variable, Operation> m_operations; ///< by the variable of the new value

    // What `@update` makes of its quads (semantics.md 5.3)
    std::vector<TriplePattern> m_oldValues;
    std::vector<TriplePattern> m_newValues;
    std::vector<std::pair<TriplePattern, Operation>> m_changes; ///< with the old value as object
    QSet<QString> m_newIds;

    std::optional<Projection> m_solutions; ///< none if there was nothing to solve
    TripleSet m_deleted;
    TripleSet m_inserted;
};

void Writer::splitUpdates()
{
    for (const Operation &operation : m_write.inserts.operations)
        m_operations.insert(operation.newValue, operation);
    QHash<Variable, Operation> changes;
    for (const Operation &operation : m_write.updates.operations)
        changes.insert(operation.newValue, operation);
    for (const TriplePattern &triple : m_write.updates.triples) {
        TriplePattern old = triple;
        if (triple.object.isVariable() && changes.contains(triple.object.variable)) {
            const Operation &operation = changes[triple.object.variable];
            old.object = Node::of(operation.oldValue);
            m_changes.emplace_back(old, operation);
            continue;
        }
        // A place in a list is never replaced, and a new subject has nothing to replace.
        const bool isPlace = ListKey::fromIri(triple.predicate.term.text()).has_value();
        if (!isPlace && !m_newIds.contains(triple.subject.term.text())) {
            old.object = Node::of(m_write.variables.anonymous());
            m_oldValues.push_back(old);
        }
        m_newValues.push_back(triple);
    }
}

/// With a where, what is deleted must be bound by it (semantics.md 5.1).
Result<void> Writer::checkVariables() const
{
    if (!m_write.where)
        return {};
    const std::vector<Variable> bound = m_write.where->variables();
    std::vector<Variable> used;
    collect(m_write.deletes.triples, used);
    collect(m_oldValues, used);
    for (const auto &[old, operation] : m_changes)
        collect({ old }, used);
    for (const Variable variable : used) {
        if (std::binary_search(bound.begin(), bound.end(), variable))
            continue;
        if (!m_write.variables.isNamed(variable)) {
            return badPattern(QStringLiteral("With a @where, what is deleted or updated must be named "
                                             "by variables that occur in it."));
        }
        return badPattern(QStringLiteral("\"%1\" is deleted or updated, but does not occur in the @where.")
                                  .arg(m_write.variables.name(variable).left(80)));
    }
    return {};
}

Result<void> Writer::solve()
{
    Group group;
    if (m_write.where) {
        group = *m_write.where;
    } else {
        group.triples = m_write.deletes.triples;
        group.triples.insert(group.triples.end(), m_oldValues.begin(), m_oldValues.end());
        for (const auto &[old, operation] : m_changes)
            group.triples.push_back(old);
        if (group.variables().empty())
            return {};
    }
    const std::vector<Expression> &filters = m_write.deletes.filters;
    const bool isPlain = group.values.empty() && group.binds.empty();
    if (isPlain)
        group.filters.insert(group.filters.end(), filters.begin(), filters.end());
    Solver solver(m_graph, m_terms);
    Result<std::vector<Table>> parts = solver.solveParts(group);
    MLD_TRY(parts);
    if (!isPlain) {
        for (Table &part : *parts)
            solver.applyFilters(part, filters);
    }
    m_solutions.emplace(*std::move(parts));
    return {};
}

bool Writer::areInsertsConstant() const
{
    std::vector<Variable> used;
    collect(m_write.inserts.triples, used);
    collect(m_newValues, used);
    return used.empty() && m_changes.empty() && m_write.inserts.listInserts.empty()
            && m_write.updates.listInserts.empty();
}

Binding Writer::bindingOf(const Row &row) const
{
    return [this, &row](Variable variable) -> std::optional<Term> {
        const TermId id = row(variable);
        return id ? std::optional(m_terms.valueOf(id)) : std::nullopt;
    };
}

std::optional<Term> Writer::valueOf(const Node &node, const Row &row) const
{
    if (!node.isVariable())
        return node.term;
    if (const auto operation = m_operations.constFind(node.variable);
        operation != m_operations.cend()) {
        return evaluate(operation->expression, bindingOf(row));
    }
    const TermId id = row(node.variable);
    return id ? std::optional(m_terms.term(id)) : std::nullopt;
}

/// Nothing if a variable is unbound, or a literal stands where an IRI must.
std::optional<Triple> Writer::tripleOf(const TriplePattern &pattern, const Row &row) const
{
    std::optional<Term> subject = valueOf(pattern.subject, row);
    std::optional<Term> predicate = valueOf(pattern.predicate, row);
    std::optional<Term> object = valueOf(pattern.object, row);
    if (!subject || !predicate || !object || !subject->isIri() || !predicate->isIri())
        return std::nullopt;
    // Indexes follow from the list, and are never asserted; blank nodes are never stored.
    if (predicate->text() == iris::index || isBlank(*subject) || isBlank(*object))
        return std::nullopt;
    return Triple{ *std::move(subject), *std::move(predicate), *std::move(object) };
}

void Writer::collectUsed(const Node &node, std::vector<Variable> &variables) const
{
    if (!node.isVariable())
        return;
    if (const auto operation = m_operations.constFind(node.variable);
        operation != m_operations.cend()) {
        operation->expression.collect(variables);
        return;
    }
    variables.push_back(node.variable);
}

Result<void> Writer::fillDeletes(const std::vector<TriplePattern> &patterns)
{
    for (const TriplePattern &pattern : patterns) {
        std::vector<Variable> used;
        collect({ pattern }, used);
        MLD_TRY(m_solutions->forEach(used, [&](const Row &row) -> Result<void> {
            if (const std::optional<Triple> triple = tripleOf(pattern, row))
                m_deleted.add(*triple);
            return {};
        }));
    }
    return {};
}

Result<void> Writer::fillInserts(const std::vector<TriplePattern> &patterns)
{
    for (const TriplePattern &pattern : patterns) {
        std::vector<Variable> used;
        for (const Node *node : { &pattern.subject, &pattern.predicate, &pattern.object })
            collectUsed(*node, used);
        MLD_TRY(m_solutions->forEach(used, [&](const Row &row) -> Result<void> {
            if (const std::optional<Triple> triple = tripleOf(pattern, row))
                m_inserted.add(m_texts.inserted(*triple));
            return {};
        }));
    }
    return {};
}

Result<void> Writer::fillListInserts(const std::vector<ListInsert> &inserts)
{
    for (const ListInsert &insert : inserts) {
        std::vector<Variable> used = { insert.index };
        collectUsed(insert.list, used);
        collectUsed(insert.slot, used);
        MLD_TRY(m_solutions->forEach(used, [&](const Row &row) -> Result<void> {
            const std::optional<Term> list = valueOf(insert.list, row);
            const std::optional<Term> index = valueOf(Node::of(insert.index), row);
            const std::optional<Term> slot = valueOf(insert.slot, row);
            if (!list || !index || !slot || !list->isIri() || !slot->isIri())
                return {};
            const std::optional<double> number = literal::jsonNumber(*index);
            if (!number || *number < 0 || *number > double(1LL << 52))
                return badPattern(QStringLiteral("A list index is not a natural number."));
            const ListKey key{ qint64(*number), insert.order };
            m_inserted.add({ *list, Term::iri(key.toIri()), *slot });
            return {};
        }));
    }
    return {};
}

Result<void> Writer::fillOperations()
{
    for (const auto &change : m_changes) {
        // Not structured bindings: Clang 14 does not let a lambda capture those.
        const TriplePattern &old = change.first;
        const Operation &operation = change.second;
        std::vector<Variable> used;
        collect({ old }, used);
        operation.expression.collect(used);
        MLD_TRY(m_solutions->forEach(used, [&](const Row &row) -> Result<void> {
            const std::optional<Triple> triple = tripleOf(old, row);
            return triple ? operate(*triple, operation, row) : Result<void>();
        }));
    }
    return {};
}

Result<void> Writer::operate(const Triple &old, const Operation &operation, const Row &row)
{
    const auto refuse = [&](const QString &reason) {
        return badPattern(QStringLiteral("The %1 of %2 %3.")
                                  .arg(m_context.compactVocab(old.predicate.text()).left(80),
                                       m_context.compactId(old.subject.text()).left(80), reason));
    };
    const bool isText = old.object.datatype() == iris::text && old.object.isLiteral();
    if (operation.isSplice) {
        if (!isText)
            return refuse(QStringLiteral("is no shared text, so it cannot be spliced"));
        return m_texts.edit(old, operation.splice);
    }
    Expression expression = operation.expression;
    const bool isAppend = isText && operation.isConcat;
    if (isAppend) // what is there, which may be long, need not be looked at
        expression.arguments.erase(expression.arguments.begin());
    const std::optional<Term> value = evaluate(expression, bindingOf(row));
    if (!value)
        return refuse(QStringLiteral("does not allow the operation on it"));
    if (isAppend)
        return m_texts.edit(old, { Splice::end, 0, value->text() });
    m_deleted.add(old);
    m_inserted.add(m_texts.inserted({ old.subject, old.predicate, *value }));
    return {};
}

Result<Patch> Writer::patch()
{
    Patch result;
    TripleSet constants;
    if (!m_write.where && areInsertsConstant()) {
        const Row nothing = [](Variable) { return TermId(0); };
        for (const auto *patterns : { &m_write.inserts.triples, &m_newValues }) {
            for (const TriplePattern &pattern : *patterns) {
                if (const std::optional<Triple> triple = tripleOf(pattern, nothing))
                    constants.add(m_texts.inserted(*triple));
            }
        }
    }
    // What solutions both delete and insert is left alone; a constant insert is made in any case.
    const std::vector<Triple> deletes = m_deleted.without(m_inserted);
    std::copy_if(deletes.begin(), deletes.end(), std::back_inserter(result.deletes),
                 [&](const Triple &triple) { return !constants.contains(triple); });
    result.inserts = m_inserted.without(m_deleted);
    for (const Triple &triple : constants.without(m_inserted))
        result.inserts.push_back(triple);
    MLD_TRY(m_texts.finish(result));
    for (const Quads *quads : { &m_write.inserts, &m_write.updates })
        result.newBinaries.insert(quads->binaries);
    return result;
}

Result<Patch> Writer::run(const QJsonValue &pattern)
{
    const auto newId = [this] {
        const QString id = m_environment.newId();
        m_newIds.insert(m_context.domainBase() + QLatin1String(".well-known/genid/") + id);
        return id;
    };
    Result<WritePattern> write = parseWrite(m_context, pattern, newId);
    MLD_TRY(write);
    m_write = *std::move(write);
    splitUpdates();
    MLD_TRY(checkVariables());
    MLD_TRY(solve());
    if (!m_solutions) { // nothing to match: constant deletes are taken as they are
        m_solutions.emplace(std::vector<Table>());
        MLD_TRY(fillDeletes(m_write.deletes.triples));
        return patch();
    }
    if (m_solutions->isEmpty())
        return patch();
    MLD_TRY(fillDeletes(m_write.deletes.triples));
    MLD_TRY(fillDeletes(m_oldValues));
    MLD_TRY(fillOperations());
    if (m_write.where || !areInsertsConstant()) {
        MLD_TRY(fillInserts(m_write.inserts.triples));
        MLD_TRY(fillInserts(m_newValues));
        MLD_TRY(fillListInserts(m_write.inserts.listInserts));
        MLD_TRY(fillListInserts(m_write.updates.listInserts));
    }
    return patch();
}

} // namespace

Result<Patch> evaluateWrite(const Graph &graph, const Context &context, const QJsonValue &pattern,
                            const WriteEnvironment &environment)
{
    const Result<Context> extended =
            context.extended(pattern.toObject().value(QLatin1String("@context")));
    MLD_TRY(extended);
    return Writer(graph, *extended, environment).run(pattern);
}

Result<Patch> evaluateDelete(const Graph &graph, const Context &context, const QString &id)
{
    const Result<QString> iri = context.expandId(id);
    MLD_TRY(iri);
    Patch patch;
    const TermId subject = graph.find(Term::iri(*iri));
    if (subject == 0)
        return patch;
    TripleSet deleted;
    const Graph::Visitor add = [&](TermId s, TermId p, TermId o) {
        const Triple triple{ graph.term(s), graph.term(p), graph.term(o) };
        if (triple.predicate.text() != iris::index)
            deleted.add(triple);
        return true;
    };
    graph.match(subject, 0, 0, add);
    graph.match(0, 0, subject, add);
    patch.deletes = deleted.without({});
    return patch;
}

} // namespace mld::query
