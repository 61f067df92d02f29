// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonValue>
#include <QString>

namespace mld::vectors {

/// Where two JSON values first differ, and how; null if they do not. An undefined expectation is the
/// absence of a value.
QString firstDifference(const QJsonValue &expected, const QJsonValue &actual,
                        const QString &path = {});

/// A value as short text, for messages.
QString shown(const QJsonValue &value);

/// The canonical JSON text of a value: keys sorted by UTF-16 code unit.
QString jsonText(const QJsonValue &value);

} // namespace mld::vectors
