// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/patch.h"
#include "query/expression.h"
#include "query/variables.h"
#include "rdf/term.h"

#include <QByteArray>
#include <QHash>

#include <utility>
#include <vector>

namespace mld::query {

/// A place in a triple pattern: a variable or a term.
struct Node
{
    Variable variable = -1;
    Term term;

    Node() = default;
    Node(Term t) : term(std::move(t)) { }
    static Node of(Variable variable)
    {
        Node node;
        node.variable = variable;
        return node;
    }
    bool isVariable() const { return variable >= 0; }
};

/// A triple with variables.
struct TriplePattern
{
    Node subject;
    Node predicate;
    Node object;
};

/// A list item that an insert puts at an index which only a solution gives (semantics.md 8.3).
struct ListInsert
{
    Node list;
    Variable index = -1;
    qint64 order = 0;
    Node slot;
};

/// A value that an insert or update computes from the old one (semantics.md 5.3).
struct Operation
{
    Variable oldValue = -1; ///< bound by the solution
    Variable newValue = -1; ///< stands in the triple pattern that is inserted
    Expression expression;  ///< gives the new value
    bool isSplice = false;  ///< has no expression, for shared texts alone
    bool isConcat = false;  ///< on a shared text, a splice at its end
    Splice splice;
};

/// What subjects in a pattern say, as triples.
struct Quads
{
    std::vector<TriplePattern> triples;
    std::vector<ListInsert> listInserts;  ///< in an insert only
    std::vector<Expression> filters;      ///< when matching: inline constraints
    std::vector<Operation> operations;    ///< when inserting
    QHash<QString, QByteArray> binaries;  ///< the bytes of binary literals, by data id
    bool isEmpty() const { return triples.empty() && listInserts.empty(); }
};

/// A variable and what it is bound to.
struct Bind
{
    Variable variable = -1;
    Expression expression;
};

/// The constants of one row of `@values`; a variable that a row leaves out is unbound in it.
using ValuesRow = std::vector<std::pair<Variable, Term>>;

/// A group of patterns (semantics.md 4.3).
struct Group
{
    std::vector<TriplePattern> triples;
    std::vector<Group> unions; ///< branches of one union
    std::vector<Expression> filters;
    std::vector<ValuesRow> values;
    std::vector<Bind> binds;

    /// The variables that solutions may bind.
    std::vector<Variable> variables() const;
};

/// The variables in triples.
void collect(const std::vector<TriplePattern> &triples, std::vector<Variable> &variables);

} // namespace mld::query
