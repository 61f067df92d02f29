// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"

#include <QByteArray>
#include <QJsonValue>
#include <QString>

namespace mld {

/// Whom a secure connection trusts, and who we are there. TLS is 1.2 or later in any case. A value; `key` is
/// a secret.
struct TlsOptions
{
    QByteArray ca;            ///< PEM; empty for the authorities that the system trusts
    QByteArray certificate;   ///< PEM, ours, with the authorities between if any; empty for none
    QByteArray key;           ///< PEM, without a password
    bool verifyServer = true; ///< false takes any certificate: for trials only

    /// Whether a configuration's key is one of `ca`, `cert`, `key`, `rejectUnauthorized`.
    static bool isKey(const QString &name);
    /// Reads such a key. PEM is the text, or the path of a file that holds it. `BadConfiguration`: what is
    /// wrong, without the name of the key.
    Result<void> read(const QString &name, const QJsonValue &value);
    /// `key` or `cert` if one of the two lacks the other; otherwise empty.
    QString missingKey() const;
    /// The sentence on that.
    static QString missingKeyText();
};

} // namespace mld
