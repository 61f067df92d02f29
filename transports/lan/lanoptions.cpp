// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/lanoptions.h"

#include "lan/meeting/handshake.h"
#include "lan/randombytes.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>

#include <atomic>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

struct Sentence
{
    Q_DECLARE_TR_FUNCTIONS(LanOptions)
};

std::atomic<LanMaker> makerInUse = nullptr;
constexpr qsizetype kMostPeers = 64;

Error bad(const QString &key, const QString &what)
{
    return {ErrorCode::BadConfiguration, u"lan.%1: %2"_s.arg(key, what)};
}

Error badPeer()
{
    return bad(u"peers"_s, Sentence::tr("must be addresses with their ports, such as “192.168.1.20:47110” or "
                                        "“[fe80::1]:47110”, at most %1 of them.").arg(kMostPeers));
}

/// Either alphabet of Base64, with padding or without, as tools write it.
std::optional<QByteArray> secretOf(const QString &text)
{
    QByteArray base64 = text.trimmed().toLatin1();
    base64.replace('+', '-').replace('/', '_');
    const auto read = QByteArray::fromBase64Encoding(
        base64, QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!read || read.decoded.size() != lan::kSecretSize)
        return {};
    return read.decoded;
}

Result<void> readPeers(const QJsonValue &value, LanOptions &into)
{
    QStringList texts;
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &each : array) {
            if (!each.isString())
                return badPeer();
            texts.append(each.toString());
        }
    } else if (value.isString()) {
        texts.append(value.toString());
    } else {
        return badPeer();
    }
    auto peers = LanOptions::peersFromText(texts.join(u' '));
    if (!peers)
        return peers.error();
    into.peers = *peers;
    return {};
}

} // namespace

Result<QList<lan::TypedPeer>> LanOptions::peersFromText(const QString &text)
{
    static const QRegularExpression gap(u"[\\s,;]+"_s);
    QList<lan::TypedPeer> peers;
    const QStringList parts = text.split(gap, Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        const QUrl url(u"lan://"_s + part, QUrl::StrictMode);
        if (!url.isValid() || url.host().isEmpty() || url.port() < 1 || !url.path().isEmpty() || url.hasQuery()
            || url.hasFragment() || !url.userInfo().isEmpty() || peers.size() >= kMostPeers)
            return badPeer();
        peers.append({url.host(), quint16(url.port())});
    }
    return peers;
}

Result<LanOptions> LanOptions::fromJson(const QJsonObject &json)
{
    LanOptions options;
    for (auto it = json.constBegin(); it != json.constEnd(); ++it) {
        const QString key = it.key();
        if (key == u"secret") {
            const auto secret = secretOf(it.value().toString());
            if (!secret) {
                return bad(key, Sentence::tr("must be the notebook's secret: 32 bytes in Base64, such as “openssl rand "
                                             "-base64 32” prints. Each member has the same."));
            }
            options.secret = *secret;
        } else if (key == u"port") {
            const double port = it.value().isString() && it.value().toString().isEmpty() ? 0 : it.value().toDouble(-1);
            if (!(port >= 0 && port <= 65535) || port != std::floor(port))
                return bad(key, Sentence::tr("must be a whole number from 1 to 65535, or 0 for any that is free."));
            options.port = quint16(port);
        } else if (key == u"ports") {
            const double ports = it.value().toDouble(-1);
            if (!(ports >= 1 && ports <= kMostPorts) || ports != std::floor(ports))
                return bad(key, Sentence::tr("must be a whole number from 1 to %1.").arg(kMostPorts));
            options.ports = int(ports);
        } else if (key == u"peers") {
            MLD_TRY(readPeers(it.value(), options));
        } else if (key == u"interface") {
            if (!it.value().isString())
                return bad(key, Sentence::tr("must be the name of a network interface, such as “eth0”."));
            options.interface = it.value().toString();
        } else {
            return bad(key, Sentence::tr("is not known. The keys are secret, port, ports, peers and interface."));
        }
    }
    return options;
}

QString LanOptions::newSecret()
{
    const QByteArray secret = lan::randomBytes(lan::kSecretSize);
    return QString::fromLatin1(secret.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

void setLanMaker(LanMaker maker)
{
    makerInUse = maker;
}

std::unique_ptr<Transport> makeLan(const LanOptions &options)
{
    const LanMaker make = makerInUse;
    return std::unique_ptr<Transport>(make ? make(options) : nullptr);
}

} // namespace mld
