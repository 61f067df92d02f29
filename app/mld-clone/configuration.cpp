// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "configuration.h"

#include "jsonld/context.h"
#include "jsonld/iri.h"
#include "protocol/aclsecurity.h"
#include "sealing.h"
#include "sealing/sealedname.h"
#include "service/service.h"

#include <QFile>
#include <QJsonDocument>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

constexpr double maxSafeInteger = 9007199254740991.0;

Error bad(const QString &key, const QString &what)
{
    return {ErrorCode::BadConfiguration, u"%1: %2"_s.arg(key, what)};
}

/// Puts the values of environment variables where the file names them with {"env": NAME}, at any depth,
/// so that no secret need be in the file.
Result<QJsonObject> withEnvironment(const QString &service, QJsonObject options)
{
    for (auto it = options.begin(); it != options.end(); ++it) {
        if (!it.value().isObject())
            continue;
        const QJsonObject reference = it.value().toObject();
        const QString key = service + u'.' + it.key();
        if (!reference.contains(u"env"_s) || reference.size() != 1) {
            auto inner = withEnvironment(key, reference);
            if (!inner)
                return inner.error();
            it.value() = *inner;
            continue;
        }
        const QString name = reference.value(u"env"_s).toString();
        if (name.isEmpty())
            return bad(key, u"to read it from the environment, write {\"env\": \"NAME\"} and nothing beside it."_s);
        const QByteArray variable = name.toUtf8();
        if (!qEnvironmentVariableIsSet(variable.constData()))
            return bad(key, u"the environment variable \"%1\" is not set."_s.arg(name));
        it.value() = qEnvironmentVariable(variable.constData());
    }
    return options;
}

/// The key of a sealed domain, which is never in the file itself.
Result<void> readSeal(const QJsonObject &json, Configuration &into)
{
    const QString key = u"seal"_s;
    QString &domain = into.clone.domain;
    if (!json.contains(key)) {
        if (!isSealedName(domain))
            return {};
        return bad(key, u"is missing. The domain is sealed: without its key nothing can be read or sent there. Put the key "
                        "into an environment variable, and write \"seal\": {\"env\": \"NAME\"}."_s);
    }
    const QJsonObject reference = json.value(key).toObject();
    const QString variable = reference.value(u"env"_s).toString();
    if (reference.size() != 1 || variable.isEmpty()) {
        return bad(key, u"must be {\"env\": \"NAME\"} and nothing else: the key is a secret, and is only taken from an "
                        "environment variable."_s);
    }
    auto seal = keyFromEnvironment(variable);
    if (!seal)
        return bad(key, seal.error().message);
    if (domain.isEmpty())
        domain = seal->domain();
    if (!isSealedName(domain))
        return bad(key, u"has no effect on \"%1\": only domains whose names end in .sealed are sealed. Leave it out."_s.arg(domain));
    if (domain != seal->domain()) {
        return bad(key, u"the key in the environment variable \"%1\" is that of \"%2\", not of this domain."_s.arg(
                                variable, seal->domain()));
    }
    into.seal = std::move(*seal);
    return {};
}

Result<void> readService(const QString &service, const QJsonValue &value, Configuration &into)
{
    if (!value.isObject())
        return bad(service, u"must be an object with the options of the service."_s);
    auto options = withEnvironment(service, value.toObject());
    if (!options)
        return options.error();
    // Members of a sealed notebook have a secret in common already.
    if (service == u"lan" && into.seal && !options->contains(u"secret"_s))
        options->insert(u"secret"_s, QString::fromLatin1(into.seal->nearbySecret().view().toByteArray().toBase64()));
    const Service *known = serviceOf(service);
    if (!known || !known->unavailable().isEmpty())
        return bad(service, u"this program was built without that service."_s);
    auto settings = known->fromConfig(*options);
    if (!settings)
        return settings.error();
    MLD_TRY(known->checkDomain(settings->values, into.clone.domain, into.clone.genesis));
    auto maker = known->maker(*settings);
    if (!maker)
        return maker.error();
    into.makeTransport = std::move(*maker);
    return {};
}

/// Who answers for what is written here; with a key, messages are signed, and encrypted if the data
/// have a secret (wire.md 20).
Result<void> readPrincipal(const QJsonValue &value, Configuration &into)
{
    if (!value.isObject())
        return bad(u"principal"_s, u"must be an object with \"@id\", and \"key\" if messages are to be signed."_s);
    auto read = withEnvironment(u"principal"_s, value.toObject());
    if (!read)
        return read.error();
    for (const QString &key : read->keys()) {
        if (key != u"@id" && key != u"key")
            return bad(u"principal."_s + key, u"is not known; a principal has \"@id\" and \"key\"."_s);
    }
    const QString id = read->value(u"@id"_s).toString();
    if (!iri::isValid(id))
        return bad(u"principal.@id"_s, u"must be an absolute IRI, such as \"https://ada.example/profile#me\"."_s);
    into.clone.principalId = id;
    if (!read->contains(u"key"_s))
        return {};
    const QByteArray key = read->value(u"key"_s).toString().toUtf8();
    if (auto usable = AclSecurity::create(into.clone.domain, id, key); !usable)
        return bad(u"principal.key"_s, usable.error().message);
    into.makeSecurity = [domain = into.clone.domain, id, key]() -> std::unique_ptr<TransportSecurity> {
        return std::move(*AclSecurity::create(domain, id, key));
    };
    return {};
}

