// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

namespace mld {

/// Where an item goes in a list that is being written (semantics.md 8.3): before the item that has
/// `index` now, or at the end if there is none; `order` tells apart items for one index.
///
/// The patch of a write has such a place as the predicate of a triple `list → slot` among its
/// inserts. The list constraint replaces it by a position before anything is stored or sent.
struct ListKey
{
    qint64 index = 0;
    qint64 order = 0;

    /// `data:application/mld-li,<index>` and, unless it is 0, `,<order>`.
    QString toIri() const;
    /// Nothing if `iri` is no such predicate.
    static std::optional<ListKey> fromIri(const QString &iri);

    friend auto operator<=>(const ListKey &, const ListKey &) = default;
};

} // namespace mld
