// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gateway/gatewayfailure.h"
#include "gateway/gatewayoptions.h"
#include "net/progress.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QSslConfiguration>

#include <functional>
#include <optional>
#include <variant>

class QNetworkReply;

namespace mld {

/// A domain that a gateway has opened for us.
struct GatewayAccess
{
    DomainName domain;
    /// Whether its first clone is still to be made; nothing if the gateway cannot know.
    std::optional<bool> isNew;
    QJsonObject auth; ///< for its Socket.IO server; secret
};

/// A key of an account; secret.
struct GatewayKey
{
    QString key;            ///< as GatewayOptions has it
    QByteArray privateKey;  ///< its RSA key: DER, PKCS#8, encrypted with the secret. Cannot be had later
};

/// What was asked for, or why there is none.
template<typename T>
using GatewayAnswer = std::variant<T, NetFailure>;

/// A client of a gateway's HTTP interface (gateway.md, HTTP). Nothing is asked twice by itself. Redirects are not
/// followed, as they would carry credentials elsewhere; no answer is waited for longer than the options say, nor
/// read beyond a bound.
///
/// Each question is answered once, from the event loop, unless this is destroyed or told to abort() before. Lives
/// on one thread. Secrets are neither logged nor in any failure.
class GatewayClient : public QObject
{
    Q_OBJECT

public:
    template<typename T>
    using Told = std::function<void(const GatewayAnswer<T> &)>;

    explicit GatewayClient(GatewayOptions options, QObject *parent = nullptr);
    ~GatewayClient() override;

    /// The gateway's own domain, in which all of its domains are.
    void askDomain(Told<DomainName> told);
    /// Whether it takes the account's key. Changes nothing.
    void checkKey(Told<std::monostate> told);
    /// Whether it has a named domain of the account; the failure says that it has not. Makes none.
    void findDomain(const QString &name, Told<std::monostate> told);
    /// Opens a domain of the account, and makes it if it is a named one and absent. `name` is without the account
    /// and the gateway.
    void openDomain(const QString &name, Told<GatewayAccess> told);
    /// A new domain that needs no key, of which the gateway keeps nothing.
    void makeGuestDomain(Told<GatewayAccess> told);
    /// Has an activation code sent to an address. The answer goes back with it.
    void requestCode(const QString &email, Told<QByteArray> told);
    /// Makes a key for the account, and the account if it is absent. Each time it makes another.
    void makeKey(const QByteArray &request, const QString &code, Told<GatewayKey> told);
    /// What was asked is not answered any more.
    void abort();

Q_SIGNALS:
    /// That the connection for a question is secured. What comes before, QNetworkAccessManager does not tell.
    void progressed(const mld::ConnectionProgress &progress);

private:
    struct Question
    {
        GatewayQuestion what;
        QByteArray verb;
        QString path;
        QByteArray authorization;
        QJsonObject body;
        QByteArray code;
    };
    using Read = std::function<void(const QByteArray &body)>;
    using Fail = std::function<void(const NetFailure &)>;

    void ask(const Question &question, Read read, Fail fail);
    void onFinished(QNetworkReply *reply, GatewayQuestion what, const Read &read, const Fail &fail);
    NetFailure failureOf(QNetworkReply *reply) const;
    GatewayAnswer<GatewayAccess> accessOf(const QByteArray &body, const QString &name) const;
    QByteArray basic() const;
    void failLater(Fail fail, const NetFailure &failure);

    const GatewayOptions m_options;
    const GatewayFailures m_failures;
    QSslConfiguration m_tls;
    std::optional<NetFailure> m_tlsFault;
    QNetworkAccessManager m_http;
    quint64 m_round = 0; ///< what was asked in another is not answered
};

} // namespace mld
