// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "rdf/termorder.h"

#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include <cmath>
#include <optional>
#include <tuple>

namespace mld {

namespace {

enum class Rank { Iri, Text, Number, Time, Other };

/// Where a term stands, before its spelling decides.
struct Place
{
    Rank rank = Rank::Other;
    double value = 0;
};

Place placeOf(const Term &term)
{
    if (term.isIri())
        return { Rank::Iri, 0 };
    if (term.datatype() == iris::xsdString)
        return { Rank::Text, 0 };
    const auto ranked = [](Rank rank, std::optional<double> value) {
        // Not a number has no place among numbers.
        return value && !std::isnan(*value) ? Place{ rank, *value } : Place{};
    };
    if (literal::isNumericType(term.datatype()))
        return ranked(Rank::Number, literal::numericValue(term));
    if (term.datatype() == iris::xsdDateTime)
        return ranked(Rank::Time, literal::dateTimeValue(term.text()));
    return {};
}

} // namespace

bool comesBefore(const Term &a, const Term &b)
{
    const Place placeA = placeOf(a), placeB = placeOf(b);
    if (placeA.rank != placeB.rank)
        return placeA.rank < placeB.rank;
    if (placeA.value != placeB.value)
        return placeA.value < placeB.value;
    return std::tie(a.datatype(), a.language(), a.text())
            < std::tie(b.datatype(), b.language(), b.text());
}

} // namespace mld
