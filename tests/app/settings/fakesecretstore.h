// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "settings/secretstore.h"

/// A keychain in memory, in whatever state a test wants it. Answers from the event loop, as the real
/// one does.
class FakeSecretStore : public commonplace::SecretStore
{
public:
    Status state = Status::Ok; ///< Locked or Missing: so it answers
    QHash<QString, QString> entries;

    void read(const QString &key, Answer answer) override
    {
        // As measured: a locked keychain says that there is no such entry.
        const bool has = state == Status::Ok && entries.contains(key);
        const Status status = has ? Status::Ok : state == Status::Missing ? Status::Missing : Status::NotFound;
        later([answer = std::move(answer), status, secret = has ? entries.value(key) : QString()] {
            answer(status, secret);
        });
    }
    void write(const QString &key, const QString &secret, Done done) override
    {
        if (state == Status::Ok)
            entries.insert(key, secret);
        later([done = std::move(done), status = state] { done(status); });
    }
    void remove(const QString &key, Done done) override
    {
        entries.remove(key);
        later([done = std::move(done), status = state] { done(status); });
    }

private:
    void later(std::function<void()> what) { QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection); }
};
