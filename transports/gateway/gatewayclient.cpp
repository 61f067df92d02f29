// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/gatewayclient.h"

#include "net/qtproxy.h"
#include "net/qttls.h"
#include "net/socketprogress.h"

#include <QJsonDocument>
#include <QNetworkCookieJar>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSslError>
#include <QTimer>

#include "moc_gatewayclient.cpp"

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

constexpr qint64 kLongestAnswer = 64 << 10;
// Dynamic properties, by which a reply remembers why it was aborted.
constexpr char kLate[] = "late";
constexpr char kTooLong[] = "tooLong";
constexpr char kCertificate[] = "certificate";

QJsonObject objectOf(const QByteArray &body)
{
    return QJsonDocument::fromJson(body).object();
}

bool isPlaceholder(const QString &text)
{
    return text.isEmpty() || text.contains(u'≪') || text.contains(u'≫');
}

} // namespace

GatewayClient::GatewayClient(GatewayOptions options, QObject *parent)
    : QObject(parent), m_options(std::move(options)), m_failures(m_options)
{
    if (m_options.io.isSecure()) {
        if (const auto tls = qtTlsConfiguration(m_options.io.tls))
            m_tls = *tls;
        else
            m_tlsFault = NetFailure{{TransportErrorCode::BadConfiguration, tls.error().message}, false};
    }
    m_http.setProxy(qtProxy(m_options.io.proxy));
}

GatewayClient::~GatewayClient()
{
    abort();
}

