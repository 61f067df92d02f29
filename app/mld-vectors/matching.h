// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonValue>
#include <QString>

#include <vector>

namespace mld::vectors {

/// A thing that a vector expects, and what came of it.
struct Expectation
{
    QString place; ///< for messages: which step, and what of it
    QJsonValue expected;
    QJsonValue actual;
};

/// Compares what a vector expects with what came, as the notes of jrql-cases.json have it: ids that
/// were generated are equal up to a one-to-one renaming that holds for all expectations together,
/// and arrays are sets, except below `@list`, `@splice`, `@concat` and `@value`.
/// Returns the first difference; null if there is none.
QString firstMismatch(const std::vector<Expectation> &expectations);

/// The text of a value with its generated ids masked and its sets sorted.
QString canonicalText(const QJsonValue &value);

} // namespace mld::vectors
