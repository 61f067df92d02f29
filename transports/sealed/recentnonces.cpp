// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealed/recentnonces.h"

namespace mld {

bool RecentNonces::take(QByteArrayView nonce)
{
    constexpr std::size_t most = 4096;
    const QByteArray copy = nonce.toByteArray();
    if (m_known.contains(copy))
        return false;
    m_known.insert(copy);
    m_order.push_back(copy);
    if (m_order.size() > most) {
        m_known.remove(m_order.front());
        m_order.pop_front();
    }
    return true;
}

} // namespace mld
