// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QObject>
#include <QString>

#include <functional>

namespace commonplace {

/// Where passwords are kept: the system's keychain, or nowhere. Never in a file of ours.
///
/// Answers come from the event loop, always, each within a few seconds. All on the GUI thread.
class SecretStore : public QObject
{
    Q_OBJECT

public:
    enum class Status {
        Ok,
        NotFound, ///< there is no such secret, or the keychain is locked: it does not tell
        Locked,   ///< the keychain is there, but refused
        Missing,  ///< there is no keychain, or it does not answer
    };
    Q_ENUM(Status)

    using Answer = std::function<void(Status status, const QString &secret)>;
    using Done = std::function<void(Status status)>;

    using QObject::QObject;

    virtual void read(const QString &key, Answer answer) = 0;
    virtual void write(const QString &key, const QString &secret, Done done) = 0;
    virtual void remove(const QString &key, Done done) = 0;
};

/// The system's keychain, by way of QtKeychain.
class KeychainStore : public SecretStore
{
    Q_OBJECT

public:
    /// A keychain may never answer (an old daemon, a dialog nobody sees): then it counts as missing.
    static constexpr int timeoutMs = 8000;

    /// `service` is the name that entries are filed under.
    explicit KeychainStore(QString service, QObject *parent = nullptr);

    void read(const QString &key, Answer answer) override;
    void write(const QString &key, const QString &secret, Done done) override;
    void remove(const QString &key, Done done) override;

private:
    QString m_service;
};

/// Keeps secrets in a keychain, and those it would not take in memory until the program ends.
class Secrets : public QObject
{
    Q_OBJECT

public:
    enum class Kept {
        InKeychain,
        ForThisSession, ///< only in memory; `reason` says why
    };

    /// Does not own `store`.
    explicit Secrets(SecretStore *store, QObject *parent = nullptr);

    /// The secret, or an empty string if there is none to be had. `status` tells why.
    void read(const QString &key, SecretStore::Answer answer);
    void write(const QString &key, const QString &secret, std::function<void(Kept, SecretStore::Status)> done);
    void remove(const QString &key);

private:
    SecretStore *m_store;
    QHash<QString, QString> m_session;
};

} // namespace commonplace
