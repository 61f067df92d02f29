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

/// Where a number stands in the index of m-ld-js: by value, but for 10, 100 and so on, which come right
/// before 2, 20 and so on. We follow, so that mixed colonies show the same.
double indexed(double number)
{
    if (number < 10 || std::isinf(number) || number != std::pow(10, std::round(std::log10(number))))
        return number;
    return std::nextafter(number / 5, 0.0);
}

Place placeOf(const Term &term)
{
    if (term.isIri())
        return { Rank::Iri, 0 };
    if (term.datatype() == iris::xsdString)
        return { Rank::Text, 0 };
    const auto ranked = [](Rank rank, std::optional<double> value) {
        // Not a number has no place among numbers.
        return value && !std::isnan(*value) ? Place{ rank, indexed(*value) } : Place{};
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