Result<void> readServices(const QJsonObject &json, Configuration &into)
{
    QStringList given;
    for (const QString &service : {u"mqtt"_s, u"io"_s, u"gateway"_s, u"lan"_s, u"amqp"_s}) {
        if (json.contains(service))
            given.append(service);
    }
    if (given.size() > 1) {
        return bad(given.join(u" and "_s),
                   u"a clone uses one messaging service; give only one of mqtt, io, gateway, lan and amqp."_s);
    }
    if (json.contains(u"ably"_s))
        return bad(u"ably"_s, u"is not supported; use mqtt, io, gateway, lan or amqp."_s);
    if (given.isEmpty())
        return {};
    return readService(given.constFirst(), json.value(given.constFirst()), into);
}

Result<void> readString(const QString &key, const QJsonValue &value, QString &into)
{
    if (!value.isString() || value.toString().isEmpty())
        return bad(key, u"must be a string that is not empty."_s);
    into = value.toString();
    return {};
}

Result<void> readInteger(const QString &key, const QJsonValue &value, qint64 least, qint64 &into)
{
    const double number = value.toDouble(std::nan(""));
    if (!(number >= double(least) && number <= maxSafeInteger) || number != std::floor(number))
        return bad(key, u"must be a whole number from %1 on."_s.arg(least));
    into = qint64(number);
    return {};
}

Result<void> readTimeout(const QJsonValue &value, CloneConfig &into)
{
    constexpr qint64 day = 24 * 3600 * 1000;
    qint64 timeout = 0;
    MLD_TRY(readInteger(u"networkTimeout"_s, value, 1, timeout));
    if (timeout > day)
        return bad(u"networkTimeout"_s, u"must be at most %1 ms, a day."_s.arg(day));
    into.networkTimeoutMs = int(timeout);
    return {};
}

Result<void> readLogLevel(const QJsonValue &value, QString &into)
{
    static const QStringList levels{u"trace"_s, u"debug"_s, u"info"_s, u"warn"_s, u"error"_s, u"silent"_s};
    // As the reference has them: by number too, and names in any case.
    const double number = value.toDouble(-1);
    const qsizetype level = value.isDouble() ? (number == std::floor(number) && number < levels.size() ? qsizetype(number) : -1)
                                             : levels.indexOf(value.toString().toLower());
    if (level < 0)
        return bad(u"logLevel"_s, u"must be one of %1, or its number from 0 to 5."_s.arg(levels.join(u", "_s)));
    into = levels[level];
    return {};
}

Result<void> readKey(const QString &key, const QJsonValue &value, Configuration &into)
{
    CloneConfig &clone = into.clone;
    if (key == u"@id")
        return readString(key, value, clone.id);
    if (key == u"@domain")
        return readString(key, value, clone.domain);
    if (key == u"genesis") {
        if (!value.isBool())
            return bad(key, u"must be true or false."_s);
        clone.genesis = value.toBool();
        return {};
    }
    if (key == u"@context") {
        if (!value.isObject())
            return bad(key, u"must be an object: a JSON-LD context."_s);
        clone.context = value.toObject();
        return {};
    }
    if (key == u"constraints") {
        if (!value.isArray())
            return bad(key, u"must be an array, such as [{\"@type\": \"single-valued\", \"property\": \"name\"}]."_s);
        clone.constraints = value.toArray();
        return {};
    }
    if (key == u"networkTimeout")
        return readTimeout(value, clone);
    if (key == u"maxOperationSize")
        return readInteger(key, value, 0, clone.maxOperationSize);
    if (key == u"logLevel")
        return readLogLevel(value, into.logLevel);
    if (key == u"journal") {
        // How the reference tidies its journal; this engine has nothing to set there.
        if (!value.isObject())
            return bad(key, u"must be an object."_s);
        return {};
    }
    static const QStringList services{u"mqtt"_s, u"io"_s, u"gateway"_s, u"lan"_s, u"amqp"_s, u"ably"_s,
                                      u"principal"_s, u"seal"_s};
    if (!services.contains(key))
        into.remarks.append(u"the configuration's key \"%1\" is not known here, and has no effect"_s.arg(key));
    return {};
}

} // namespace

Result<Configuration> Configuration::fromJson(const QJsonObject &json,
                                              const std::function<QString()> &newId)
{
    Configuration configuration;
    for (auto it = json.constBegin(); it != json.constEnd(); ++it)
        MLD_TRY(readKey(it.key(), it.value(), configuration));
    MLD_TRY(readSeal(json, configuration));
    if (configuration.clone.domain.isEmpty())
        return bad(u"@domain"_s, u"is missing: the domain's name, such as \"notes.example.org\"."_s);
    if (const auto context = Context::forDomain(configuration.clone.domain); !context)
        return bad(u"@domain"_s, context.error().message);
    if (configuration.clone.id.isEmpty())
        configuration.clone.id = newId();
    if (json.contains(u"principal"_s))
        MLD_TRY(readPrincipal(json.value(u"principal"_s), configuration));
    MLD_TRY(readServices(json, configuration));
    return configuration;
}

Result<Configuration> Configuration::fromFile(const QString &path,
                                              const std::function<QString()> &newId)
{
    constexpr qint64 largestFile = 1024 * 1024;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::BadConfiguration,
                     u"The configuration \"%1\" cannot be read: %2."_s.arg(path, file.errorString())};
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.read(largestFile), &error);
    if (error.error != QJsonParseError::NoError) {
        return Error{ErrorCode::BadConfiguration,
                     u"The configuration \"%1\" is not JSON: %2, at byte %3."_s
                             .arg(path, error.errorString())
                             .arg(error.offset)};
    }
    if (!document.isObject()) {
        return Error{ErrorCode::BadConfiguration,
                     u"The configuration \"%1\" must be a JSON object."_s.arg(path)};
    }
    auto configuration = fromJson(document.object(), newId);
    if (!configuration) {
        return Error{configuration.error().code,
                     u"The configuration \"%1\" cannot be used. %2"_s.arg(path, configuration.error().message)};
    }
    return configuration;
}

} // namespace mld
