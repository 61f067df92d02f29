// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simclone.h"

#include <QTemporaryDir>

#include <vector>

namespace mld::simulation {

/// How rough a simulated world is.
struct WorldSettings
{
    quint64 seed = 0;
    int steps = 300;     ///< actions before the world heals
    int maxMembers = 5;
    bool isVerbose = false;
};

/// A domain of several clones in one thread and virtual time, to which everything happens that a seed
/// brings: writes, delays, duplicates, lost messages, lost connections, partitions, crashes,
/// restarts, and newcomers. In the end it heals, and all must hold the same.
class World
{
public:
    explicit World(const WorldSettings &settings);

    /// Runs it; returns what went wrong, empty if nothing did.
    QString run();
    /// What happened, in figures.
    QString summary() const;

private:
    struct Member
    {
        SimClone::Settings settings;
        std::unique_ptr<SimClone> clone; ///< none while it is down
    };

    void act();
    void write(SimClone &clone);
    void editText(SimClone &clone);
    void editList(SimClone &clone);
    void addMember();
    void crash(Member &member);
    void restart(Member &member);
    void partition();
    void shakeConnection(Member &member);

    /// Lets `ms` pass: deliveries, timers and commits in the order in which they fall due.
    void pass(qint64 ms);
    void commitSome();
    void breakConnections();
    bool heal();
    bool isQuiet() const;
    QString compare() const;
    QString failureOf(const Member &member) const;
    Member *randomUp();
    void log(const QString &what) const;

    const WorldSettings m_settings;
    Random m_random;
    QTemporaryDir m_folder;
    MemoryNetwork m_network;
    int m_maxDelay = 20;
    int m_lossPerMille = 0;
    int m_duplicatesPerMille = 20;
    bool m_isHealing = false;
    std::set<CloneId> m_breaking; ///< whose connections are about to break
    std::vector<Member> m_members;
    std::map<QString, int> m_counts;
    QString m_problem;
};

} // namespace mld::simulation
