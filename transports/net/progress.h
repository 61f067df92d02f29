// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>

namespace mld {

/// How far a connection to a service has come, in the order in which that happens.
enum class ConnectionStep {
    Resolved,     ///< the host's name has an address
    Reached,      ///< a connection stands
    Secured,      ///< TLS is agreed on, and the server's certificate was looked at
    SignedIn,     ///< the service lets us in
    MaySubscribe, ///< what others send will come
    MayPublish,   ///< what we send is passed on
    Present,      ///< it is known who is there
};

/// Whose certificate a server has shown. The names are its own words, made fit to be shown.
struct CertificateFacts
{
    QString subject; ///< may be empty
    QString issuer;  ///< may be empty
    QDateTime expiry;
    bool isChecked = true; ///< false: any certificate was to be taken

    /// A name from a certificate without what could disturb a text around it (control, direction and other
    /// invisible characters, line ends), and not long.
    static QString displayed(const QString &name);
};

/// One step that a connection has come further. A step that is told implies all before it.
struct ConnectionProgress
{
    ConnectionStep step = ConnectionStep::Resolved;
    QStringList addresses = {}; ///< Resolved: of the name; Reached: the one; empty if they are not known
    quint16 port = 0;           ///< Reached; 0 if it is not known
    bool isPlain = false;       ///< Reached: there will be no TLS
    bool byProxy = false;       ///< Reached: a proxy has made the connection, and found the address
    std::optional<CertificateFacts> certificate = {}; ///< Secured
    bool isAsFarAsItGoes = false; ///< what comes after shows only in a notebook, of which there is none
    QString account = {};                             ///< SignedIn: the user's name, if one was given
};

} // namespace mld
