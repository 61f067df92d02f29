// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "configuration.h"
#include "targets.h"

#include <QJsonDocument>

namespace mld::fuzz {

/// Any JSON configures a clone, or is refused with a sentence that names a key.
inline void configuration(QByteArrayView bytes)
{
    if (bytes.size() > 16384)
        return;
    const QJsonDocument document =
            QJsonDocument::fromJson(QByteArray::fromRawData(bytes.data(), bytes.size()));
    const auto read = Configuration::fromJson(document.object(), [] { return QStringLiteral("id"); });
    if (read)
        require(!read->clone.domain.isEmpty() && !read->clone.id.isEmpty());
    else
        require(read.error().message.contains(QLatin1Char(':')));
}

} // namespace mld::fuzz
