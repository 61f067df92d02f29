// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hostile.h"
#include "hostileservice.h"
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
    int agreementsPerMille = 0; ///< of writes to subjects and edits of texts; what they void is lost
    bool isSealed = false; ///< and the service is hostile, in place of a member
    bool isVerbose = false;
};

/// A domain of several clones in one thread and virtual time, to which everything happens that a seed
/// brings: writes, delays, duplicates, lost messages, lost connections, partitions, crashes,
/// restarts, newcomers, some who leave for ever, stores that are copied or restored, and a hostile member.
/// In the end it heals, and all must hold the same; and nothing that was durable may be missing.
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
        std::unique_ptr<SimClone> clone{}; ///< none while it is down
        bool isMember = false;             ///< has a clock of its own, as far as was seen
        std::set<int> marks{};             ///< written by it, and durable
        std::set<int> freshMarks{};        ///< written since its last commit
    };
    struct Backup
    {
        CloneId id;
        QString path;
        size_t member;
        std::set<int> marks;
    };
    /// Something that can happen; `weight` says how often among all.
    struct Action
    {
        int weight;
        void (World::*happen)();
    };
    static const std::vector<Action> &actions();

    void begin();
    void act();
    // What can happen
    void someoneWrites();
    void someoneWritesMark();
    void someoneEditsText();
    void someoneEditsList();
    void newcomerComes();
    void someoneCrashes();
    void someoneStarts();
    void networkSplitsOrHeals();
    void connectionBreaksOrReturns();
    void networkChanges();
    void someoneTidiesUp();
    void someoneLeaves();
    void storeIsBackedUp();
    void storeIsRestored();
    void storeIsCopied();
    void hostileComesOrActs();

    bool makesAgreement();
    void write(SimClone &clone);
    void editText(SimClone &clone);
    void editList(SimClone &clone);
    void writeMark(Member &member);
    void addMember();
    void crash(Member &member);
    void restart(Member &member);
    /// After all is well: a store is put back in its place, so that nothing shows it but what peers know.
    QString rollBackUnseen();
    /// After all is well: each writes once more, and must be understood.
    QString goOn();

    /// Lets `ms` pass: deliveries, timers and commits in the order in which they fall due.
    void pass(qint64 ms);
    void commitSome();
    void commit(Member &member);
    void breakConnections();
    bool heal();
    bool comesToRest();
    bool isQuiet() const;
    QString compare() const;
    bool isSame(const GlobalClock &seen, const GlobalClock &other) const;
    QString compare(const Member &member, const SimClone &first, const Picture &expected) const;
    QString failureOf(const Member &member, bool areEventsChecked) const;
    /// Under which id the network knows a clone.
    CloneId wireId(const CloneId &clone) const { return m_service ? m_service->wireId(clone) : clone; }
    Member *randomUp();
    /// One that is up and takes writes.
    Member *randomWriter();
    Member *randomDown();
    int countMembersBut(const Member &member) const;
    void log(const QString &what) const;

    const WorldSettings m_settings;
    Random m_random;
    QTemporaryDir m_folder;
    MemoryNetwork m_network;
    DomainName m_domain;
    int m_maxDelay = 20;
    int m_lossPerMille = 0;
    int m_duplicatesPerMille = 20;
    bool m_isHealing = false;
    std::set<CloneId> m_breaking; ///< whose connections are about to break
    std::unique_ptr<HostileService> m_service; ///< of a sealed domain
    std::vector<Member> m_members;
    std::unique_ptr<Hostile> m_hostile;
    std::vector<Backup> m_backups;
    int m_names = 0;
    int m_marks = 0;
    bool m_hasSomeoneLeft = false;
    std::map<QString, int> m_counts;
    QString m_problem;
};

} // namespace mld::simulation
