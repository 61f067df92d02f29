// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/gatewayoptions.h"

#include "service/registrar.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <atomic>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

struct Sentence
{
    Q_DECLARE_TR_FUNCTIONS(GatewayOptions)
};

std::atomic<GatewayMaker> makerInUse = nullptr;
std::atomic<GatewayMaker> trialMakerInUse = nullptr;
std::atomic<GatewayRegistrarMaker> registrarMakerInUse = nullptr;

// The gateway may have to load its own clone of a domain before it answers.
constexpr int kUsualTimeoutMs = 10'000;
constexpr qsizetype kLongestDomain = 253;
constexpr qsizetype kLongestKey = 1024;
constexpr qsizetype kLongestLikeness = 40;
constexpr int kRandomLetters = 8;

Error bad(const QString &key, const QString &what)
{
    return {ErrorCode::BadConfiguration, u"gateway.%1: %2"_s.arg(key, what)};
}

Result<void> checkUri(const QJsonValue &value)
{
    const QUrl uri(value.toString(), QUrl::StrictMode);
    if (!uri.isValid() || uri.host().isEmpty() || (uri.scheme() != u"http" && uri.scheme() != u"https"))
        return bad(u"uri"_s, Sentence::tr("must be the gateway's address, such as “https://gw.m-ld.org”."));
    if (!uri.userInfo().isEmpty())
        return bad(u"uri"_s, Sentence::tr("must hold no name and password. They have places of their own."));
    if ((!uri.path().isEmpty() && uri.path() != u"/") || uri.hasQuery() || uri.hasFragment())
        return bad(u"uri"_s, Sentence::tr("must end after the host and the port."));
    return {};
}

} // namespace

bool GatewayName::isLabel(const QString &text)
{
    static const QRegularExpression label(u"\\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\z"_s);
    return label.match(text).hasMatch();
}

bool GatewayName::isUuid(const QString &name)
{
    static const QRegularExpression uuid(u"\\Ac[a-z0-9]{24}\\z"_s);
    return uuid.match(name).hasMatch();
}

std::optional<GatewayName> GatewayName::of(const DomainName &domain)
{
    const QStringList labels = domain.split(u'.');
    // A gateway's own domain has two labels at least, and is no address.
    if (domain.size() > kLongestDomain || labels.size() < 4)
        return std::nullopt;
    for (const QString &label : labels) {
        if (!isLabel(label))
            return std::nullopt;
    }
    bool isNumber = false;
    labels.last().toInt(&isNumber);
    if (isNumber)
        return std::nullopt;
    return GatewayName{labels[0], labels[1], labels.sliced(2).join(u'.')};
}

QString GatewayName::fresh(const QString &title)
{
    static const QRegularExpression others(u"[^a-z0-9]+"_s);
    static const QRegularExpression ends(u"\\A-|-\\z"_s);
    static const QRegularExpression marks(u"\\p{M}"_s);
    QString like = title.left(kLongestDomain).normalized(QString::NormalizationForm_KD).remove(marks).toLower();
    like = like.replace(others, u"-"_s).remove(ends).left(kLongestLikeness).remove(ends);
    if (like.isEmpty())
        like = u"notebook"_s;
    QString random;
    for (int i = 0; i < kRandomLetters; ++i)
        random += QChar(u'a' + ushort(QRandomGenerator::system()->bounded(26)));
    return like + u'-' + random;
}

QString GatewayName::rule()
{
    return Sentence::tr("may have lower-case letters, digits, and hyphens in between; up to 63 characters.");
}

Result<QString> GatewayOptions::readKey(QString text)
{
    static const QRegularExpression blanks(u"\\s+"_s);
    static const QRegularExpression form(u"\\A[\\w-]+\\.[\\w-]+:[!-9;-~]+\\z"_s);
    text.remove(blanks);
    if (text.size() > kLongestKey || !form.match(text).hasMatch())
        return bad(u"key"_s, Sentence::tr("must be the whole key as the gateway gave it: two words with a dot between "
                                          "them, a colon, and the secret."));
    return text;
}

Result<GatewayOptions> GatewayOptions::fromJson(const QJsonObject &json)
{
    MLD_TRY(checkUri(json.value(u"uri"_s)));
    GatewayOptions options;
    options.account = json.value(u"account"_s).toString();
    if (!GatewayName::isLabel(options.account))
        return bad(u"account"_s, GatewayName::rule());
    static const QStringList shared{u"ca"_s,    u"rejectUnauthorized"_s, u"proxy"_s, u"timeout"_s,
                                    u"reconnectionDelay"_s, u"reconnectionDelayMax"_s};
    QJsonObject opts;
    for (auto it = json.constBegin(); it != json.constEnd(); ++it) {
        if (shared.contains(it.key()))
            opts.insert(it.key(), it.value());
        else if (it.key() == u"key") {
            auto key = readKey(it.value().toString());
            if (!key)
                return key.error();
            options.key = *key;
        } else if (it.key() != u"uri" && it.key() != u"account") {
            return bad(it.key(), Sentence::tr("is not known. The keys are uri, account, key, ca, rejectUnauthorized, "
                                              "proxy, timeout, reconnectionDelay and reconnectionDelayMax."));
        }
    }
    if (!opts.contains(u"timeout"_s))
        opts.insert(u"timeout"_s, kUsualTimeoutMs);
    const auto io = SocketIoOptions::fromJson({{u"uri"_s, json.value(u"uri"_s)}, {u"opts"_s, opts}});
    if (!io) {
        QString message = io.error().message;
        return Error{ErrorCode::BadConfiguration, message.replace(u"io.opts."_s, u"gateway."_s)};
    }
    options.io = *io;
    options.io.nsp = u"/"_s;
    return options;
}

void setGatewayMaker(GatewayMaker maker)
{
    makerInUse = maker;
}

std::unique_ptr<Transport> makeGateway(const GatewayOptions &options)
{
    const GatewayMaker make = makerInUse;
    return std::unique_ptr<Transport>(make ? make(options) : nullptr);
}

void setGatewayTrialMaker(GatewayMaker maker)
{
    trialMakerInUse = maker;
}

std::unique_ptr<Transport> makeGatewayTrial(const GatewayOptions &options)
{
    const GatewayMaker make = trialMakerInUse;
    return std::unique_ptr<Transport>(make ? make(options) : nullptr);
}

void setGatewayRegistrarMaker(GatewayRegistrarMaker maker)
{
    registrarMakerInUse = maker;
}

std::unique_ptr<Registrar> makeGatewayRegistrar(const GatewayOptions &options)
{
    const GatewayRegistrarMaker make = registrarMakerInUse;
    return std::unique_ptr<Registrar>(make ? make(options) : nullptr);
}

} // namespace mld
