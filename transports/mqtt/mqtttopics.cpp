// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqtttopics.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {
// AMQP's longest routing key.
constexpr qsizetype kLongestInRabbitMq = 255;

QString path(std::initializer_list<QString> levels)
{
    return QStringList(levels).join(u'/');
}
} // namespace

MqttTopics::MqttTopics(const DomainName &domain, const CloneId &clone, MqttOptions::Dialect dialect)
    : m_domain(domain), m_clone(clone), m_dialect(dialect)
{
}

bool MqttTopics::isLevel(const QString &string)
{
    return !string.isEmpty() && std::none_of(string.cbegin(), string.cend(), [](QChar c) {
        return c == u'/' || c == u'+' || c == u'#' || c.isNull();
    });
}

bool MqttTopics::canBeLevel(const QString &string) const
{
    return isLevel(string) && !(isRabbitMq() && string.contains(u'~'));
}

bool MqttTopics::areValid() const
{
    if (!canBeLevel(m_domain) || !canBeLevel(m_clone))
        return false;
    const auto all = subscriptions();
    return !isRabbitMq() ||
           std::all_of(all.cbegin(), all.cend(), [](const MqttSubscription &subscription) {
               return subscription.filter.toUtf8().size() <= kLongestInRabbitMq;
           });
}

QString MqttTopics::wire(QString topic) const
{
    return isRabbitMq() ? topic.replace(u'.', u'~') : topic;
}

QList<MqttSubscription> MqttTopics::subscriptions() const
{
    QList<MqttSubscription> all = {
        {wire(path({u"__presence"_s, m_domain, u"+"_s})), 1},
        {wire(path({m_domain, u"operations"_s, u"+"_s})), 1},
        {wire(control()), 1},
        {wire(path({u"__send"_s, m_clone, u"+"_s, u"+"_s, control()})), 0},
        {wire(path({u"__reply"_s, m_clone, u"+"_s, u"+"_s, u"+"_s})), 0},
    };
    if (isRabbitMq())
        all.append({who(), 1});
    return all;
}

QString MqttTopics::presence() const
{
    return wire(path({u"__presence"_s, m_domain, m_clone}));
}

QString MqttTopics::operations() const
{
    return wire(path({m_domain, u"operations"_s, m_clone}));
}

QString MqttTopics::who() const
{
    return wire(path({u"__who"_s, m_domain}));
}

QString MqttTopics::control() const
{
    return path({m_domain, u"control"_s});
}

QString MqttTopics::channel(const QString &channelId) const
{
    return wire(path({control(), channelId}));
}

QString MqttTopics::forMessage(const Address &address) const
{
    QString topic;
    switch (address.lane) {
    case Lane::Send:
        if (canBeLevel(address.to) && canBeLevel(address.messageId))
            topic = path({u"__send"_s, address.to, m_clone, address.messageId, control()});
        break;
    case Lane::Reply:
        if (canBeLevel(address.to) && canBeLevel(address.messageId) &&
            canBeLevel(address.sentMessageId))
            topic =
                path({u"__reply"_s, address.to, m_clone, address.messageId, address.sentMessageId});
        break;
    case Lane::Notify:
        if (canBeLevel(address.channelId))
            topic = path({control(), address.channelId});
        break;
    }
    if (isRabbitMq() && topic.toUtf8().size() > kLongestInRabbitMq)
        return {};
    return wire(topic);
}

MqttTopics::Meaning MqttTopics::meaning(const QString &topic) const
{
    QString name = topic;
    if (isRabbitMq())
        name.replace(u'~', u'.');
    const QStringList levels = name.split(u'/');
    const QString &first = levels.first();
    if (first == u"__presence") {
        if (levels.size() == 3 && levels[1] == m_domain)
            return Presence{levels[2]};
    } else if (first == u"__send") {
        if (levels.size() == 6 && levels[1] == m_clone && levels[4] == m_domain &&
            levels[5] == u"control")
            return Unicast{{Lane::Send, levels[2], m_clone, levels[3], {}, {}}};
    } else if (first == u"__reply") {
        if (levels.size() == 5 && levels[1] == m_clone)
            return Unicast{{Lane::Reply, levels[2], m_clone, levels[3], levels[4], {}}};
    } else if (first == u"__who") {
        if (isRabbitMq() && levels.size() == 2 && levels[1] == m_domain)
            return Who{};
    } else if (first == m_domain && levels.size() == 3) {
        if (levels[1] == u"operations")
            return Operation{levels[2]};
        if (levels[1] == u"control")
            return Notification{levels[2]};
    }
    return {};
}

} // namespace mld
