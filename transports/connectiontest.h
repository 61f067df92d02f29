// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/progress.h"
#include "protocol/transport.h"

#include <QTimer>

#include <memory>
#include <optional>

namespace mld {

/// What is known of one step of a ConnectionTest.
struct TestedStep
{
    enum class State {
        Pending,
        Running,
        Done,
        Skipped, ///< there is nothing to do for it with this service; `detail` may say what that means
        Failed,
    };
    ConnectionStep step = ConnectionStep::Resolved;
    State state = State::Pending;
    QString detail = {}; ///< for people; of one that failed: what is wrong, and what to do

    friend bool operator==(const TestedStep &, const TestedStep &) = default;
};

/// Tries a service once, step by step, as "Test connection" does: connects, subscribes, learns who is present,
/// sends a message to itself and sees it back, publishes something that is no operation if nobody is there to hear
/// it, and leaves. It stops at the first step that fails. The clone is never declared present, so peers do not
/// notice. One use per object.
class ConnectionTest : public QObject
{
    Q_OBJECT

public:
    /// `transport` is a new one.
    explicit ConnectionTest(std::unique_ptr<Transport> transport, QObject *parent = nullptr);
    ~ConnectionTest() override;

    /// Starts; `finished` follows. Each step has `timeoutMs`, and there is a little for leaving.
    void start(const DomainName &domain, int timeoutMs = 10'000);
    /// All of them, in their order, from the beginning.
    const QList<TestedStep> &steps() const { return m_steps; }

Q_SIGNALS:
    void stepsChanged();
    /// Code None: it works, and `peers` clones were present.
    void finished(const mld::TransportError &error, int peers);

private:
    using State = TestedStep::State;

    TestedStep &at(ConnectionStep step) { return m_steps[static_cast<qsizetype>(step)]; }
    void onProgress(const ConnectionProgress &progress);
    void onState(Transport::State state, const TransportError &error);
    void onPresence(const QSet<CloneId> &present);
    void onDone(Ticket ticket, bool isTaken, const TransportError &error);
    void onMessage(const QByteArray &payload);
    /// The step is over, and all before it are.
    void reach(ConnectionStep step, const QString &detail);
    /// The first step that is not over runs, from now on.
    void runNext();
    void finishPublishing();
    void onTimeout();
    void conclude(const TransportError &error);
    void finish();

    std::unique_ptr<Transport> m_transport;
    const CloneId m_self;
    QList<TestedStep> m_steps;
    QTimer m_timer;
    bool m_isConcluded = false;
    TransportError m_error;
    int m_peers = 0;
    bool m_isPublishing = false;
    std::optional<Ticket> m_message;   ///< to ourselves
    std::optional<Ticket> m_operation; ///< to everybody, who are nobody; none once it is taken
    bool m_isBack = false;             ///< the message is
};

} // namespace mld
