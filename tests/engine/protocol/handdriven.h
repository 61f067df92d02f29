// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/controlmessage.h"
#include "dataset/dataset.h"
#include "journal/journal.h"
#include "jsonld/context.h"
#include "protocol/domainrules.h"
#include "protocol/machine.h"
#include "protocol/replica.h"
#include "query/read.h"
#include "query/write.h"
#include "store/store.h"

#include <QJsonArray>
#include <QJsonObject>

#include <memory>

/// Machines driven by hand: the test is the network, and carries what it pleases, when it pleases.
namespace mld::byhand {

inline const DomainName domain = QStringLiteral("hand.example.org");

/// Time that stands still until the test moves it, and numbers that are as good as random.
class Environment : public mld::Environment
{
public:
    explicit Environment(quint64 seed) : m_state(seed) { }

    qint64 nowMs() const override { return now; }
    quint32 random() override
    {
        m_state = m_state * 6364136223846793005u + 1442695040888963407u;
        return quint32(m_state >> 32);
    }

    qint64 now = 0;

private:
    quint64 m_state;
};

/// The same in every process, which qHash() is not.
inline quint64 seedOf(const CloneId &id)
{
    quint64 seed = 7;
    for (const QChar c : id)
        seed = seed * 31 + c.unicode();
    return seed;
}

/// A clone with its effects laid out, as of the last commit.
class Member
{
public:
    /// `copyOf` is the id of the clone whose store was copied to make this one's.
    explicit Member(const CloneId &cloneId, bool genesis = false,
                    const QString &path = QStringLiteral(":memory:"),
                    const QString &singleValued = {}, const CloneId &copyOf = {},
                    bool waitForPeers = true)
        : id(cloneId), environment(seedOf(cloneId) + ++s_opened)
    {
        context = *Context::forDomain(domain);
        store = *Store::open(path);
        dataset = std::make_unique<Dataset>(*store, id);
        journal = std::make_unique<Journal>(*store);
        ConfiguredConstraints configured;
        if (!singleValued.isEmpty())
            configured.singleValued = {singleValued};
        rules = std::make_unique<DomainRules>(configured, id, [this] {
            return QString(context.domainBase() + environment.uniqueId());
        });
        replica = std::make_unique<Replica>(*store, *dataset, *journal, *rules,
                                            ReplicaConfig{domain, id});
        if (!copyOf.isEmpty())
            replica->relinquishClock(ClockLoss::Copied, copyOf, id);
        MachineConfig config;
        config.genesis = genesis;
        config.networkTimeoutMs = 1000;
        config.waitForPeers = waitForPeers;
        config.triplesInMessage = 5;
        machine = std::make_unique<Machine>(config, *replica, environment);
        machine->start();
        commit();
    }

    /// Commits, and moves the effects to where the test finds them.
    void commit()
    {
        const auto fresh = machine->takeChanges();
        changes.insert(changes.end(), fresh.begin(), fresh.end());
        if (!replica->commit())
            qFatal("the store failed");
        for (const Effect &effect : machine->takeEffects()) {
            if (const auto *broadcast = std::get_if<effect::Broadcast>(&effect))
                broadcasts.push_back(*broadcast);
            else if (const auto *unicast = std::get_if<effect::Unicast>(&effect))
                unicasts.push_back(*unicast);
            else if (const auto *open = std::get_if<effect::OpenChannel>(&effect))
                opened.append(open->channelId);
            else if (const auto *presence = std::get_if<effect::SetPresent>(&effect))
                isPresent = presence->present;
            else if (const auto *failed = std::get_if<effect::Failed>(&effect))
                failure = failed->error.message;
            else if (const auto *published = std::get_if<effect::Published>(&effect))
                publishedTicks = published->ticks;
            else if (const auto *warned = std::get_if<effect::Warned>(&effect))
                warnings.append(warned->message);
            else if (const auto *status = std::get_if<effect::StatusChanged>(&effect))
                statuses.push_back(status->status);
            else if (std::holds_alternative<effect::Started>(effect))
                isStarted = true;
            else if (std::holds_alternative<effect::ClockLost>(effect))
                ++clockLosses;
            else if (std::holds_alternative<effect::Rejoined>(effect))
                ++rejoinings;
        }
    }

