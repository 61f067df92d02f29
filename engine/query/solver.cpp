// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/solver.h"

#include "query/patternerror.h"
#include "rdf/literal.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <array>
#include <functional>

namespace mld::query {

namespace {

Error tooMany()
{
    return badPattern(QStringLiteral("The pattern has too many solutions; add conditions that "
                                     "connect its parts."));
}

} // namespace

/// One triple pattern made ready: where each place comes from, and goes to.
struct Solver::Step
{
    struct Place
    {
        int column = -1;             ///< of a variable
        bool isBound = false;        ///< a variable with a value from an earlier step
        bool isByValue = false;      ///< a bound variable that may hold numbers
        std::vector<TermId> constants; ///< of a constant: all terms that match it
        bool isConstant() const { return column < 0; }
    };
    Place subject;
    Place predicate;
    Place object;
};

Table::Table(std::vector<Variable> columns) : m_columns(std::move(columns)) { }

Table Table::unit()
{
    Table table;
    table.addRow();
    return table;
}

int Table::columnOf(Variable variable) const
{
    const auto it = std::find(m_columns.begin(), m_columns.end(), variable);
    return it == m_columns.end() ? -1 : int(it - m_columns.begin());
}

TermId Table::at(size_t i, Variable variable) const
{
    const int column = columnOf(variable);
    return column < 0 ? 0 : row(i)[size_t(column)];
}

std::span<TermId> Table::addRow()
{
    m_cells.resize(m_cells.size() + width(), 0);
    ++m_size;
    return { m_cells.data() + (m_size - 1) * width(), width() };
}

void Table::removeRow()
{
    m_cells.resize(m_cells.size() - width());
    --m_size;
}

void Table::addColumn(Variable variable)
{
    std::vector<TermId> cells;
    cells.reserve(m_size * (width() + 1));
    for (size_t i = 0; i < m_size; ++i) {
        const std::span<const TermId> old = row(i);
        cells.insert(cells.end(), old.begin(), old.end());
        cells.push_back(0);
    }
    m_cells = std::move(cells);
    m_columns.push_back(variable);
}

/// Orders the patterns so that each step has few matches, and lays out the columns of `table`.
std::vector<Solver::Step> Solver::plan(const std::vector<TriplePattern> &triples,
                                       Table &table) const
{
    // A variable that is a subject or a property somewhere is an IRI: no need to match by value.
    QSet<Variable> iriVariables;
    for (const TriplePattern &triple : triples) {
        iriVariables.insert(triple.subject.variable);
        iriVariables.insert(triple.predicate.variable);
    }
    const auto placeOf = [&](const Node &node, bool isObject) {
        Step::Place place;
        if (node.isVariable())
            place.isByValue = isObject && !iriVariables.contains(node.variable);
        else if (isObject)
            place.constants = m_graph.findEqual(node.term);
        else if (const TermId id = m_graph.find(node.term))
            place.constants = { id };
        return place;
    };
    std::vector<Step> places;
    std::vector<double> costs; // of each pattern by its constants alone
    for (const TriplePattern &triple : triples) {
        Step step{ placeOf(triple.subject, false), placeOf(triple.predicate, false),
                   placeOf(triple.object, true) };
        const auto one = [](const Step::Place &place) {
            return place.constants.size() == 1 ? place.constants[0] : 0;
        };
        costs.push_back(double(m_graph.estimate(one(step.subject), one(step.predicate), one(step.object))));
        places.push_back(std::move(step));
    }

    std::vector<Step> steps;
    std::vector<Variable> columns;
    std::vector<bool> isDone(triples.size(), false);
    const auto isBound = [&](const Node &node) {
        return node.isVariable()
                && std::find(columns.begin(), columns.end(), node.variable) != columns.end();
    };
    const auto costNow = [&](size_t i) {
        double cost = costs[i];
        if (isBound(triples[i].subject))
            cost = std::min(cost, 4.0); // a subject has few values of one property
        if (isBound(triples[i].object))
            cost = std::min(cost, 16.0);
        if (isBound(triples[i].predicate))
            cost /= 4;
        return cost;
    };
    for (size_t n = 0; n < triples.size(); ++n) {
        size_t best = triples.size();
        for (size_t i = 0; i < triples.size(); ++i) {
            if (!isDone[i] && (best == triples.size() || costNow(i) < costNow(best)))
                best = i;
        }
        isDone[best] = true;
        Step step = std::move(places[best]);
        const std::array pairs = { std::pair(&step.subject, &triples[best].subject),
                                   std::pair(&step.predicate, &triples[best].predicate),
                                   std::pair(&step.object, &triples[best].object) };
        for (const auto &[place, node] : pairs)
            place->isBound = isBound(*node);
        for (const auto &[place, node] : pairs) {
            if (!node->isVariable())
                continue;
            auto column = std::find(columns.begin(), columns.end(), node->variable);
            place->column = int(column - columns.begin());
            if (column == columns.end())
                columns.push_back(node->variable);
        }
        steps.push_back(std::move(step));
    }
    table = Table(std::move(columns));
    return steps;
}

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
        return to.size() <= maxRows;
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
        if (to.size() > maxRows)
            return tooMany();
    }
    return {};
}

