// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jsonld/context.h"
#include "query/pattern.h"
#include "result.h"

#include <QJsonValue>

#include <functional>
#include <optional>

namespace mld::query {

/// A write pattern, read: all its kinds are an Update (semantics.md 5).
struct WritePattern
{
    Quads deletes;
    Quads inserts;
    Quads updates;
    std::optional<Group> where;
    Variables variables;
};

/// Reads a write pattern; `newId` gives unique ids for subjects that have none. Fails with
/// UnsupportedPattern or BadPattern.
Result<WritePattern> parseWrite(const Context &context, const QJsonValue &pattern,
                                const std::function<QString()> &newId);

} // namespace mld::query
