// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "amqp/amqpnames.h"

namespace mld {

namespace {

constexpr qsizetype kLongestName = 255; // AMQP 0-9-1, 4.2.5.3: a short string

bool isFit(const QString &id)
{
    // In a binding to a topic exchange, “*” and “#” stand for other words.
    return !id.isEmpty() && !id.contains(u'*') && !id.contains(u'#') && !id.contains(QChar(0)) && id.isValidUtf16();
}

} // namespace

AmqpNames::AmqpNames(const QString &prefix, const DomainName &domain, const CloneId &clone, const QByteArray &session)
    : m_exchange(QString(prefix + u'.' + domain).toUtf8()), m_queue(m_exchange + QByteArray(".") + session.toHex()),
      m_areValid(isFit(domain) && m_queue.size() <= kLongestName && !toClone(clone).isEmpty())
{
}

QByteArray AmqpNames::toClone(const CloneId &clone)
{
    const QByteArray key = "to." + clone.toUtf8();
    return isFit(clone) && key.size() <= kLongestName ? key : QByteArray();
}

} // namespace mld
