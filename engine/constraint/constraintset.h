// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "constraint/constraint.h"
#include "constraint/extensions.h"
#include "jsonld/context.h"
#include "result.h"

#include <QJsonArray>
#include <QSet>

#include <functional>
#include <memory>
#include <vector>

namespace mld {

/// What `constraints` of a configuration asks for. Properties are terms of the context or IRIs.
///  - `{"@type": "single-valued", "property": p}`, as in m-ld-js (semantics.md 9.1);
///  - `{"@type": "shared-text", "property": p}` and `{"@type": "shape", "path": p, "minCount": n,
///    "maxCount": n}`, either count optional: for domains whose apps bring these to m-ld-js as
///    plugins and do not declare them in the data. All clones must then be told the same.
struct ConfiguredConstraints
{
    std::vector<QString> singleValued; ///< absolute IRIs
    QSet<QString> textProperties;      ///< absolute IRIs
    std::vector<PropertyShape> shapes;

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
