// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

namespace mld {

/// What a clone knows of its standing (semantics.md 13.1).
struct CloneStatus
{
    bool online = false;   ///< connected, and told who is there
    bool outdated = false; ///< may have missed operations of others
    bool silo = false;     ///< live, with nobody else present
    qint64 ticks = -1;     ///< own ticks of the latest change; -1 until there is a clock

    friend bool operator==(const CloneStatus &, const CloneStatus &) = default;
};

} // namespace mld