    bool write(const QJsonObject &pattern, bool isAgreement = false)
    {
        const query::WriteEnvironment writing{[this] { return environment.uniqueId(); },
                                              [this](const QString &iri) { return rules->isTextProperty(iri); }};
        auto patch = query::evaluateWrite(*dataset, context, pattern, writing);
        const bool isWritten = patch && rules->constraint().check(*dataset, *patch)
                && machine->write(*patch, isAgreement ? QByteArray("\xc3") : QByteArray());
        commit();
        return isWritten;
    }
    bool write(const QString &subject, const QString &property, const QJsonValue &value)
    {
        return write({{QStringLiteral("@id"), subject}, {property, value}});
    }

    /// All values of a property.
    QJsonValue read(const QString &subject, const QString &property) const
    {
        const auto found = query::get(*dataset, context, subject);
        return found && *found ? (*found)->value(property) : QJsonValue(QJsonValue::Undefined);
    }

    void hear(const QByteArray &operation)
    {
        machine->operationReceived(operation);
        commit();
    }
    void see(const QSet<CloneId> &peers)
    {
        machine->presenceChanged(peers);
        commit();
    }
    void loseConnection()
    {
        machine->disconnected();
        commit();
    }
    void wait(qint64 ms)
    {
        environment.now += ms;
        machine->timePassed();
        commit();
    }
    /// Takes the payload of the oldest broadcast.
    QByteArray nextBroadcast()
    {
        if (broadcasts.empty())
            return {};
        const QByteArray payload = broadcasts.front().payload;
        broadcasts.erase(broadcasts.begin());
        return payload;
    }

    static inline quint64 s_opened = 0; ///< one who is opened again draws other numbers

    const CloneId id;
    Environment environment;
    Context context;
    std::unique_ptr<Store> store;
    std::unique_ptr<Dataset> dataset;
    std::unique_ptr<Journal> journal;
    std::unique_ptr<DomainRules> rules;
    std::unique_ptr<Replica> replica;
    std::unique_ptr<Machine> machine;

    std::vector<Change> changes;
    std::vector<effect::Broadcast> broadcasts;
    std::vector<effect::Unicast> unicasts;
    QStringList opened;
    QStringList warnings;
    std::vector<CloneStatus> statuses;
    QString failure;
    qint64 publishedTicks = -1;
    bool isPresent = false;
    bool isStarted = false;
    int clockLosses = 0;
    int rejoinings = 0;
};

/// Carries unicasts, channel openings and confirmations among members until there are none left; not
/// broadcasts, which the test handles.
inline void carry(const std::vector<Member *> &members)
{
    bool isMoving = true;
    while (isMoving) {
        isMoving = false;
        for (Member *member : members) {
            // Large answers are made piece by piece.
            if (const auto at = member->machine->wakeAt(); at && *at <= member->environment.now) {
                isMoving = true;
                member->wait(0);
            }
            for (const QString &channel : std::exchange(member->opened, {})) {
                isMoving = true;
                member->machine->channelOpened(channel);
                member->commit();
            }
            for (const effect::Unicast &unicast : std::exchange(member->unicasts, {})) {
                isMoving = true;
                Address address = unicast.address;
                address.from = member->id;
                for (Member *to : members) {
                    if (to->id != address.to)
                        continue;
                    to->machine->messageReceived(address, unicast.payload);
                    to->commit();
                }
                member->machine->ticketDone(unicast.ticket, true);
                member->commit();
            }
        }
    }
}

/// Lets time pass until nobody waits for anything: each has looked once more whether it missed something.
inline void settle(const std::vector<Member *> &members)
{
    for (int rounds = 0; rounds < 20; ++rounds) {
        for (Member *member : members) {
            if (const auto at = member->machine->wakeAt())
                member->wait(*at - member->environment.now);
        }
        carry(members);
    }
}

/// Lets all see each other, and exchange everything, broadcasts too.
inline void meet(const std::vector<Member *> &members)
{
    for (Member *member : members) {
        QSet<CloneId> others;
        for (const Member *other : members) {
            if (other != member && other->isStarted)
                others.insert(other->id);
        }
        member->see(others);
    }
    for (int rounds = 0; rounds < 20; ++rounds) {
        carry(members);
        for (Member *member : members) {
            while (!member->broadcasts.empty()) {
                const effect::Broadcast broadcast = member->broadcasts.front();
                member->broadcasts.erase(member->broadcasts.begin());
                for (Member *other : members) {
                    if (other != member)
                        other->hear(broadcast.payload);
                }
                member->machine->ticketDone(broadcast.ticket, true);
                member->commit();
            }
        }
    }
}

} // namespace mld::byhand
