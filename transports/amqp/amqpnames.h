// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <QByteArray>

namespace mld {

/// The names at the server of one domain, in UTF-8 as AMQP has them: an exchange, by which all members send, and a
/// queue for each connection of each. Pure.
class AmqpNames
{
public:
    AmqpNames() = default;
    AmqpNames(const QString &prefix, const DomainName &domain, const CloneId &clone, const QByteArray &session);

    /// Whether the server takes them.
    bool areValid() const { return m_areValid; }

    QByteArray exchange() const { return m_exchange; }
    QByteArray queue() const { return m_queue; }
    /// Routing keys: of what goes to everybody; of questions to those who are present; of what goes to one clone.
    static QByteArray toAll() { return QByteArrayLiteral("all"); }
    static QByteArray toPresent() { return QByteArrayLiteral("who"); }
    /// Empty if no clone can have this id here.
    static QByteArray toClone(const CloneId &clone);

private:
    QByteArray m_exchange;
    QByteArray m_queue;
    bool m_areValid = false;
};

} // namespace mld
