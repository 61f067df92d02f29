// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "mqtt/mqtttopics.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {
QString path(std::initializer_list<QString> levels)
{
    return QStringList(levels).join(u'/');
}
} // namespace

MqttTopics::MqttTopics(const DomainName &domain, const CloneId &clone)
    : m_domain(domain), m_clone(clone)
{
}

bool MqttTopics::isLevel(const QString &string)
{
    return !string.isEmpty() && std::none_of(string.cbegin(), string.cend(), [](QChar c) {
        return c == u'/' || c == u'+' || c == u'#' || c.isNull();
    });
}

QList<MqttSubscription> MqttTopics::subscriptions() const
{
    return {
        {path({u"__presence"_s, m_domain, u"+"_s}), 1},
        {path({m_domain, u"operations"_s, u"+"_s}), 1},
        {control(), 1},
        {path({u"__send"_s, m_clone, u"+"_s, u"+"_s, control()}), 0},
        {path({u"__reply"_s, m_clone, u"+"_s, u"+"_s, u"+"_s}), 0},
    };
}

QString MqttTopics::presence() const
{
    return path({u"__presence"_s, m_domain, m_clone});
}

QString MqttTopics::operations() const
{
    return path({m_domain, u"operations"_s, m_clone});
}

QString MqttTopics::control() const
{
    return path({m_domain, u"control"_s});
}

QString MqttTopics::channel(const QString &channelId) const
{
    return path({control(), channelId});
}

QString MqttTopics::forMessage(const Address &address) const
{
    switch (address.lane) {
    case Lane::Send:
        if (!isLevel(address.to) || !isLevel(address.messageId))
            return {};
        return path({u"__send"_s, address.to, m_clone, address.messageId, control()});
    case Lane::Reply:
        if (!isLevel(address.to) || !isLevel(address.messageId) || !isLevel(address.sentMessageId))
            return {};
        return path({u"__reply"_s, address.to, m_clone, address.messageId, address.sentMessageId});
    case Lane::Notify:
        return isLevel(address.channelId) ? channel(address.channelId) : QString();
    }
    return {};
}

MqttTopics::Meaning MqttTopics::meaning(const QString &topic) const
{
    const QStringList levels = topic.split(u'/');
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
    } else if (first == m_domain && levels.size() == 3) {
        if (levels[1] == u"operations")
            return Operation{levels[2]};
        if (levels[1] == u"control")
            return Notification{levels[2]};
    }
    return {};
}

} // namespace mld
