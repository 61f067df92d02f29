// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QStringList>

#include <memory>

namespace mld {

/// Finds the addresses of a host as the system does. That blocks, so it happens in a thread of a pool,
/// while this lives on its own. It does what QHostInfo does, for programs that need nothing else of Qt
/// Network: that takes more than a megabyte, with the libraries that it brings along.
class HostLookup : public QObject
{
    Q_OBJECT

public:
    explicit HostLookup(QObject *parent = nullptr) : QObject(parent) {}
    ~HostLookup() override;

    /// Whether `host` is itself an address, of whichever family.
    static bool isAddress(const QString &host);

    /// Begins to look; what was looked for before is forgotten.
    void start(const QString &host);
    /// No signal follows.
    void abort();

Q_SIGNALS:
    /// From the event loop, once for each start(): the addresses, the best first; none if there is no such host.
    void finished(const QStringList &addresses);

private:
    struct Request;
    std::shared_ptr<Request> m_request; ///< null if nothing is looked for
};

} // namespace mld
