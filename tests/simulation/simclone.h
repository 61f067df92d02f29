// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clone/systemenvironment.h"
#include "dataset/dataset.h"
#include "journal/journal.h"
#include "jsonld/context.h"
#include "memory/memorynetwork.h"
#include "memory/memorytransport.h"
#include "protocol/domainrules.h"
#include "protocol/machine.h"
#include "protocol/replica.h"
#include "store/store.h"

#include <QJsonValue>

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>

namespace mld::simulation {

/// Random numbers from one seed, the same on every machine.
class Random
{
public:
    explicit Random(quint64 seed) : m_engine(seed) { }

    quint32 next() { return m_engine(); }
    int below(int bound) { return int(m_engine() % quint32(bound)); }
    bool chance(int percent) { return below(100) < percent; }
    template <typename List>
    const typename List::value_type &of(const List &list)
    {
        return list[typename List::size_type(below(int(list.size())))];
    }

private:
    std::mt19937 m_engine;
};

/// The network's virtual time, and randomness from the seed.
class SimEnvironment : public Environment
{
public:
    SimEnvironment(const MemoryNetwork &network, Random &random)
        : m_network(network), m_random(random)
    {
    }

    qint64 nowMs() const override { return m_network.now(); }
    quint32 random() override { return m_random.next(); }

private:
    const MemoryNetwork &m_network;
    Random &m_random;
};

/// Everything that clones must agree on, in a form that can be compared and printed.
struct Picture
{
    std::map<QString, std::set<QByteArray>> triples; ///< with their transaction ids
    std::map<QString, QString> texts;

    friend bool operator==(const Picture &, const Picture &) = default;
};

/// One clone of a simulation: what Clone is to an app, but driven by hand. What it did since its
/// last commit can be lost, as in a crash, and none of that has been heard of.
class SimClone
{
public:
    struct Settings
    {
        QString path;
        DomainName domain;
        CloneId id;
        bool genesis = false;
        CloneId copyOf{}; ///< the store was copied from that of this clone
        QStringList singleValued{};
        int networkTimeoutMs = 1000;
        /// Puts something around the transport of this clone, if there is one.
        std::function<std::unique_ptr<Transport>(const CloneId &, std::unique_ptr<Transport>)> wrap{};
        /// Told what happens, if there is one: for people who look into a seed.
        std::function<void(const QString &)> log{};
    };

    SimClone(Settings settings, MemoryNetwork &network, Random &random);
    /// As a crash: what was not committed is lost.
    ~SimClone();

    const Settings &settings() const { return m_settings; }
    const CloneId &id() const { return m_settings.id; }
    Machine &machine() { return *m_machine; }
    const Dataset &dataset() const { return *m_dataset; }
    bool hasClock() const { return m_replica->hasClock(); }
    /// Its clock was given up, and it works offline.
    bool isDetached() const { return m_replica->isDetached(); }
    /// Under which id it is to be started the next time.
    const CloneId &nextId() const { return m_nextId; }
    const TreeClock &time() const { return m_replica->time(); }
    const GlobalClock &seen() const { return m_replica->seen(); }

    /// Writes as an app does; false if it was refused.
    bool write(const QJsonValue &pattern, bool isAgreement = false);
    void timePassed();
    /// What is done when nobody waits; `loose` entries of the journal stay as they are.
    void tidyUp(int loose);
    bool isDirty() const { return m_isDirty; }
    /// Makes everything durable, and then sends what waits for that.
    void commit();
    void close();

    /// What has gone wrong, if anything.
    const QString &failure() const { return m_failure; }
    Picture picture() const;
    /// Compares the data with what the update events have told since the clone was opened; returns
    /// the difference, empty if there is none.
    QString checkEvents() const;

private:
    void connectTransport();
    void settle();
    void carryOut(const Effect &effect);
    void log(const QString &what) const;
    void follow(const Change &change);
    void readAll();

    const Settings m_settings;
    SimEnvironment m_environment;
    Context m_context;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Dataset> m_dataset;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<DomainRules> m_rules;
    std::unique_ptr<Replica> m_replica;
    std::unique_ptr<Machine> m_machine;
    std::unique_ptr<Transport> m_transport;
    std::map<Ticket, Ticket> m_tickets;
    bool m_isDirty = false;
    QString m_failure;
    CloneId m_nextId;
    Machine::State m_loggedState = Machine::State::Idle;

    // What an app would know from events
    bool m_isStarted = false;
    std::set<QString> m_shownTriples;
    std::map<QString, QString> m_shownTexts;
};

} // namespace mld::simulation
