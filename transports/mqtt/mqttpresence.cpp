// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqttpresence.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace mld {

namespace {
// One entry of two ids and a domain is all that the reference sends.
constexpr qsizetype kLongestPayload = 64 * 1024;
} // namespace

QByteArray MqttPresence::ghost()
{
    return QByteArrayLiteral("-");
}

QByteArray MqttPresence::declaration(const CloneId &clone, const QString &address)
{
    return QJsonDocument(QJsonObject{{clone, address}}).toJson(QJsonDocument::Compact);
}

void MqttPresence::update(const QString &clientId, const QByteArray &payload,
                          const QString &address)
{
    if (payload == ghost())
        return;
    m_consumers.remove(clientId);
    if (payload.size() > kLongestPayload)
        return;
    QSet<CloneId> consumers;
    const QJsonObject map = QJsonDocument::fromJson(payload).object();
    for (auto it = map.constBegin(); it != map.constEnd(); ++it) {
        if (it.value().toString() == address)
            consumers.insert(it.key());
    }
    if (!consumers.isEmpty())
        m_consumers.insert(clientId, consumers);
}

QSet<CloneId> MqttPresence::present(const CloneId &own) const
{
    QSet<CloneId> all;
    for (const auto &consumers : m_consumers)
        all.unite(consumers);
    all.remove(own);
    return all;
}

} // namespace mld
