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

bool MqttPresence::update(const QString &clientId, const QByteArray &payload,
                          const QString &address)
{
    if (payload == ghost())
        return true;
    m_consumers.remove(clientId);
    if (payload.isEmpty())
        return true;
    const QJsonDocument json = payload.size() > kLongestPayload ? QJsonDocument()
                                                                : QJsonDocument::fromJson(payload);
    if (!json.isObject())
        return false;
    QSet<CloneId> consumers;
    const QJsonObject map = json.object();
    for (auto it = map.constBegin(); it != map.constEnd(); ++it) {
        if (it.value().toString() == address)
            consumers.insert(it.key());
    }
    if (!consumers.isEmpty())
        m_consumers.insert(clientId, consumers);
    return true;
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
