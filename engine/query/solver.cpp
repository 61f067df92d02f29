// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/solver.h"

#include "query/join.h"
#include "query/patternerror.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <map>

namespace mld::query {

namespace {

Error tooMany()
{
    return badPattern(QStringLiteral("The pattern has too many solutions; add conditions that "
                                     "connect its parts."));
}

/// Variables that belong together, as a forest.
class Leaders
{
public:
    Variable of(Variable variable) const
    {
        while (m_above.value(variable, variable) != variable)
            variable = m_above.value(variable);
        return variable;
    }
    void connect(const std::vector<Variable> &variables)
    {
        for (const Variable variable : variables)
            m_above.insert(of(variable), of(variables.front()));
    }

private:
    QHash<Variable, Variable> m_above;
};

/// Triples and filters that share a variable, directly or through others, as groups of their own.
std::vector<Group> componentsOf(const Group &group)
{
    const auto ofTriple = [](const TriplePattern &triple) {
        std::vector<Variable> variables;
        collect({ triple }, variables);
        return variables;
    };
    const auto ofFilter = [](const Expression &filter) {
        std::vector<Variable> variables;
        filter.collect(variables);
        return variables;
    };
    Leaders leaders;
    for (const TriplePattern &triple : group.triples)
        leaders.connect(ofTriple(triple));
    for (const Expression &filter : group.filters)
        leaders.connect(ofFilter(filter));

    std::map<Variable, Group> components; // -1 is for what has no variable
    const auto componentOf = [&](const std::vector<Variable> &variables) -> Group & {
        return components[variables.empty() ? -1 : leaders.of(variables.front())];
    };
    for (const TriplePattern &triple : group.triples)
        componentOf(ofTriple(triple)).triples.push_back(triple);
    for (const Expression &filter : group.filters)
        componentOf(ofFilter(filter)).filters.push_back(filter);
    std::vector<Group> result;
    for (auto &[leader, component] : components)
        result.push_back(std::move(component));
    return result;
}

} // namespace

Result<void> Solver::extend(const Step &step, const Table &from, Table &to) const
{
    std::span<const TermId> cells;
    const auto idOf = [&](const Step::Place &place) {
        if (place.isConstant())
            return place.constants[0];
        return place.isBound ? cells[size_t(place.column)] : TermId(0);
    };
    // One visitor for all calls, as making one costs more than a call.
    const Graph::Visitor visit = [&](TermId s, TermId p, TermId o) {
        const std::span<TermId> row = to.addRow();
        std::ranges::copy(cells, row.begin());
        bool fits = true;
        const auto put = [&](const Step::Place &place, TermId id) {
            if (place.isConstant() || place.isBound)
                return;
            TermId &cell = row[size_t(place.column)];
            fits = fits && (cell == 0 || cell == id); // 0 unless the variable is there twice
            cell = id;
        };
        put(step.subject, s);
        put(step.predicate, p);
        put(step.object, o);
        if (!fits)
            to.removeRow();
        return !to.isTooLarge();
    };
    std::vector<TermId> one = { 0 };
    for (size_t i = 0; i < from.size(); ++i) {
        cells = from.row(i);
        const std::vector<TermId> *objects = &one;
        if (step.object.isConstant())
            objects = &step.object.constants;
        else if (step.object.isBound && step.object.isByValue)
            objects = &m_terms.equalTo(idOf(step.object));
        else
            one[0] = idOf(step.object);
        for (const TermId object : *objects)
            m_graph.match(idOf(step.subject), idOf(step.predicate), object, visit);
        if (to.isTooLarge())
            return tooMany();
    }
    return {};
}

Result<Table> Solver::solve(const std::vector<TriplePattern> &triples,
                            const std::vector<Expression> &filters)
{
    const Plan plan = planOf(triples, m_graph);
    Table table(plan.columns);
    if (plan.isHopeless)
        return table;
    table.addRow();
    std::vector<Expression> waiting = filters;
    QSet<Variable> bound;
    for (const Step &step : plan.steps) {
        Table next(plan.columns);
        MLD_TRY(extend(step, table, next));
        table = std::move(next);
        if (table.size() == 0)
            return table;
        // Each filter as soon as all its variables have values; the others at the end.
        for (const Step::Place *place : { &step.subject, &step.predicate, &step.object }) {
            if (!place->isConstant())
                bound.insert(plan.columns[size_t(place->column)]);
        }
        const auto ready = std::stable_partition(
                waiting.begin(), waiting.end(), [&](const Expression &filter) {
                    std::vector<Variable> used;
                    filter.collect(used);
                    return !std::all_of(used.begin(), used.end(),
                                        [&](Variable v) { return bound.contains(v); });
                });
        applyFilters(table, { ready, waiting.end() });
        waiting.erase(ready, waiting.end());
    }
    applyFilters(table, waiting);
    return table;
}

Binding Solver::bindingOf(const Table &table, size_t row) const
{
    return [this, &table, row](Variable variable) -> std::optional<Term> {
        const TermId id = table.at(row, variable);
        return id ? std::optional(m_terms.valueOf(id)) : std::nullopt;
    };
}

void Solver::applyFilters(Table &table, const std::vector<Expression> &filters) const
{
    if (filters.empty())
        return;
    Table kept(table.columns());
    for (size_t i = 0; i < table.size(); ++i) {
        const Binding binding = bindingOf(table, i);
        const bool isKept = std::all_of(filters.begin(), filters.end(), [&](const Expression &filter) {
            return isTrue(filter, binding);
        });
        if (isKept)
            std::ranges::copy(table.row(i), kept.addRow().begin());
    }
    table = std::move(kept);
}

void Solver::applyBind(Table &table, const Bind &bind)
{
    std::vector<TermId> values;
    for (size_t i = 0; i < table.size(); ++i) {
        const std::optional<Term> value = evaluate(bind.expression, bindingOf(table, i));
        values.push_back(value ? m_terms.idOf(*value) : 0);
    }
    table.addColumn(bind.variable);
    for (size_t i = 0; i < table.size(); ++i)
        table.mutableRow(i).back() = values[i];
}

Table Solver::tableOf(const std::vector<ValuesRow> &values)
{
    std::vector<Variable> columns;
    for (const ValuesRow &row : values) {
        for (const auto &[variable, term] : row) {
            if (std::find(columns.begin(), columns.end(), variable) == columns.end())
                columns.push_back(variable);
        }
    }
    Table table(columns);
    for (const ValuesRow &values_ : values) {
        const std::span<TermId> row = table.addRow();
        for (const auto &[variable, term] : values_)
            row[size_t(table.columnOf(variable))] = m_terms.idOf(term);
    }
    return table;
}

Result<Table> Solver::solveUnion(const std::vector<Group> &branches)
{
    std::vector<Table> tables;
    std::vector<Variable> columns;
    for (const Group &branch : branches) {
        Result<Table> table = solve(branch);
        MLD_TRY(table);
        for (const Variable variable : table->columns()) {
            if (std::find(columns.begin(), columns.end(), variable) == columns.end())
                columns.push_back(variable);
        }
        tables.push_back(*std::move(table));
    }
    Table result(columns);
    for (const Table &table : tables) {
        for (size_t i = 0; i < table.size(); ++i) {
            const std::span<TermId> row = result.addRow();
            for (size_t c = 0; c < table.width(); ++c)
                row[size_t(result.columnOf(table.columns()[c]))] = table.row(i)[c];
        }
        if (result.isTooLarge())
            return tooMany();
    }
    return result;
}

Result<Table> Solver::solve(const Group &group)
{
    const bool isPlain = group.unions.empty();
    Result<Table> table = solve(group.triples, isPlain ? group.filters : std::vector<Expression>());
    MLD_TRY(table);
    if (!isPlain) {
        const Result<Table> branches = solveUnion(group.unions);
        MLD_TRY(branches);
        table = join(*table, *branches, m_terms);
        MLD_TRY(table);
        applyFilters(*table, group.filters);
    }
    if (!group.values.empty()) {
        table = join(*table, tableOf(group.values), m_terms);
        MLD_TRY(table);
    }
    for (const Bind &bind : group.binds)
        applyBind(*table, bind);
    return table;
}

Result<std::vector<Table>> Solver::solveParts(const Group &group)
{
    std::vector<Table> parts;
    std::vector<Group> components = { group };
    if (group.unions.empty() && group.values.empty() && group.binds.empty())
        components = componentsOf(group);
    for (const Group &component : components) {
        Result<Table> part = solve(component);
        MLD_TRY(part);
        parts.push_back(*std::move(part));
    }
    return parts;
}

} // namespace mld::query
