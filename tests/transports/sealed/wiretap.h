// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <QList>

#include <memory>

namespace mld::test {

/// What somebody on the way sees of one member: all that passes, in both directions.
class Wiretap : public Transport
{
    Q_OBJECT

public:
    struct Passed
    {
        std::optional<Address> address; ///< none for a broadcast
        QByteArray payload;
    };

    /// What passes is added to `passed`, which must outlive this.
    Wiretap(std::unique_ptr<Transport> inner, QList<Passed> &passed);

    State state() const override { return m_inner->state(); }
    TransportCapabilities capabilities() const override { return m_inner->capabilities(); }
    void open(const DomainName &domain, const CloneId &clone) override { m_inner->open(domain, clone); }
    void close() override { m_inner->close(); }
    void setPresent(bool present) override { m_inner->setPresent(present); }
    Ticket broadcast(const QByteArray &payload) override;
    Ticket unicast(const Address &address, const QByteArray &payload) override;
    void openChannel(const QString &channelId, const CloneId &peer) override { m_inner->openChannel(channelId, peer); }
    void closeChannel(const QString &channelId) override { m_inner->closeChannel(channelId); }

private:
    std::unique_ptr<Transport> m_inner;
    QList<Passed> &m_passed;
};

} // namespace mld::test
