// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/environment.h"

#include <QElapsedTimer>

namespace mld {

/// The clock and the randomness of the operating system.
class SystemEnvironment : public Environment
{
public:
    SystemEnvironment() { m_elapsed.start(); }

    qint64 nowMs() const override { return m_elapsed.elapsed(); }
    quint32 random() override;

    /// Gives memory that was freed, and that the C library keeps for the next who asks, back to the system, if it is
    /// much. When nobody waits.
    static void giveBackMemory();

private:
    QElapsedTimer m_elapsed;
};

} // namespace mld
