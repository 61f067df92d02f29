// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../transports/fakemqttlink.h"
#include "mqtt/mqtttransport.h"
#include "pieces.h"
#include "targets.h"

#include <QCoreApplication>

namespace mld::fuzz {

/// Topics and payloads as a broker delivers them: what comes of them is addressed to this clone, or is
/// counted and ignored. There must be an application.
inline void mqtt(QByteArrayView bytes)
{
    const QtMessageHandler handler =
            qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {});
    const CloneId own = QStringLiteral("me");
    const QString channel = QStringLiteral("channel");
    auto owned = std::make_unique<FakeMqttLink>();
    FakeMqttLink *link = owned.get();
    MqttTransport transport({}, std::move(owned));
    int signalCount = 0;
    QObject::connect(&transport, &Transport::presenceChanged, [&](const QSet<CloneId> &present) {
        ++signalCount;
        require(!present.contains(own));
    });
    QObject::connect(&transport, &Transport::operationReceived, [&] { ++signalCount; });
    QObject::connect(&transport, &Transport::messageReceived, [&](const Address &from) {
        ++signalCount;
        require(from.to == own);
        require(from.lane != Lane::Notify || from.channelId == channel);
        require(from.lane != Lane::Reply || !from.sentMessageId.isNull());
    });
    transport.open(QStringLiteral("d.org"), own);
    transport.openChannel(channel, QStringLiteral("you"));
    for (int i = 0; i < 4; ++i) // connected, subscribed, greeted
        QCoreApplication::sendPostedEvents();
    require(signalCount == 1 && transport.state() == Transport::State::Connected);
    for (Pieces pieces(bytes); !pieces.isDone();) {
        const QString topic = QString::fromUtf8(pieces.piece());
        const QByteArray payload = pieces.piece().toByteArray();
        const qint64 before = signalCount + transport.malformedCount();
        link->deliver(topic, payload);
        require(signalCount + transport.malformedCount() - before <= 1);
    }
    require(transport.state() == Transport::State::Connected);
    qInstallMessageHandler(handler);
}

} // namespace mld::fuzz