void GatewayClient::abort()
{
    ++m_round;
    const auto replies = m_http.findChildren<QNetworkReply *>();
    for (QNetworkReply *reply : replies) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

QByteArray GatewayClient::basic() const
{
    if (m_options.key.isEmpty())
        return {};
    return "Basic " + (m_options.account + u':' + m_options.key).toUtf8().toBase64();
}

void GatewayClient::failLater(Fail fail, const NetFailure &failure)
{
    QMetaObject::invokeMethod(
        this,
        [this, round = m_round, fail = std::move(fail), failure] {
            if (round == m_round)
                fail(failure);
        },
        Qt::QueuedConnection);
}

void GatewayClient::ask(const Question &question, Read read, Fail fail)
{
    if (m_tlsFault) {
        failLater(std::move(fail), *m_tlsFault);
        return;
    }
    // Part of each path but one; what is sent must be of the stricter rule.
    if (!GatewayName::isLabel(m_options.account)) {
        failLater(std::move(fail), m_failures.badAccount());
        return;
    }
    QUrl url = m_options.io.origin;
    url.setPath(u"/api/v1"_s + question.path.section(u'?', 0, 0));
    url.setQuery(question.path.section(u'?', 1));
    QNetworkRequest request(url);
    if (m_options.io.isSecure())
        request.setSslConfiguration(m_tls);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    // Or the answer is a web page.
    request.setRawHeader("Accept", "application/ld+json, application/json");
    if (!question.authorization.isEmpty())
        request.setRawHeader("Authorization", question.authorization);
    if (!question.code.isEmpty())
        request.setRawHeader("X-Activation-Code", question.code);
    QByteArray body;
    if (question.verb != "GET") {
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        body = QJsonDocument(question.body).toJson(QJsonDocument::Compact);
    }
    QNetworkReply *reply = m_http.sendCustomRequest(request, question.verb, body);
    reply->setReadBufferSize(kLongestAnswer + 1);
    connect(reply, &QNetworkReply::sslErrors, this, [this, reply](const QList<QSslError> &errors) {
        if (m_options.io.tls.verifyServer)
            reply->setProperty(kCertificate, int(certificateFault(errors)));
        else
            reply->ignoreSslErrors();
    });
    // Not told of a connection that stands already.
    connect(reply, &QNetworkReply::encrypted, this, [this, reply] {
        Q_EMIT progressed({.step = ConnectionStep::Secured,
                           .certificate = certificateFacts(reply->sslConfiguration().peerCertificate(),
                                                           m_options.io.tls.verifyServer)});
    });
    connect(reply, &QNetworkReply::readyRead, this, [reply] {
        if (reply->bytesAvailable() > kLongestAnswer) {
            reply->setProperty(kTooLong, true);
            reply->abort();
        }
    });
    auto *deadline = new QTimer(reply);
    deadline->setSingleShot(true);
    connect(deadline, &QTimer::timeout, this, [reply] {
        reply->setProperty(kLate, true);
        reply->abort();
    });
    deadline->start(m_options.io.connectTimeoutMs);
    connect(reply, &QNetworkReply::finished, this, [=, this, what = question.what] {
        deadline->stop();
        onFinished(reply, what, read, fail);
    });
}

void GatewayClient::onFinished(QNetworkReply *reply, GatewayQuestion what, const Read &read, const Fail &fail)
{
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (reply->property(kTooLong).toBool())
        fail(m_failures.notAGateway());
    else if (status == 0 || reply->property(kLate).toBool())
        fail(failureOf(reply));
    else if (status != 200)
        fail(m_failures.ofStatus(what, status, reply->readAll()));
    else if (reply->error() != QNetworkReply::NoError)
        fail(m_failures.lost()); // in the middle of the answer
    else
        read(reply->readAll());
}

NetFailure GatewayClient::failureOf(QNetworkReply *reply) const
{
    if (const QVariant fault = reply->property(kCertificate); fault.isValid())
        return m_failures.certificate(CertificateFault(fault.toInt()), reply->errorString());
    if (reply->property(kLate).toBool())
        return m_failures.noConnection();
    switch (reply->error()) {
    case QNetworkReply::HostNotFoundError:
        return m_failures.hostNotFound();
    case QNetworkReply::ConnectionRefusedError:
        return m_failures.portRefused();
    case QNetworkReply::SslHandshakeFailedError:
        return m_failures.noTls();
    case QNetworkReply::TimeoutError:
        return m_failures.unreachable();
    case QNetworkReply::RemoteHostClosedError:
        return m_failures.closedUnanswered();
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return m_failures.proxyRefused();
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::ProtocolUnknownError:
        return m_failures.notAGateway();
    default:
        return m_failures.unreachable();
    }
}

void GatewayClient::askDomain(Told<DomainName> told)
{
    ask({GatewayQuestion::Context, "GET", u"/context"_s, {}, {}, {}},
        [this, told](const QByteArray &body) {
            const QUrl base(objectOf(body).value(u"@base"_s).toString(), QUrl::StrictMode);
            // It must be able to end the name of a domain.
            if (GatewayName::of(u"n.a."_s + base.host()))
                told(base.host());
            else
                told(m_failures.notAGateway());
        },
        [told](const NetFailure &failure) { told(failure); });
}

void GatewayClient::checkKey(Told<std::monostate> told)
{
    if (m_options.key.isEmpty()) {
        failLater([told](const NetFailure &failure) { told(failure); }, m_failures.noKey());
        return;
    }
    const QString id = m_options.key.section(u':', 0, 0).section(u'.', 1);
    ask({GatewayQuestion::Key, "GET", u"/user/%1/publicKey/%2"_s.arg(m_options.account, id), basic(), {}, {}},
        [this, told](const QByteArray &body) {
            if (body.contains("PUBLIC KEY"))
                told(std::monostate());
            else
                told(m_failures.notAGateway());
        },
        [told](const NetFailure &failure) { told(failure); });
}

void GatewayClient::findDomain(const QString &name, Told<std::monostate> told)
{
    const Fail fail = [told](const NetFailure &failure) { told(failure); };
    if (!GatewayName::isLabel(name)) {
        failLater(fail, m_failures.badName());
        return;
    }
    if (m_options.key.isEmpty()) {
        failLater(fail, m_failures.noKey());
        return;
    }
    // Of what nobody has, so the answer is empty. One of a domain that is absent is a refusal.
    const QString query = QString::fromLatin1(QUrl::toPercentEncoding(u"{\"@describe\":\"http://nobody.invalid/\"}"_s));
    ask({GatewayQuestion::Data, "GET", u"/domain/%1/%2/state?q=%3"_s.arg(m_options.account, name, query), basic(), {}, {}},
        [this, told](const QByteArray &body) {
            if (body.trimmed().isEmpty())
                told(std::monostate());
            else
                told(m_failures.notAGateway());
        },
        fail);
}

void GatewayClient::openDomain(const QString &name, Told<GatewayAccess> told)
{
    const bool isForGuests = GatewayName::isUuid(name);
    const Fail fail = [told](const NetFailure &failure) { told(failure); };
    if (!GatewayName::isLabel(name)) {
        failLater(fail, m_failures.badName());
        return;
    }
    if (m_options.key.isEmpty() && !isForGuests) {
        failLater(fail, m_failures.noKey());
        return;
    }
    Question question{GatewayQuestion::Domain, "PUT", u"/domain/%1/%2"_s.arg(m_options.account, name), basic(), {}, {}};
    if (isForGuests) {
        // Whether it is one for guests, or one of the account that is named alike, the gateway knows.
        question.verb = "POST";
        question.path = u"/domain/%1"_s.arg(m_options.account);
        question.body = {{u"name"_s, name}};
    }
    ask(question, [this, name, told](const QByteArray &body) { told(accessOf(body, name)); }, fail);
}

void GatewayClient::makeGuestDomain(Told<GatewayAccess> told)
{
    ask({GatewayQuestion::NewDomain, "POST", u"/domain/%1"_s.arg(m_options.account), {}, {}, {}},
        [this, told](const QByteArray &body) { told(accessOf(body, {})); },
        [told](const NetFailure &failure) { told(failure); });
}

GatewayAnswer<GatewayAccess> GatewayClient::accessOf(const QByteArray &body, const QString &name) const
{
    const QJsonObject config = objectOf(body);
    GatewayAccess access;
    access.domain = config.value(u"@domain"_s).toString();
    const auto parts = GatewayName::of(access.domain);
    if (!parts || parts->account != m_options.account || (name.isEmpty() ? !GatewayName::isUuid(parts->name)
                                                                         : parts->name != name))
        return m_failures.notAGateway();
    if (!config.value(u"io"_s).isObject())
        return config.contains(u"ably"_s) ? m_failures.otherService() : m_failures.notAGateway();
    if (const QJsonValue genesis = config.value(u"genesis"_s); genesis.isBool())
        access.isNew = genesis.toBool();

    const QJsonValue auth = config.value(u"io"_s).toObject().value(u"opts"_s).toObject().value(u"auth"_s);
    const bool isKept = access.isNew == false;
    if (auth.isUndefined() == isKept) // one for guests takes no login, and any other needs one
        return m_failures.accessUnavailable();
    if (!isKept)
        return access;
    const QString jwt = auth.toObject().value(u"jwt"_s).toString();
    if (!isPlaceholder(jwt))
        access.auth = {{u"jwt"_s, jwt}};
    else if (auth.toObject().contains(u"key"_s))
        access.auth = {{u"user"_s, m_options.account}, {u"key"_s, m_options.key}};
    else
        return m_failures.accessUnavailable();
    return access;
}

void GatewayClient::requestCode(const QString &email, Told<QByteArray> told)
{
    const Fail fail = [told](const NetFailure &failure) { told(failure); };
    static const QRegularExpression form(u"\\A[^\\s@]+@[^\\s@]+\\.[^\\s@.]+\\z"_s);
    const QString address = email.trimmed();
    if (address.size() > 254 || !form.match(address).hasMatch()) {
        failLater(fail, m_failures.badEmail());
        return;
    }
    ask({GatewayQuestion::Code, "POST", u"/user/%1/activation"_s.arg(m_options.account), {}, {{u"email"_s, address}}, {}},
        [this, told](const QByteArray &body) {
            static const QRegularExpression opaque(u"\\A[!-~]{1,16384}\\z"_s);
            const QString request = objectOf(body).value(u"jwe"_s).toString();
            if (opaque.match(request).hasMatch())
                told(request.toLatin1());
            else
                told(m_failures.notAGateway());
        },
        fail);
}

void GatewayClient::makeKey(const QByteArray &request, const QString &code, Told<GatewayKey> told)
{
    const Fail fail = [told](const NetFailure &failure) { told(failure); };
    static const QRegularExpression form(u"\\A[0-9]{6}\\z"_s);
    QString digits = code;
    digits.remove(u' ');
    if (request.isEmpty() || !form.match(digits).hasMatch()) {
        failLater(fail, m_failures.badCode());
        return;
    }
    ask({GatewayQuestion::NewKey, "POST", u"/user/%1/key?type=rsa"_s.arg(m_options.account), "Bearer " + request, {},
         digits.toLatin1()},
        [this, told](const QByteArray &body) {
            const QJsonObject answer = objectOf(body);
            const auto key = GatewayOptions::readKey(answer.value(u"auth"_s).toObject().value(u"key"_s).toString());
            if (!key) {
                told(m_failures.notAGateway());
                return;
            }
            const QString pair = answer.value(u"key"_s).toObject().value(u"private"_s).toString();
            told(GatewayKey{*key, QByteArray::fromBase64(pair.toLatin1())});
        },
        fail);
}

} // namespace mld
