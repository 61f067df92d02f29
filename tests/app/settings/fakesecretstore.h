// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "settings/secretstore.h"

#include <vector>

/// A keychain in memory, in whatever state a test wants it. Answers from the event loop, as the real
/// one does.
class FakeSecretStore : public commonplace::SecretStore
{
public:
    QHash<QString, QString> entries;

    /// Waiting and Locked: requests are told so, and wait for another state; Missing: there is no keychain.
    void setState(Status state)
    {
        m_state = state;
        for (auto &request : std::exchange(m_waiting, {}))
            later(std::move(request));
    }

    void read(const QString &key, Answer answer) override
    {
        later([this, key, answer = std::move(answer)] {
            if (m_state == Status::Ok && !entries.contains(key))
                answer(Status::NotFound, {});
            else
                answer(m_state, m_state == Status::Ok ? entries.value(key) : QString());
            return isFinal(m_state);
        });
    }
    void write(const QString &key, const QString &secret, Done done) override
    {
        later([this, key, secret, done = std::move(done)] {
            if (m_state == Status::Ok)
                entries.insert(key, secret);
            done(m_state);
            return isFinal(m_state);
        });
    }
    void remove(const QString &key, Done done) override
    {
        later([this, key, done = std::move(done)] {
            if (m_state == Status::Ok)
                entries.remove(key);
            done(m_state);
            return isFinal(m_state);
        });
    }

private:
    /// Says whether it has come to an end.
    using Request = std::function<bool()>;

    void later(Request request)
    {
        QMetaObject::invokeMethod(
            this,
            [this, request = std::move(request)] {
                if (!request())
                    m_waiting.push_back(request);
            },
            Qt::QueuedConnection);
    }

    Status m_state = Status::Ok;
    std::vector<Request> m_waiting;
};
