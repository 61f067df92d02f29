// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/socketprogress.h"

#include <QHostAddress>
#include <QPointer>
#include <QSslCertificate>
#include <QSslSocket>

namespace mld {

CertificateFacts certificateFacts(const QSslCertificate &certificate, bool isChecked)
{
    return {CertificateFacts::displayed(certificate.subjectDisplayName()),
            CertificateFacts::displayed(certificate.issuerDisplayName()), certificate.expiryDate(), isChecked};
}

void followSocket(QAbstractSocket *socket, bool isSecure, bool isChecked, QObject *context,
                  std::function<void(const ConnectionProgress &)> told)
{
    const auto tellReached = [socket, isSecure, told] {
        const QHostAddress address = socket->peerAddress();
        ConnectionProgress reached{.step = ConnectionStep::Reached, .port = socket->peerPort(), .isPlain = !isSecure};
        // Whom a proxy has reached, it keeps to itself.
        reached.byProxy = address.isNull();
        if (!reached.byProxy)
            reached.addresses = {address.toString()};
        told(reached);
    };
    const auto tellResolved = [told] { told({.step = ConnectionStep::Resolved}); };
    QObject::connect(socket, &QAbstractSocket::hostFound, context, tellResolved);
    QObject::connect(socket, &QAbstractSocket::connected, context, tellReached);
    // A name that was asked for just now is known, and on this machine a connection may stand at once.
    const auto state = socket->state();
    if (state == QAbstractSocket::ConnectingState || state == QAbstractSocket::ConnectedState) {
        QMetaObject::invokeMethod(
            context,
            [guard = QPointer(socket), state, tellResolved, tellReached] {
                tellResolved();
                if (guard && state == QAbstractSocket::ConnectedState)
                    tellReached();
            },
            Qt::QueuedConnection);
    }
    if (auto *secure = qobject_cast<QSslSocket *>(socket)) {
        QObject::connect(secure, &QSslSocket::encrypted, context, [secure, isChecked, told] {
            told({.step = ConnectionStep::Secured,
                  .certificate = certificateFacts(secure->peerCertificate(), isChecked)});
        });
    }
}

} // namespace mld
