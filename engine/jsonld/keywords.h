// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

/// The keywords of JSON-LD and of json-rql that more than one source reads or writes.
namespace mld::keyword {

inline const QString context = QStringLiteral("@context");
inline const QString id = QStringLiteral("@id");
inline const QString index = QStringLiteral("@index");
inline const QString item = QStringLiteral("@item");
inline const QString language = QStringLiteral("@language");
inline const QString list = QStringLiteral("@list");
inline const QString set = QStringLiteral("@set");
inline const QString type = QStringLiteral("@type");
inline const QString value = QStringLiteral("@value");
inline const QString vocab = QStringLiteral("@vocab");
inline const QString where = QStringLiteral("@where");

} // namespace mld::keyword
