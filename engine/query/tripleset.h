// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rdf/term.h"

#include <QSet>

#include <algorithm>
#include <iterator>
#include <vector>

namespace mld::query {

/// Triples in the order in which they came, each once.
class TripleSet
{
public:
    void add(const Triple &triple)
    {
        if (m_set.contains(triple))
            return;
        m_set.insert(triple);
        m_order.push_back(triple);
    }
    bool contains(const Triple &triple) const { return m_set.contains(triple); }
    const std::vector<Triple> &triples() const { return m_order; }

    /// Those which are not in `other`.
    std::vector<Triple> without(const TripleSet &other) const
    {
        std::vector<Triple> result;
        std::copy_if(m_order.begin(), m_order.end(), std::back_inserter(result),
                     [&](const Triple &triple) { return !other.contains(triple); });
        return result;
    }

private:
    std::vector<Triple> m_order;
    QSet<Triple> m_set;
};

} // namespace mld::query
