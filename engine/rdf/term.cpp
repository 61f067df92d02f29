// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "rdf/term.h"

#include "rdf/vocabulary.h"

namespace mld {

Term Term::string(QString text)
{
    return literal(std::move(text), iris::xsdString);
}

} // namespace mld
