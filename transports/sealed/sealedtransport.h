// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/environment.h"
#include "protocol/transport.h"
#include "sealed/keynews.h"
#include "sealed/recentnonces.h"
#include "sealing/seal.h"

#include <QHash>
#include <QTimer>

#include <memory>

namespace mld {

/// A transport inside of which another one carries nothing that a stranger can read, and out of which nothing comes
/// that a stranger has made (engine/sealing/README.md). Everything that leaves is sealed; whatever else arrives is
/// dropped and counted; only members are present.
///
/// The one thing that travels openly is the owner's word on which key is in force (wire.md 20.1). Who hears that it is
/// another than its own stops: `Failed`, with `Forbidden`, and nothing more leaves until replaceKey().
class SealedTransport : public Transport
{
    Q_OBJECT

public:
    /// What arrived and was dropped.
    struct Refused
    {
        qint64 notSealed = 0; ///< no message of a sealed domain
        qint64 otherKey = 0;
        qint64 broken = 0;   ///< forged, or for another place
        qint64 repeated = 0; ///< a request that came before
        qint64 unmarked = 0; ///< from nobody

        qint64 all() const { return notSealed + otherKey + broken + repeated + unmarked; }
    };

    /// Opens `inner` with ids that only members can make. `environment` gives nonces and the time; null for the
    /// system's.
    SealedTransport(std::unique_ptr<Transport> inner, const NotebookKey &key,
                    std::unique_ptr<Environment> environment = nullptr, QObject *parent = nullptr);
    ~SealedTransport() override;

    /// A record that was heard before, and kept. Before open().
    void remember(const EpochRecord &record) { m_news.remember(record); }
    /// Uses another key of the same domain from now on: leaves, and comes back with it. Unauthorised if the owner has
    /// replaced it since, or if it is the key of another notebook. The key must be kept durably before.
    Result<void> replaceKey(const NotebookKey &key);
    const EpochRecord &record() const { return m_news.own(); }
    const Refused &refused() const { return m_refused; }

    State state() const override { return m_state; }
    TransportCapabilities capabilities() const override;
    void open(const DomainName &domain, const CloneId &clone) override;
    void close() override;
    void setPresent(bool present) override;
    void setJoined(bool joined) override;
    Ticket broadcast(const QByteArray &payload) override;
    Ticket unicast(const Address &address, const QByteArray &payload) override;
    void openChannel(const QString &channelId, const CloneId &peer) override;
    void closeChannel(const QString &channelId) override;

Q_SIGNALS:
    /// The owner has replaced the key. Nothing leaves any more. To be kept durably: see EpochFile.
    void keyReplaced(const mld::EpochRecord &newer);

private:
    void onState(State state, const TransportError &error);
    void onPresence(const QSet<CloneId> &present);
    void onOperation(const QByteArray &message);
    void onMessage(const Address &from, const QByteArray &message);
    void onDone(Ticket ticket, bool ok, const TransportError &error);
    void onNews(const QByteArray &bytes);

    /// The payload of a message, if a member has sent it to this place.
    std::optional<QByteArray> opened(const QByteArray &message, const SealedPlace &place);
    void openInner();
    void useNextKey();
    /// Does something after the present call has returned.
    void later(void (SealedTransport::*what)());
    void stop();
    void closeInner();
    void fail(TransportErrorCode code, const QString &sentence);
    void noteDoubt();
    void sayNews();
    bool isSilent() const { return m_news.newer() || m_nextKey; }
    CloneId wireId(const CloneId &clone) const;
    Ticket refuse();

    std::unique_ptr<Environment> m_environment;
    std::unique_ptr<Transport> m_inner;
    Seal m_seal;
    DomainName m_keyDomain;
    KeyNews m_news;
    QTimer m_newsTimer;
    RecentNonces m_requests;
    Refused m_refused;

    State m_state = State::Idle;
    DomainName m_domain;
    CloneId m_clone;
    CloneId m_wireId;
    bool m_isOpen = false;      ///< the clone wants to be in
    bool m_isInnerOpen = false; ///< until it has said that it is closed
    bool m_isPresent = false;
    std::optional<QSet<CloneId>> m_shown; ///< what was last told of who is present, on this connection
    QHash<QString, CloneId> m_channels;
    std::optional<NotebookKey> m_nextKey;
    QSet<Ticket> m_newsTickets;
    Ticket m_lastRefused;
};

} // namespace mld
