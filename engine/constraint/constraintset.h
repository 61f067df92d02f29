// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "constraint/constraint.h"
#include "constraint/extensions.h"
#include "jsonld/context.h"
#include "result.h"

#include <QJsonArray>

#include <functional>
#include <memory>
#include <vector>

namespace mld {

/// What `constraints` of a configuration asks for: `[{"@type": "single-valued", "property": p}]`, where
/// p is a term of the context or an IRI.
struct ConfiguredConstraints
{
    std::vector<QString> singleValued; ///< absolute IRIs

    /// Fails with BadConfiguration, naming the entry, for anything else.
    static Result<ConfiguredConstraints> read(const QJsonArray &config, const Context &context);
};

/// All constraints of a clone in their order (semantics.md 9): configured ones, those that the data
/// declares, and those that are always there, for texts and lists. To be made again when the
/// extensions change.
///
/// `cloneId` marks list positions; `newId` gives the IRI of a new subject each time.
std::unique_ptr<Constraint> makeConstraints(const ConfiguredConstraints &configured,
                                            const Extensions &extensions, const QString &cloneId,
                                            std::function<QString()> newId);

} // namespace mld
