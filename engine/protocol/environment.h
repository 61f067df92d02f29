// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace mld {

/// What a clone takes from the world beside its data and its messages: time and chance. Given from
/// outside, so that tests run many clones faster than real time and from one seed.
class Environment
{
public:
    virtual ~Environment();

    /// Milliseconds since any fixed moment; never goes back.
    virtual qint64 nowMs() const = 0;
    /// 32 random bits, all equally likely.
    virtual quint32 random() = 0;

    /// A random number of 0 <= n < 1.
    double uniform();
    /// A random number of 0 <= n < `bound`; `bound` > 0.
    quint32 below(quint32 bound);
    /// An id that nobody else has: `c` and 24 lower-case letters and digits, about 124 random bits
    /// (wire.md 1). Safe in topics, IRIs and file names.
    QString uniqueId();
};

} // namespace mld
