// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "amqp/amqpoptions.h"
#include "net/netfailure.h"

namespace mld {

/// The failures of connections to RabbitMQ, in our own words for people, with what to type at the server; its own
/// words are never shown. Pure.
class AmqpFailures : public NetFailures
{
    Q_DECLARE_TR_FUNCTIONS(AmqpFailures)

public:
    explicit AmqpFailures(const AmqpOptions &options);

    NetFailure webServer() const;
    NetFailure notAmqp() const;
    /// It speaks AMQP, but another version.
    NetFailure otherVersion() const;
    NetFailure malformed() const;
    NetFailure noMechanism() const;
    /// The server closed the connection, with this code (AMQP 0-9-1, 1.2). `wasOpen`: after it had let us in.
    /// `text` is only looked at.
    NetFailure connectionClosed(int code, const QString &text, bool isSigningIn, bool wasOpen) const;
    /// The same of the channel; the class and the method are those that the server did not like.
    NetFailure channelClosed(int code, int classId, int methodId, const QString &text) const;
    /// Our queue is gone.
    NetFailure cancelled() const;

    TransportError blocked() const;
    TransportError tooMuchUnderWay() const;
    TransportError tooLarge(qint64 size, qint64 largest) const;
    TransportError nobodyThere() const;
    TransportError notTaken() const;
    TransportError laterVersion() const;

    /// What whoever runs the server types to let this account in.
    QString permissionsCommand() const;

private:
    NetFailure forbidden(const QString &what) const;

    QString m_vhost;
    QString m_account;
    QString m_prefix;
};

} // namespace mld
