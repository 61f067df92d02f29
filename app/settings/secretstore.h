// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <vector>

namespace QKeychain {
class Job;
}

namespace commonplace {

/// Where passwords are kept: the system's keychain, or nowhere. Never in a file of ours.
///
/// Answers come from the event loop, always; the last one perhaps only when a person has unlocked the
/// keychain. All on the GUI thread.
class SecretStore : public QObject
{
    Q_OBJECT

public:
    enum class Status {
        Ok,
        NotFound, ///< there is no such secret
        Missing,  ///< there is no keychain
        Waiting,  ///< no answer yet: perhaps the keychain asks the person something
        Locked,   ///< no answer yet: the keychain is locked, and the person did not unlock it
    };
    Q_ENUM(Status)

    /// Whether that is the end of it. After the others more follows, as soon as there is an answer.
    static bool isFinal(Status status) { return status != Status::Waiting && status != Status::Locked; }

    /// Called once or more, at last with a status that is final.
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
    /// `service` is the name that entries are filed under.
    explicit KeychainStore(QString service, QObject *parent = nullptr);

    void read(const QString &key, Answer answer) override;
    void write(const QString &key, const QString &secret, Done done) override;
    void remove(const QString &key, Done done) override;

    /// How long an answer may take before those who wait are told so.
    void setPatience(int ms) { m_patienceMs = ms; }

private:
    struct Request
    {
        QString key;
        std::function<QKeychain::Job *()> makeJob;
        Answer answer;
        bool isChange = false; ///< of what the keychain holds
    };

    void start(Request request);
    void finish(Request request, QKeychain::Job *job);
    /// Asks whether the keychain is locked, and tells by `then`. Unlike reading, that never opens a dialog.
    void askLocked(std::function<void(bool isLocked)> then);
    void tryLockedAgain();
    /// Forgets changes that were not made yet: another of that entry is to come.
    void dropChanges(const QString &key);

    QString m_service;
    int m_patienceMs = 3000;
    std::vector<Request> m_locked; ///< to be made again when the keychain is unlocked
    QTimer m_lockTimer;
};

/// Keeps secrets in a keychain, and those it would not take in memory until the program ends.
class Secrets : public QObject
{
    Q_OBJECT

public:
    enum class Kept {
        InKeychain,
        ForThisSession, ///< only in memory, so far; the status says why
    };

    /// Does not own `store`.
    explicit Secrets(SecretStore *store, QObject *parent = nullptr);

    /// The secret, or an empty string if there is none to be had. `status` tells why.
    void read(const QString &key, SecretStore::Answer answer);
    /// `done` is called once or more, as an Answer is.
    void write(const QString &key, const QString &secret, std::function<void(Kept, SecretStore::Status)> done);
    void remove(const QString &key);

private:
    SecretStore *m_store;
    QHash<QString, QString> m_session;
};

} // namespace commonplace
