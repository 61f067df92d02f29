// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QTimer>

class QSocketNotifier;

namespace mld {

/// An interface by which announcements go.
struct UsableInterface
{
    int index = 0;
    bool isLoopback = false;
    QHostAddress ip4;    ///< what it announces from; null if it has none
    bool hasIp6 = false; ///< an address that is good on its network
    QString name;

    bool operator==(const UsableInterface &) const = default;
};

/// Those that are up and can multicast, and those of this computer alone. `only` names the one to use; empty: all.
/// Asks the system, which takes some tenths of a millisecond.
QList<UsableInterface> usableInterfaces(const QString &only);

/// Tells when interfaces or addresses may have changed. Costs nothing while they do not.
class NetworkWatch : public QObject
{
    Q_OBJECT

public:
    explicit NetworkWatch(QObject *parent = nullptr);
    ~NetworkWatch() override;

    /// Where the system does not tell it, nothing is told: who needs to know looks now and then.
    void start();
    void stop();

Q_SIGNALS:
    /// Several changes soon after each other are one.
    void changed();

private:
    void onReadable();

    int m_descriptor = -1;
    QSocketNotifier *m_readable = nullptr;
    QTimer m_settled;
};

} // namespace mld
