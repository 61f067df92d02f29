// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clock/globalclock.h"
#include "clock/treeclock.h"

#include <rapidcheck.h>

#include <vector>

/// Clocks as they come about: processes of one domain that fork, tick and hear of one another.
namespace mld::test {

struct ClockDomain
{
    std::vector<TreeClock> processes{ TreeClock::genesis() };
};

/// A domain after some chance actions. Forks happen at public ticks only, as in wire.md 3.5.
inline rc::Gen<ClockDomain> clockDomains()
{
    return rc::gen::exec([] {
        ClockDomain domain;
        auto &processes = domain.processes;
        const int steps = *rc::gen::inRange(0, 40);
        for (int i = 0; i < steps; ++i) {
            const size_t a = *rc::gen::inRange<size_t>(0, processes.size());
            const size_t b = *rc::gen::inRange<size_t>(0, processes.size());
            switch (*rc::gen::inRange(0, 4)) {
            case 0:
                if (processes.size() < 10) {
                    TreeClock::Fork fork = *processes[a].forked();
                    processes[a] = fork.left;
                    processes.push_back(fork.right);
                }
                break;
            case 1:
                if (a != b)
                    processes[a] = processes[a].joined(processes[b])->ticked();
                break;
            default:
                processes[a] = *processes[a].ticked(
                        processes[a].ticks() + *rc::gen::element(1, 2, 3, 100, 70000));
            }
        }
        return domain;
    });
}

/// The clock of some process of some domain.
inline rc::Gen<TreeClock> clocks()
{
    return rc::gen::mapcat(clockDomains(), [](const ClockDomain &domain) {
        return rc::gen::elementOf(domain.processes);
    });
}

} // namespace mld::test

namespace mld {

inline void showValue(const TreeClock &clock, std::ostream &os)
{
    os << clock.toText().constData();
}

} // namespace mld

namespace mld::test {

inline void showValue(const ClockDomain &domain, std::ostream &os)
{
    for (const TreeClock &clock : domain.processes)
        os << clock.toText().constData() << ' ';
}

} // namespace mld::test
