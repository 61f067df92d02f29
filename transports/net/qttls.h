// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/netfailure.h"
#include "net/endpoint.h"
#include "result.h"

#include <QList>
#include <QSslConfiguration>

class QSslError;

namespace mld {

/// What Qt's own TLS sockets are told: TLS 1.2 or later, the server's
/// certificate and name checked, no authority but the given one if one is given. `BadConfiguration`
/// if a certificate or key cannot be used.
Result<QSslConfiguration> qtTlsConfiguration(const TlsOptions &options);

/// Which of the errors that Qt found in the server's certificate a person is told of.
CertificateFault certificateFault(const QList<QSslError> &errors);
/// What a person is told of the errors that Qt found in the server's certificate.
NetFailure certificateFailure(const NetFailures &failures, const QList<QSslError> &errors);

} // namespace mld
