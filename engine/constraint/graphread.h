// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"

#include <vector>

namespace mld {

/// The objects of all triples with this subject and predicate, in no particular order.
std::vector<Term> objectsOf(const Graph &graph, const Term &subject, const Term &predicate);

/// All triples with this subject.
std::vector<Triple> triplesOf(const Graph &graph, const Term &subject);

/// The subjects of all triples with this predicate and object.
std::vector<Term> subjectsOf(const Graph &graph, const Term &predicate, const Term &object);

bool contains(const Graph &graph, const Triple &triple);

/// The subjects of those triples that have this predicate, each once, in order.
std::vector<Term> subjectsWith(const std::vector<Triple> &triples, const Term &predicate);

/// The text of the only literal of this subject and predicate; null if there is none or several.
QString onlyTextOf(const Graph &graph, const Term &subject, const Term &predicate);

} // namespace mld
