// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>
#include <QSslCertificate>
#include <QSslConfiguration>

namespace mld::lan {

/// Settings of a new certificate with its key, made in memory and signed by itself. It says nothing of whose it is:
/// what makes it trusted is the proof that goes with it (Handshake). Sessions are never resumed, as the other's
/// certificate must be shown each time.
Result<QSslConfiguration> ownTls();
/// What the proof is bound to; empty if there is none.
QByteArray hashOf(const QSslCertificate &certificate);

} // namespace mld::lan
