// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/hostlookup.h"

#include <QMutex>
#include <QThreadPool>
#include <QUrl>

#include <array>
#include <netdb.h>
#include <sys/socket.h>
#include <utility>

#include "moc_hostlookup.cpp"

namespace mld {

namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

/// `flags`: as getaddrinfo has them. Empty if there is no answer.
AddressList resolve(const QByteArray &host, int flags)
{
    addrinfo hints = {};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM; // or each address would come once for each kind
    hints.ai_flags = flags;
    addrinfo *found = nullptr;
    if (getaddrinfo(host.constData(), nullptr, &hints, &found) != 0)
        found = nullptr;
    return {found, &freeaddrinfo};
}

QStringList addressesOf(const QByteArray &host)
{
    QStringList addresses;
    // Only families that this machine has itself, or each attempt would begin with one that cannot work.
    const AddressList found = resolve(host, AI_ADDRCONFIG);
    for (const addrinfo *each = found.get(); each; each = each->ai_next) {
        std::array<char, NI_MAXHOST> text = {};
        if (getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
            continue;
        const QString address = QString::fromLatin1(text.data());
        if (!addresses.contains(address))
            addresses.append(address);
    }
    return addresses;
}

/// Of its own, as one that gets no answer holds its thread for half a minute.
QThreadPool &threads()
{
    static QThreadPool pool;
    [[maybe_unused]] static const bool isSetUp = [] {
        pool.setMaxThreadCount(8);
        pool.setExpiryTimeout(1000); // ms; there is rarely a next
        return true;
    }();
    return pool;
}

} // namespace

/// What the two threads share: who wants to know, until nobody does.
struct HostLookup::Request
{
    QMutex mutex;
    HostLookup *asker;
};

HostLookup::~HostLookup()
{
    abort();
}

bool HostLookup::isAddress(const QString &host)
{
    return resolve(host.toUtf8(), AI_NUMERICHOST) != nullptr;
}

void HostLookup::start(const QString &host)
{
    abort();
    m_request = std::make_shared<Request>();
    m_request->asker = this;
    // An empty name would be this machine's own.
    const QByteArray name = QUrl::toAce(host);
    threads().start([request = m_request, name] {
        const QStringList addresses = name.isEmpty() ? QStringList() : addressesOf(name);
        const QMutexLocker locker(&request->mutex);
        if (!request->asker)
            return;
        QMetaObject::invokeMethod(
            request->asker,
            [asker = request->asker, request, addresses] {
                if (asker->m_request != request)
                    return; // it has asked for something else since
                asker->m_request.reset();
                Q_EMIT asker->finished(addresses);
            },
            Qt::QueuedConnection);
    });
}

void HostLookup::abort()
{
    if (!m_request)
        return;
    const std::shared_ptr<Request> request = std::exchange(m_request, nullptr);
    const QMutexLocker locker(&request->mutex);
    request->asker = nullptr;
}

} // namespace mld
