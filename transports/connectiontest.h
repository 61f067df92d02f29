// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <QTimer>

#include <memory>

namespace mld {

/// Tries a service once, as "Test connection" does: connects, subscribes, learns who is present,
/// publishes something that is no operation if nobody is there to hear it, and leaves. The clone is never declared
/// present, so peers do not notice. One use per object.
class ConnectionTest : public QObject
{
    Q_OBJECT

public:
    explicit ConnectionTest(std::unique_ptr<Transport> transport, QObject *parent = nullptr);
    ~ConnectionTest() override;

    /// Starts; `finished` follows, after `timeoutMs` at the latest, and a little for leaving.
    void start(const DomainName &domain, int timeoutMs = 10'000);

Q_SIGNALS:
    /// Code None: it works, and `peers` clones were present.
    void finished(const mld::TransportError &error, int peers);

private:
    void conclude(const TransportError &error, int peers);
    void finish();

    std::unique_ptr<Transport> m_transport;
    QTimer m_timer;
    bool m_isConcluded = false;
    TransportError m_error;
    int m_peers = 0;
    Ticket m_trial = 0; ///< what was published
};

} // namespace mld
