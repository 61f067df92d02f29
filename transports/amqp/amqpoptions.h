// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/endpoint.h"
#include "result.h"

#include <QJsonObject>
#include <QString>

namespace mld {

/// How to reach a RabbitMQ server, and who to be there. A value; holds secrets, so it is neither logged nor stored by
/// the transport. Needs QtCore alone.
struct AmqpOptions
{
    QString host = QStringLiteral("localhost");
    quint16 port = 0; ///< 0: the usual one
    bool isSecure = false;
    QString vhost = QStringLiteral("/"); ///< the virtual host, as the server calls it
    QString username; ///< empty: by the certificate if there is one, otherwise as `guest`
    QString password;
    /// All names at the server begin with it and a dot.
    QString prefix = QStringLiteral("mld");
    int heartbeatSeconds = 10; ///< the server and we notice after twice this that the other is gone
    int connectTimeoutMs = 5000; ///< from name look-up to when the service lets us in
    TlsOptions tls;

    /// Reads the `amqp` object of a configuration. The error names the key, what is wrong, and what it may be. Keys
    /// that are not known are errors.
    static Result<AmqpOptions> fromJson(const QJsonObject &json);

    quint16 effectivePort() const { return port != 0 ? port : isSecure ? 5671 : 5672; }
    Endpoint endpoint() const { return {host, effectivePort(), isSecure, tls, {}, connectTimeoutMs}; }
    bool isByCertificate() const { return username.isEmpty() && !tls.certificate.isEmpty(); }
    QString account() const { return !username.isEmpty() || isByCertificate() ? username : QStringLiteral("guest"); }
    QString secret() const { return account() == u"guest" && password.isEmpty() ? account() : password; }
};

} // namespace mld
