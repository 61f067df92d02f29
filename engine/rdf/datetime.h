// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

namespace mld {

/// A moment, read from an xsd:dateTime. Internal to rdf/.
struct Instant
{
    qint64 seconds = 0; ///< since 1970, of UTC or of an unknown zone
    QString fraction;   ///< digits after the point, without trailing zeros
    bool hasZone = false;

    /// Nothing if `text` is no xsd:dateTime. Years have up to nine digits.
    static std::optional<Instant> parse(const QString &text);
};

} // namespace mld
