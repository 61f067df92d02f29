// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/progress.h"

#include <QAbstractSocket>

#include <functional>

class QSslCertificate;

namespace mld {

/// What a person is told of a server's certificate.
CertificateFacts certificateFacts(const QSslCertificate &certificate, bool isChecked);

/// Tells, from the event loop, how far one of Qt's sockets comes. `socket` has just been told to connect;
/// `isChecked`: whether it checks the server's certificate. As long as `context` lives.
void followSocket(QAbstractSocket *socket, bool isSecure, bool isChecked, QObject *context,
                  std::function<void(const ConnectionProgress &)> told);

} // namespace mld
