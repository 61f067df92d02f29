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
    /// Others seem to be present, and none of them answers: they are taken for gone until something comes from
    /// one of them. A service may keep the presence of who died without a word, and anybody may make one up.
    bool unanswered = false;
    /// Somebody is there whose data have another beginning, while nobody has ever joined this clone. It works
    /// on, and joins nothing by itself: a person must decide which of the two the domain is to have.
    bool apart = false;
    /// A newcomer that nobody takes in: nobody is there, or none answers.
    bool waiting = false;
    /// Own changes are not sent, since one of them is more than the messaging service takes.
    bool withheld = false;
    qint64 fetched = 0;  ///< of a snapshot that is being received: how many statements have come
    qint64 expected = 0; ///< how many there will be, about; 0 if the one who sends them does not tell

    friend bool operator==(const CloneStatus &, const CloneStatus &) = default;
};

} // namespace mld
