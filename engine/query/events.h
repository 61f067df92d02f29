// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/patch.h"
#include "jsonld/context.h"
#include "jsonld/values.h"

#include <QJsonArray>

/// Changes as apps are told of them (semantics.md 6).
namespace mld::query {

/// The three sides of an update event.
struct UpdateSides
{
    QJsonArray deletes; ///< `@delete`
    QJsonArray inserts; ///< `@insert`
    QJsonArray updates; ///< `@update`: operations on shared texts

    bool isEmpty() const { return deletes.isEmpty() && inserts.isEmpty() && updates.isEmpty(); }
};

/// Edits of texts as the `@update` side of an event: all splices of a text, as an array if there
/// are several.
QJsonArray spliceSubjects(const std::vector<TextSplices> &edits, const Context &context);

/// Renders a patch, entailments included, in the terms of `context`. `lookup` must know the texts
/// and bytes of what `patch` deletes, as they were before, and of what it inserts; `newTexts` and
/// `newBinaries` of the patch are looked at first.
UpdateSides updateSides(const Patch &patch, const Context &context, const DataLookup &lookup);

} // namespace mld::query
