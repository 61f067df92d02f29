// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/environment.h"

namespace mld {

Environment::~Environment() = default;

double Environment::uniform()
{
    return random() / 4294967296.0;
}

quint32 Environment::below(quint32 bound)
{
    // The remainder of 2^32 would favour small numbers: what falls there is drawn again.
    const quint32 unfair = (0u - bound) % bound;
    quint32 drawn = random();
    while (drawn < unfair)
        drawn = random();
    return drawn % bound;
}

QString Environment::uniqueId()
{
    constexpr int length = 25;
    QString id(length, QLatin1Char('c'));
    for (int i = 1; i < length; ++i) {
        const quint32 n = below(36);
        id[i] = QLatin1Char(n < 10 ? char('0' + n) : char('a' + n - 10));
    }
    return id;
}

} // namespace mld
