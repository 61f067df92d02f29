// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QSet>

#include <deque>

namespace mld {

/// Which messages came lately, so that nobody who recorded them can have them answered again and again. Bounded.
class RecentNonces
{
public:
    /// False if this one came before, and is still remembered.
    bool take(QByteArrayView nonce);

private:
    QSet<QByteArray> m_known;
    std::deque<QByteArray> m_order;
};

} // namespace mld
