// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"
#include "result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>

#include <memory>

namespace mld {

namespace lan {
/// What somebody typed, such as a name of a machine and a port.
struct TypedPeer
{
    QString host;
    quint16 port = 0;

    friend bool operator==(const TypedPeer &, const TypedPeer &) = default;
};
} // namespace lan

/// How a notebook is kept with others on the same network. A value; holds the notebook's secret, so it is neither
/// logged nor stored by the transport. Needs QtCore alone.
struct LanOptions
{
    QByteArray secret;  ///< 32 bytes, which each member has and nobody else
    quint16 port = 0;   ///< to be dialled at; 0 for any that is free
    int ports = 1;      ///< how many from a port on are used: the first that is free here, the one that answers there
    QList<lan::TypedPeer> peers; ///< to be dialled besides those who are found
    QString interface;  ///< the only one of this machine to find others by; empty: all

    /// Reads the `lan` object of a configuration. The error names the key, what is wrong, and what it may be.
    static constexpr int kMostPorts = 16;
    static Result<LanOptions> fromJson(const QJsonObject &json);
    /// A new secret, as it is written.
    static QString newSecret();
    /// Reads `host:port` and the like, several apart by spaces or commas.
    static Result<QList<lan::TypedPeer>> peersFromText(const QString &text);
};

/// Makes transports where what they need is loaded only when it is wanted. Null by itself.
using LanMaker = Transport *(*)(const LanOptions &options);
void setLanMaker(LanMaker maker);
/// None if there is no maker, or it cannot.
std::unique_ptr<Transport> makeLan(const LanOptions &options);

} // namespace mld
