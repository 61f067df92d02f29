// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/secretstore.h"

#include <qt6keychain/keychain.h>

#include <QPointer>
#include <QTimer>

#include <memory>

namespace commonplace {
namespace {

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

/// Starts `job` and calls `finish` once: with its outcome, or as missing when it does not end.
void run(QObject *owner, QKeychain::Job *job, std::function<void(SecretStore::Status)> finish)
{
    auto isDone = std::make_shared<bool>(false);
    auto once = [isDone, finish = std::move(finish)](SecretStore::Status status) {
        if (!std::exchange(*isDone, true))
            finish(status);
    };
    job->setAutoDelete(true);
    QObject::connect(job, &QKeychain::Job::finished, owner,
                     [once](QKeychain::Job *finished) { once(statusOf(finished->error())); });
    QTimer::singleShot(KeychainStore::timeoutMs, owner, [once] { once(SecretStore::Status::Missing); });
    job->start();
}

} // namespace

KeychainStore::KeychainStore(QString service, QObject *parent)
    : SecretStore(parent), m_service(std::move(service))
{
}

void KeychainStore::read(const QString &key, Answer answer)
{
    auto *job = new QKeychain::ReadPasswordJob(m_service, this);
    job->setKey(key);
    const QPointer<QKeychain::ReadPasswordJob> guard(job);
    run(this, job, [guard, answer = std::move(answer)](Status status) {
        answer(status, status == Status::Ok && guard ? guard->textData() : QString());
    });
}

void KeychainStore::write(const QString &key, const QString &secret, Done done)
{
    auto *job = new QKeychain::WritePasswordJob(m_service, this);
    job->setKey(key);
    job->setTextData(secret);
    run(this, job, std::move(done));
}

void KeychainStore::remove(const QString &key, Done done)
{
    auto *job = new QKeychain::DeletePasswordJob(m_service, this);
    job->setKey(key);
    run(this, job, std::move(done));
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
