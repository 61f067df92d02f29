// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/mqttlink.h"

#include <QMetaObject>

/// A broker that grants everything and has nobody else: the test says what comes.
class FakeMqttLink : public mld::MqttLink
{
public:
    bool supports(mld::MqttOptions::Protocol) const override { return true; }
    void open(const mld::MqttOptions &, const QString &, const mld::MqttWill &) override
    {
        later([this] { Q_EMIT up(); });
    }
    void close() override { }
    void abort() override { }
    Token subscribe(const QList<mld::MqttSubscription> &subscriptions) override
    {
        QList<quint8> granted;
        for (const mld::MqttSubscription &each : subscriptions)
            granted.append(each.qos);
        return later([this, granted, token = m_last + 1] { Q_EMIT subscribed(token, granted); });
    }
    void unsubscribe(const QString &) override { }
    qint64 bytesReceived() const override { return 0; }
    Token publish(const QString &topic, const QByteArray &payload, quint8, bool) override
    {
        return later([this, topic, payload, token = m_last + 1] {
            Q_EMIT published(token);
            if (topic.startsWith(QLatin1String("__presence/")))
                Q_EMIT messageReceived(topic, payload);
        });
    }

    void deliver(const QString &topic, const QByteArray &payload)
    {
        Q_EMIT messageReceived(topic, payload);
    }

private:
    template <typename What>
    Token later(What what)
    {
        QMetaObject::invokeMethod(this, what, Qt::QueuedConnection);
        return ++m_last;
    }

    Token m_last = 0;
};
