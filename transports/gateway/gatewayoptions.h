// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"
#include "result.h"
#include "socketio/socketiooptions.h"

#include <QJsonObject>
#include <QString>

#include <memory>
#include <optional>

namespace mld {

/// A domain of a gateway, taken apart (gateway.md, Names).
struct GatewayName
{
    QString name;    ///< of the subdomain
    QString account; ///< its owner
    QString gateway; ///< the gateway's own domain

    /// Nothing if `domain` is not one that every part of a gateway takes. Some take more, and what follows from
    /// that ends the gateway for everyone, so nothing else may be sent to one.
    static std::optional<GatewayName> of(const DomainName &domain);
    /// Whether it can name an account or a subdomain.
    static bool isLabel(const QString &text);
    /// Of letters and digits as the gateway makes them: such a subdomain is not kept by the gateway.
    static bool isUuid(const QString &name);
    /// For a new subdomain that is called `title`: like that, and yet nobody else's, as a name that is taken leads
    /// to what is there. Never one for guests.
    static QString fresh(const QString &title);
    /// What a name may be, for people.
    static QString rule();
};

/// How to reach an m-ld Gateway, and as whom. A value; holds secrets, so it is neither logged nor stored by the
/// transport. Needs QtCore alone.
struct GatewayOptions
{
    SocketIoOptions io;  ///< origin, whom to trust there, proxy and times
    QString account;     ///< who owns the domains
    QString key;         ///< of that account, `app.keyid:secret`; empty: as a guest without a name

    /// Reads the `gateway` object of a configuration. The error names the key, what is wrong, and what it may be.
    static Result<GatewayOptions> fromJson(const QJsonObject &json);
    /// Takes blanks out, which come along when a key is pasted. `BadConfiguration` if it cannot be a key, which a
    /// gateway must not be asked.
    static Result<QString> readKey(QString text);
};

/// Makes transports where what they need is loaded only when it is wanted. Null by itself.
using GatewayMaker = Transport *(*)(const GatewayOptions &options);
void setGatewayMaker(GatewayMaker maker);
/// None if there is no maker, or it cannot.
std::unique_ptr<Transport> makeGateway(const GatewayOptions &options);

/// The same for trials.
void setGatewayTrialMaker(GatewayMaker maker);
std::unique_ptr<Transport> makeGatewayTrial(const GatewayOptions &options);

class Registrar;
/// The same for what makes accounts and domains.
using GatewayRegistrarMaker = Registrar *(*)(const GatewayOptions &options);
void setGatewayRegistrarMaker(GatewayRegistrarMaker maker);
std::unique_ptr<Registrar> makeGatewayRegistrar(const GatewayOptions &options);

} // namespace mld
