// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clone/clone.h"
#include "clone/systemenvironment.h"
#include "dataset/dataset.h"
#include "journal/journal.h"
#include "jsonld/context.h"
#include "protocol/domainrules.h"
#include "protocol/machine.h"
#include "protocol/replica.h"
#include "store/store.h"

#include <QHash>
#include <QTimer>

#include <memory>
#include <vector>

namespace mld {

/// Joins the state machine to the event loop: signals of the transport and calls of the app go in;
/// updates come out at once, and everything else when the turn of the event loop has been committed.
class Clone::Private
{
public:
    Private(Clone &clone, CloneConfig config, std::unique_ptr<Transport> transport);
    ~Private();

    void setSecurity(std::unique_ptr<TransportSecurity> security);
    Result<void> start();
    void close();
    CloneId id() const { return m_id; }
    bool isCopy() const { return m_isCopy; }
    bool isStarted() const { return m_isStarted; }
    CloneStatus status() const;
    QSet<CloneId> peers() const;
    QByteArray time() const;
    std::optional<qint64> ownTicksAt(const QByteArray &time) const;
    Result<QJsonArray> read(const QJsonObject &pattern) const;
    Result<bool> ask(const QJsonObject &pattern) const;
    Result<std::optional<QJsonObject>> get(const QString &id, const QStringList &properties) const;
    Result<QByteArray> textPlace(const QString &id, const QString &property, qsizetype index) const;
    Result<qsizetype> textIndex(const QString &id, const QString &property,
                                const QByteArray &place) const;
    void write(const QJsonValue &pattern, Written done);
    void remove(const QString &id, Written done);
    Transport *transport() const { return m_transport.get(); }

private:
    /// What is open while the clone is; in order of dependence.
    struct Open;
    enum class Phase { Idle, Running, Closing, Closed };

    /// The value id of the shared text that a subject shows for a property.
    Result<QString> textId(const QString &id, const QString &property) const;

    /// What a write asserts, as the data are when it is made.
    using Evaluate = std::function<Result<Patch>()>;

    /// Finds out whether the store is a copy, and which id to use.
    Result<void> identify(Store &store);
    /// The clone has another clock, and the store is its own again. In the transaction that makes it so.
    void hasRejoined();
    void connectTransport();
    void transportChanged(Transport::State state);
    void write(Evaluate evaluate, const QJsonValue &agreement, Written done);
    /// `agreement`: the proof, or undefined.
    Result<void> makeWrite(const Evaluate &evaluate, const QJsonValue &agreement);
    /// To follow every call of the machine.
    void settle();
    void showChanges();
    void show(const Change &change);
    /// Makes the turn's work durable, and then lets others know.
    void flush();
    void tidyUp();
    void scheduleFlush();
    void scheduleWake();
    void carryOut(const std::vector<Effect> &effects);
    void carryOut(const Effect &effect);
    /// Tells of what the data ask for and this engine does not have, when it is new.
    void warnOfExtensions();
    void shut();

    Clone &m_clone;
    const CloneConfig m_config;
    std::unique_ptr<Transport> m_transport;
    std::unique_ptr<TransportSecurity> m_security; ///< may be null
    SystemEnvironment m_environment;
    std::unique_ptr<Open> m_open;
    Phase m_phase = Phase::Idle;
    CloneId m_id;
    bool m_isCopy = false;
    CloneId m_nextId; ///< to be used from the next start on; empty for the same
    QString m_formerId; ///< of what is a copy: under which texts were written in the original
    bool m_isStarted = false;
    std::vector<UnknownExtension> m_warnedOf;
    int m_showing = 0; ///< depth of updates being shown
    int m_uncommitted = 0; ///< calls since the last commit
    QSet<CloneId> m_peers;
    QHash<Ticket, Ticket> m_tickets; ///< the transport's to the machine's
    std::vector<std::pair<Written, Result<void>>> m_written; ///< to be told with the next commit
    std::vector<Effect> m_effects; ///< committed, to be carried out
    bool m_isFlushScheduled = false;
    QTimer m_wakeTimer;
    std::optional<qint64> m_tidyTicks; ///< own ticks when it was last tidied up
    mutable QTimer m_upkeepTimer; ///< runs out when nothing has happened for a while
    mutable bool m_hasAnsweredMuch = false; ///< since memory was last given back
    std::optional<qint64> m_wakeAt; ///< for which it is set
};

struct Clone::Private::Open
{
    Open(Private &owner, std::unique_ptr<Store> opened, Context appContext,
         ConfiguredConstraints constraints);

    std::unique_ptr<Store> store;
    Context context;
    Dataset dataset;
    Journal journal;
    DomainRules rules;
    Replica replica;
    Machine machine;
};

} // namespace mld
