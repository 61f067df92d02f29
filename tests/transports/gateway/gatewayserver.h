// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../socketio/socketioserver.h"
#include "gateway/gatewayoptions.h"

#include <QTemporaryDir>
#include <QUrl>

namespace mld::test {

/// Keys of accounts of the stand-in.
inline const QString kAdasKey = QStringLiteral("rootacct.adakey:hunter2-hunter2");

/// What stands in for a gateway, as a process of Node.js; its keys are told in tests/interop/gateway.mjs. Domains
/// outlive restarts. The account "ada" has a key; "tokens" has the same and wants tokens; with "guests" nobody needs a
/// key.
class GatewayServer : public SocketIoServer
{
public:
    explicit GatewayServer(QJsonObject options = {}) : SocketIoServer(with(options), QStringLiteral("gateway.mjs"))
    {
        setFolder(m_folder.path());
    }

    /// To get there as an account, by `key`.
    GatewayOptions options(const QString &account = QStringLiteral("ada"), const QString &key = kAdasKey,
                           quint16 port = 0) const
    {
        GatewayOptions made;
        made.io.origin = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port ? port : this->port()));
        made.io.connectTimeoutMs = 10'000;
        made.account = account;
        made.key = key;
        return made;
    }

private:
    static QJsonObject with(QJsonObject options)
    {
        const auto list = [](const char *word) { return QJsonArray{QString::fromLatin1(word)}; };
        const auto put = [](QJsonObject &into, const char *key, const QJsonValue &value) {
            into.insert(QString::fromLatin1(key), value);
        };
        QJsonObject ada, tokens, guests, gone, accounts;
        put(ada, "key", kAdasKey);
        put(ada, "emails", list("ada@example.org"));
        put(tokens, "key", kAdasKey);
        put(tokens, "remotesAuth", list("jwt"));
        put(guests, "naming", list("uuid"));
        put(guests, "remotesAuth", list("anon"));
        put(gone, "key", kAdasKey);
        put(gone, "revoked", true);
        put(accounts, "ada", ada);
        put(accounts, "tokens", tokens);
        put(accounts, "guests", guests);
        put(accounts, "gone", gone);
        put(options, "accounts", accounts);
        return options;
    }

    QTemporaryDir m_folder;
};

} // namespace mld::test
