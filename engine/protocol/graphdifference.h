// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset/graph.h"
#include "protocol/change.h"

#include <QHash>
#include <QSet>

namespace mld {

/// The list index of a slot is a triple that no transaction made (semantics.md 8.1).
bool isListIndex(const Triple &triple);
/// The one splice that makes `after` of `before`; none if they are the same.
Splice spliceBetween(const QString &before, const QString &after);

/// What a graph looked like, to tell apps what is different after its data have been replaced.
class GraphPicture
{
public:
    explicit GraphPicture(const Graph &graph);

    /// The way from this picture to what `graph` is now. A text that stays is given as one splice.
    Change changeTo(const Graph &graph) const;

private:
    QSet<Triple> m_triples;
    QHash<QString, QString> m_texts;
    QHash<QString, QByteArray> m_binaries;
};

} // namespace mld
