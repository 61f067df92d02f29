// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/amqpfailure.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

// Reply codes (AMQP 0-9-1, 1.2).
constexpr int kConnectionForced = 320;
constexpr int kAccessRefused = 403;
constexpr int kNotFound = 404;
constexpr int kResourceLocked = 405;
constexpr int kPreconditionFailed = 406;
constexpr int kNotAllowed = 530;

constexpr int kExchangeClass = 40;
constexpr int kQueueClass = 50;
constexpr int kBasicClass = 60;
constexpr int kPublishMethod = 40;

/// As a shell takes it for one word.
QString shellWord(const QString &text)
{
    static const QRegularExpression plain(u"\\A[A-Za-z0-9_./-]+\\z"_s);
    if (plain.match(text).hasMatch())
        return text;
    return u'\'' + QString(text).replace(u"'"_s, u"'\\''"_s) + u'\'';
}

} // namespace

AmqpFailures::AmqpFailures(const AmqpOptions &options)
    : NetFailures(options.endpoint()), m_vhost(options.vhost), m_account(options.account()), m_prefix(options.prefix)
{
}

QString AmqpFailures::permissionsCommand() const
{
    const QString names = u"'^%1\\.'"_s.arg(QString(m_prefix).replace(u'.', u"\\."_s));
    return u"rabbitmqctl set_permissions -p %1 %2 %3 %3 %3"_s.arg(
        shellWord(m_vhost), m_account.isEmpty() ? u"USER"_s : shellWord(m_account), names);
}

NetFailure AmqpFailures::webServer() const
{
    return {{TransportErrorCode::ProtocolError,
             tr("What answers at %1, port %2, is a web server, not RabbitMQ. Check the port: RabbitMQ's own is 5671 with "
                "TLS and 5672 without; 15672 is for its web page.")
                 .arg(host())
                 .arg(port())}};
}

NetFailure AmqpFailures::notAmqp() const
{
    return {{TransportErrorCode::ProtocolError,
             tr("What answers at %1, port %2, is not RabbitMQ, or it is another of its protocols. Check the port: "
                "RabbitMQ's own is 5671 with TLS and 5672 without.")
                 .arg(host())
                 .arg(port())}};
}

NetFailure AmqpFailures::otherVersion() const
{
    return {{TransportErrorCode::ProtocolError,
             tr("%1 does not speak the version of AMQP that RabbitMQ does (0-9-1). Check the address.").arg(host())},
            false};
}

NetFailure AmqpFailures::malformed() const
{
    return {{TransportErrorCode::ProtocolError, tr("%1 sent what is not of RabbitMQ's protocol. Trying again.").arg(host())}};
}

NetFailure AmqpFailures::noMechanism() const
{
    return {{TransportErrorCode::BadCredentials,
             tr("%1 takes neither passwords nor this program's certificate for signing in. Ask whoever runs it.")
                 .arg(host())},
            false};
}

NetFailure AmqpFailures::connectionClosed(int code, const QString &text, bool isSigningIn, bool wasOpen) const
{
    if (isSigningIn && (code == kAccessRefused || code == kNotAllowed)) {
        return {{TransportErrorCode::BadCredentials,
                 m_account == u"guest"
                     ? tr("%1 does not let “guest” in: that account is for programs on the server itself. Enter a user "
                          "of your own, and its password.")
                           .arg(host())
                     : tr("%1 does not accept the user name or the password.").arg(host())},
                false};
    }
    if (!wasOpen && (code == kNotAllowed || code == kAccessRefused || code == kNotFound)) {
        if (text.contains(u"limit"_s))
            return {{TransportErrorCode::ConnectionRefused, tr("%1 takes no more connections just now.").arg(host())}};
        if (text.contains(u"down"_s))
            return {{TransportErrorCode::ConnectionRefused, tr("%1 is not ready yet. Trying again.").arg(host())}};
        return {{TransportErrorCode::Forbidden,
                 tr("%1 has no virtual host “%2”, or this account may not use it. Check the name; or whoever runs the "
                    "server types: rabbitmqctl add_vhost %3, and: %4")
                     .arg(host(), m_vhost, shellWord(m_vhost), permissionsCommand())},
                false};
    }
    if (code == kConnectionForced)
        return {{TransportErrorCode::ConnectionLost,
                 tr("%1 is being restarted, or somebody there has closed the connection. Trying again.").arg(host())}};
    return {{TransportErrorCode::ConnectionLost, tr("%1 has closed the connection. Trying again.").arg(host())}};
}

NetFailure AmqpFailures::forbidden(const QString &what) const
{
    return {{TransportErrorCode::Forbidden,
             what + u' ' + tr("Whoever runs the server types: %1").arg(permissionsCommand())}, false};
}

NetFailure AmqpFailures::channelClosed(int code, int classId, int methodId, const QString &text) const
{
    switch (code) {
    case kAccessRefused:
        if (classId == kBasicClass && methodId == kPublishMethod)
            return forbidden(tr("%1 accepts you, but does not let this account send messages.").arg(host()));
        if (classId == kBasicClass)
            return forbidden(tr("%1 accepts you, but does not let this account receive messages.").arg(host()));
        return forbidden(tr("%1 accepts you, but does not let this account set up what a notebook needs.").arg(host()));
    case kPreconditionFailed:
        if (classId == kBasicClass && text.contains(u"larger than"_s))
            return {{TransportErrorCode::TooLarge, tr("%1 does not take messages as large as the last one.").arg(host())}};
        if (classId == kExchangeClass || classId == kQueueClass)
            return {{TransportErrorCode::Forbidden,
                     tr("%1 has something else of the names that begin with “%2.”. Ask whoever runs it to remove that, or "
                        "choose another beginning, the same for all members (“Names there begin with”).")
                         .arg(host(), m_prefix)},
                    false};
        break;
    case kNotFound: // its last member left in this moment
    case kResourceLocked:
    default:
        break;
    }
    return {{TransportErrorCode::ConnectionLost, tr("%1 has ended the conversation. Trying again.").arg(host())}};
}

NetFailure AmqpFailures::cancelled() const
{
    return {{TransportErrorCode::ConnectionLost,
             tr("Somebody at %1 has removed what receives your messages. Trying again.").arg(host())}};
}

TransportError AmqpFailures::blocked() const
{
    return {TransportErrorCode::ServiceBlocked,
            tr("%1 is short of memory or disk space, and takes nothing for now. Your notes are safe here, and follow by "
               "themselves. Whoever runs the server should make room.")
                .arg(host())};
}

TransportError AmqpFailures::tooMuchUnderWay() const
{
    return {TransportErrorCode::ServiceBlocked,
            tr("%1 does not take messages as fast as they come. They follow by themselves.").arg(host())};
}

TransportError AmqpFailures::tooLarge(qint64 size, qint64 largest) const
{
    return {TransportErrorCode::TooLarge,
            tr("The change is too large: %1 bytes, where %2 can be. Make it in smaller parts.").arg(size).arg(largest)};
}

TransportError AmqpFailures::nobodyThere() const
{
    return {TransportErrorCode::ConnectionLost, tr("Whom a message was for is not connected to %1 any more.").arg(host())};
}

TransportError AmqpFailures::notTaken() const
{
    return {TransportErrorCode::ConnectionLost, tr("%1 did not take a message just now.").arg(host())};
}

TransportError AmqpFailures::laterVersion() const
{
    return {TransportErrorCode::ProtocolError,
            tr("Somebody in this notebook uses a newer version of this program, which this one does not understand. "
               "Update it.")};
}

} // namespace mld