Result<Table> Solver::solve(const std::vector<TriplePattern> &triples,
                            const std::vector<Expression> &filters)
{
    Table layout;
    const std::vector<Step> steps = plan(triples, layout);
    const std::vector<Variable> &columns = layout.columns();
    // Each filter as soon as all its variables have values; the others at the end.
    std::vector<Expression> waiting = filters;
    Table table(columns);
    table.addRow();
    for (const Step &step : steps) {
        for (const Step::Place *place : { &step.subject, &step.predicate, &step.object }) {
            if (place->isConstant() && place->constants.empty())
                return Table(columns);
        }
    }
    QSet<Variable> bound;
    for (const Step &step : steps) {
        Table next(columns);
        MLD_TRY(extend(step, table, next));
        table = std::move(next);
        for (const Step::Place *place : { &step.subject, &step.predicate, &step.object }) {
            if (!place->isConstant())
                bound.insert(columns[size_t(place->column)]);
        }
        const auto isReady = [&](const Expression &filter) {
            std::vector<Variable> used;
            filter.collect(used);
            return std::all_of(used.begin(), used.end(),
                               [&](Variable v) { return bound.contains(v); });
        };
        const auto ready = std::stable_partition(waiting.begin(), waiting.end(), std::not_fn(isReady));
        applyFilters(table, { ready, waiting.end() });
        waiting.erase(ready, waiting.end());
        if (table.size() == 0)
            return table;
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
        if (result.size() > maxRows)
            return tooMany();
    }
    return result;
}

Result<Table> Solver::join(const Table &a, const Table &b)
{
    std::vector<Variable> columns = a.columns();
    std::vector<std::pair<size_t, size_t>> shared; // columns of a and b
    std::vector<std::pair<size_t, size_t>> added;  // columns of b and the result
    for (size_t c = 0; c < b.width(); ++c) {
        const int column = a.columnOf(b.columns()[c]);
        if (column >= 0) {
            shared.emplace_back(size_t(column), c);
        } else {
            added.emplace_back(c, columns.size());
            columns.push_back(b.columns()[c]);
        }
    }
    const auto isSame = [this](TermId x, TermId y) {
        if (x == 0 || y == 0 || x == y) // what is unbound agrees with all
            return true;
        const QString key = literal::valueKey(m_terms.term(x));
        return !key.isEmpty() && key == literal::valueKey(m_terms.term(y));
    };
    // Rows of b by their first shared column, where all have a value there.
    QMultiHash<QString, size_t> index;
    const auto keyOf = [this](TermId id) {
        const QString key = literal::valueKey(m_terms.term(id));
        return key.isEmpty() ? QString::number(id) : key;
    };
    bool isIndexed = !shared.empty();
    for (size_t j = 0; j < b.size() && isIndexed; ++j)
        isIndexed = b.row(j)[shared[0].second] != 0;
    for (size_t i = 0; i < a.size() && isIndexed; ++i)
        isIndexed = a.row(i)[shared[0].first] != 0;
    for (size_t j = b.size(); j-- > 0 && isIndexed;)
        index.insert(keyOf(b.row(j)[shared[0].second]), j);

    Table result(columns);
    const auto tryPair = [&](size_t i, size_t j) {
        for (const auto &[x, y] : shared) {
            if (!isSame(a.row(i)[x], b.row(j)[y]))
                return;
        }
        const std::span<TermId> row = result.addRow();
        std::ranges::copy(a.row(i), row.begin());
        for (const auto &[x, y] : shared) {
            if (row[x] == 0)
                row[x] = b.row(j)[y];
        }
        for (const auto &[from, to] : added)
            row[to] = b.row(j)[from];
    };
    for (size_t i = 0; i < a.size(); ++i) {
        if (isIndexed) {
            const auto [begin, end] = index.equal_range(keyOf(a.row(i)[shared[0].first]));
            for (auto it = begin; it != end; ++it)
                tryPair(i, *it);
        } else {
            for (size_t j = 0; j < b.size(); ++j)
                tryPair(i, j);
        }
        if (result.size() > maxRows)
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
        table = join(*table, *branches);
        MLD_TRY(table);
        applyFilters(*table, group.filters);
    }
    if (!group.values.empty()) {
        table = join(*table, tableOf(group.values));
        MLD_TRY(table);
    }
    for (const Bind &bind : group.binds)
        applyBind(*table, bind);
    return table;
}

Result<std::vector<Table>> Solver::solveParts(const Group &group)
{
    std::vector<Table> parts;
    if (!group.unions.empty() || !group.values.empty() || !group.binds.empty()) {
        Result<Table> whole = solve(group);
        MLD_TRY(whole);
        parts.push_back(*std::move(whole));
        return parts;
    }
    // Patterns and filters that share a variable, directly or through others, belong together.
    QHash<Variable, Variable> leaders;
    const auto leaderOf = [&](Variable v) {
        while (leaders.value(v, v) != v)
            v = leaders.value(v);
        return v;
    };
    const auto connect = [&](const std::vector<Variable> &variables) {
        for (const Variable v : variables)
            leaders.insert(leaderOf(v), leaderOf(variables.front()));
    };
    const auto variablesOf = [](const TriplePattern &triple) {
        std::vector<Variable> variables;
        collect({ triple }, variables);
        return variables;
    };
    for (const TriplePattern &triple : group.triples)
        connect(variablesOf(triple));
    for (const Expression &filter : group.filters) {
        std::vector<Variable> variables;
        filter.collect(variables);
        connect(variables);
    }
    QHash<Variable, Group> components; // by leader; -1 for what has no variable
    for (const TriplePattern &triple : group.triples) {
        const std::vector<Variable> variables = variablesOf(triple);
        components[variables.empty() ? -1 : leaderOf(variables[0])].triples.push_back(triple);
    }
    for (const Expression &filter : group.filters) {
        std::vector<Variable> variables;
        filter.collect(variables);
        components[variables.empty() ? -1 : leaderOf(variables[0])].filters.push_back(filter);
    }
    for (const Group &component : std::as_const(components)) {
        Result<Table> part = solve(component.triples, component.filters);
        MLD_TRY(part);
        parts.push_back(*std::move(part));
    }
    return parts;
}

} // namespace mld::query
