// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/transport.h"

#include <QHash>

namespace mld {

/// Who is present, from the retained messages of the presence topics (wire.md 16): each is a JSON
/// map of consumer id to the address at which it consumes.
class MqttPresence
{
public:
    /// The payload by which a client finds that it has had all retained presences (T31).
    static QByteArray ghost();
    /// The payload by which `clone` says that it consumes `address`.
    static QByteArray declaration(const CloneId &clone, const QString &address);

    /// Takes a presence message of a client. What is not understood, for which it returns false, counts
    /// as its having left.
    bool update(const QString &clientId, const QByteArray &payload, const QString &address);
    void clear() { m_consumers.clear(); }
    /// All consumers of the address, `own` excepted (T33).
    QSet<CloneId> present(const CloneId &own) const;

private:
    QHash<QString, QSet<CloneId>> m_consumers; // by client
};

} // namespace mld
