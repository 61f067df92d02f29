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

private:
    QElapsedTimer m_elapsed;
};

} // namespace mld
