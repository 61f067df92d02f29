// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/secretstore.h"

#include <qt6keychain/keychain.h>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QPointer>

namespace commonplace {
namespace {

constexpr int lockTimerMs = 2000;
constexpr int lockAnswerMs = 5000;

SecretStore::Status statusOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return SecretStore::Status::Ok;
    case QKeychain::EntryNotFound:
        return SecretStore::Status::NotFound;
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return SecretStore::Status::Locked;
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError:
        return SecretStore::Status::Missing;
    }
    return SecretStore::Status::Missing;
}

} // namespace

KeychainStore::KeychainStore(QString service, QObject *parent)
    : SecretStore(parent), m_service(std::move(service))
{
    m_lockTimer.setInterval(lockTimerMs);
    connect(&m_lockTimer, &QTimer::timeout, this, &KeychainStore::tryLockedAgain);
}

void KeychainStore::start(Request request)
{
    QKeychain::Job *job = request.makeJob();
    job->setAutoDelete(true);
    QTimer::singleShot(m_patienceMs, job, [answer = request.answer] { answer(Status::Waiting, {}); });
    connect(job, &QKeychain::Job::finished, this,
            [this, request = std::move(request)](QKeychain::Job *finished) { finish(request, finished); });
    job->start();
}

void KeychainStore::finish(Request request, QKeychain::Job *job)
{
    const Status status = statusOf(job->error());
    if (status == Status::Ok) {
        const auto *reading = qobject_cast<QKeychain::ReadPasswordJob *>(job);
        request.answer(status, reading ? reading->textData() : QString());
        return;
    }
    // A locked keychain says that there is no such entry, or that it cannot make one.
    askLocked([this, status, request = std::move(request)](bool isLocked) mutable {
        const auto answer = request.answer;
        if (isLocked) {
            m_locked.push_back(std::move(request));
            m_lockTimer.start();
        }
        answer(isLocked ? Status::Locked : status, {});
    });
}

void KeychainStore::askLocked(std::function<void(bool)> then)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        QMetaObject::invokeMethod(this, [then = std::move(then)] { then(false); }, Qt::QueuedConnection);
        return;
    }
    QDBusMessage question = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.secrets"), QStringLiteral("/org/freedesktop/secrets/aliases/default"),
        QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    question << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    question.setAutoStartService(false);
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(question, lockAnswerMs), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [watcher, then = std::move(then)] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply(*watcher);
        then(reply.isValid() && reply.value().variant().toBool());
    });
}

void KeychainStore::tryLockedAgain()
{
    askLocked([this](bool isLocked) {
        if (isLocked)
            return;
        m_lockTimer.stop();
        for (Request &request : std::exchange(m_locked, {}))
            start(std::move(request));
    });
}

void KeychainStore::dropChanges(const QString &key)
{
    std::erase_if(m_locked, [&](const Request &request) { return request.isChange && request.key == key; });
}

void KeychainStore::read(const QString &key, Answer answer)
{
    start({ key,
            [this, key] {
               auto *job = new QKeychain::ReadPasswordJob(m_service, this);
               job->setKey(key);
               return job;
           },
            std::move(answer), false });
}

void KeychainStore::write(const QString &key, const QString &secret, Done done)
{
    dropChanges(key);
    start({ key,
            [this, key, secret] {
               auto *job = new QKeychain::WritePasswordJob(m_service, this);
               job->setKey(key);
               job->setTextData(secret);
               return job;
           },
            [done = std::move(done)](Status status, const QString &) { done(status); }, true });
}

void KeychainStore::remove(const QString &key, Done done)
{
    dropChanges(key);
    start({ key,
            [this, key] {
               auto *job = new QKeychain::DeletePasswordJob(m_service, this);
               job->setKey(key);
               return job;
           },
            [done = std::move(done)](Status status, const QString &) { done(status); }, true });
}

Secrets::Secrets(SecretStore *store, QObject *parent) : QObject(parent), m_store(store) { }

void Secrets::read(const QString &key, SecretStore::Answer answer)
{
    if (const auto found = m_session.constFind(key); found != m_session.constEnd()) {
        QMetaObject::invokeMethod(
            this, [answer = std::move(answer), secret = *found] { answer(SecretStore::Status::Ok, secret); },
            Qt::QueuedConnection);
        return;
    }
    m_store->read(key, std::move(answer));
}

void Secrets::write(const QString &key, const QString &secret,
                    std::function<void(Kept, SecretStore::Status)> done)
{
    // Usable at once, whatever the keychain says and however long it takes.
    m_session.insert(key, secret);
    m_store->write(key, secret, [done = std::move(done)](SecretStore::Status status) {
        done(status == SecretStore::Status::Ok ? Kept::InKeychain : Kept::ForThisSession, status);
    });
}

void Secrets::remove(const QString &key)
{
    m_session.remove(key);
    m_store->remove(key, [](SecretStore::Status) {});
}

} // namespace commonplace
