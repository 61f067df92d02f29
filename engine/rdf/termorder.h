// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rdf/term.h"

namespace mld {

/// An order of all terms in which values can be shown: IRIs, then texts, numbers, times by instant, and
/// at last other literals. It is total, and the same everywhere. Within a kind it is also the order in which
/// m-ld-js shows the values of a property, which has 10 between 1 and 2.
bool comesBefore(const Term &a, const Term &b);

} // namespace mld
