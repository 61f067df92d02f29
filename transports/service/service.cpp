// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "service/service.h"

#include "service/registrar.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

bool isEmpty(const QVariant &value)
{
    return !value.isValid() || (value.typeId() == QMetaType::QString && value.toString().isEmpty());
}

QVariant fromJson(const QJsonValue &value)
{
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    return value.toVariant();
}

} // namespace

bool isThisMachine(const QString &host)
{
    static const QRegularExpression pattern(u"\\A(?:(?:[^.]+\\.)*localhost|127(?:\\.\\d{1,3}){3}|\\[?::1\\]?)\\z"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    return pattern.match(host).hasMatch();
}

const Field *Service::field(const QString &key) const
{
    // Made once for each kind, and never given back: who asks keeps a pointer.
    thread_local QHash<QString, QList<Field>> known;
    auto it = known.find(kind());
    if (it == known.end())
        it = known.insert(kind(), fields());
    for (const Field &each : std::as_const(*it)) {
        if (each.key == key)
            return &each;
    }
    return nullptr;
}

QVariant Service::value(const Values &values, const QString &key) const
{
    if (const QVariant given = values.value(key); !isEmpty(given))
        return given;
    const Field *known = field(key);
    return known ? known->fallback : QVariant();
}

QList<Fault> Service::faults(const Values &values) const
{
    QList<Fault> found;
    const QList<Field> all = fields();
    for (const Field &each : all) {
        const QVariant given = value(values, each.key);
        if (each.flags.testFlag(Field::Required) && isEmpty(given))
            found.append({each.key, QCoreApplication::translate("Service", "%1 is missing.").arg(each.label)});
        // A proxy's, for instance.
        const bool isWritten = each.kind == Field::Kind::Text && !each.flags.testFlag(Field::Secret);
        if (isWritten && !QUrl(given.toString()).password().isEmpty()) {
            found.append({each.key, QCoreApplication::translate("Service", "%1 must hold no password, since it would be kept in a "
                                                                           "file. Leave it to the settings of the system.")
                                        .arg(each.label)});
        }
    }
    if (found.isEmpty()) {
        if (const auto fault = firstFault(values))
            found.append(*fault);
    }
    return found;
}

QJsonObject Service::placeConfig(Values values) const
{
    values.remove(u"cert"_s);
    return toConfig({values, {}});
}

std::optional<Fault> Service::firstFault(const Values &values) const
{
    const auto read = fromConfig(placeConfig(values));
    return read ? std::nullopt : faultOf(read.error());
}

std::optional<Fault> Service::faultOf(const Error &error) const
{
    const QString path = error.message.section(u": "_s, 0, 0);
    const QString what = error.message.section(u": "_s, 1);
    const QStringList parts = path.split(u'.');
    for (const QString &part : parts) {
        if (const Field *known = field(part))
            return Fault{part, known->label.isEmpty() ? error.message : known->label + u": "_s + what};
    }
    // Of no field: of the first, so that it is shown.
    return Fault{fields().constFirst().key, error.message};
}

bool Service::hasNotebookSecrets() const
{
    const QList<Field> all = fields();
    return std::any_of(all.begin(), all.end(),
                       [](const Field &each) { return each.flags.testFlag(Field::OfNotebook); });
}

Values Service::sharedPart(const Values &values) const
{
    Values shared;
    const QList<Field> all = fields();
    for (const Field &each : all) {
        const QVariant given = values.value(each.key);
        if (each.flags.testFlag(Field::Shared) && !each.flags.testFlag(Field::Secret) && !isEmpty(given)
            && given != each.fallback)
            shared.insert(each.key, given);
    }
    return shared;
}

bool Service::isSamePlace(const Values &one, const Values &other) const
{
    return sharedPart(one) == sharedPart(other);
}

Result<void> Service::checkDomain(const Values &, const DomainName &, bool) const
{
    return {};
}

Result<std::unique_ptr<Registrar>> Service::registrar(const ServiceSettings &) const
{
    return Error{ErrorCode::BadConfiguration,
                 QCoreApplication::translate("Service", "%1: there is nobody to ask for an account.").arg(title())};
}

ServiceSettings Service::sorted(const QJsonObject &config) const
{
    ServiceSettings settings;
    for (auto it = config.constBegin(); it != config.constEnd(); ++it) {
        const Field *known = field(it.key());
        if (known && known->flags.testFlag(Field::Secret))
            settings.secrets.insert(it.key(), fromJson(it.value()).toString());
        else
            settings.values.insert(it.key(), fromJson(it.value()));
    }
    return settings;
}

} // namespace mld
