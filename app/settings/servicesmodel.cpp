// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/servicesmodel.h"

#include <QJsonArray>
#include <QUuid>

#include <algorithm>

namespace commonplace {
namespace {

const QString fileName = QStringLiteral("services.json");
const QString servicesKey = QStringLiteral("services");

/// What a service begins with that nobody sets up.
mld::Values beginning(const mld::Service &kind)
{
    mld::Values values;
    const QList<mld::Field> fields = kind.fields();
    for (const mld::Field &field : fields) {
        if (field.initial.isValid())
            values.insert(field.key, field.initial);
    }
    return values;
}

} // namespace

ServicesModel::ServicesModel(const Profile *profile, QObject *parent)
    : QAbstractListModel(parent), m_profile(profile)
{
    load();
    addBuiltIn();
}

void ServicesModel::load()
{
    const auto document = m_profile->readJson(fileName, servicesKey);
    if (!document) {
        m_loadProblem = document.error().message;
        m_isWritable = document.error().code == mld::ErrorCode::StoreDamaged;
        return;
    }
    const QJsonArray services = document->object().value(servicesKey).toArray();
    for (const QJsonValue &json : services) {
        const MessagingService service = MessagingService::fromJson(json.toObject());
        if (!service.id.isEmpty() && rowOf(service.id) < 0)
            m_services.append(service);
    }
}

void ServicesModel::addBuiltIn()
{
    int row = 0;
    for (const mld::Service *each : mld::allServices()) {
        if (!each->hasNotebookSecrets())
            continue;
        const auto known = std::find_if(m_services.begin(), m_services.end(),
                                        [each](const MessagingService &service) { return service.kind == each->kind(); });
        if (known == m_services.end())
            m_services.insert(row, MessagingService { each->kind(), each->kind(), {}, beginning(*each), {} });
        else
            std::rotate(m_services.begin() + row, known, known + 1);
        ++row;
    }
}

int ServicesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ServicesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const MessagingService &service = m_services.at(index.row());
    switch (role) {
    case IdRole:
        return service.id;
    case Qt::DisplayRole:
    case NameRole:
        return service.displayName();
    case AddressRole:
        return service.address();
    case KindRole:
        return service.kind;
    case DetailRole:
        return service.detail();
    case BuiltInRole:
        return service.isBuiltIn();
    case OffRole:
        return service.isOff;
    case ReadyRole:
        return service.isReady();
    default:
        return {};
    }
}

QHash<int, QByteArray> ServicesModel::roleNames() const
{
    return { { IdRole, "serviceId" }, { NameRole, "name" },         { AddressRole, "address" }, { KindRole, "kind" },
             { DetailRole, "about" }, { BuiltInRole, "isBuiltIn" }, { OffRole, "isOff" },       { ReadyRole, "isReady" } };
}

int ServicesModel::rowOf(const QString &id) const
{
    for (int row = 0; row < m_services.size(); ++row) {
        if (m_services.at(row).id == id)
            return row;
    }
    return -1;
}

const MessagingService *ServicesModel::service(const QString &id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_services.at(row);
}

const MessagingService *ServicesModel::samePlace(const MessagingService &service) const
{
    for (const MessagingService &known : m_services) {
        if (known.account() == service.account() && known.isSamePlace(service))
            return &known;
    }
    if (service.hasCertificates())
        return nullptr;
    for (const MessagingService &known : m_services) {
        if (known.account() == service.account() && known.leadsToPlaceOf(service))
            return &known;
    }
    return nullptr;
}

bool ServicesModel::isPlaceKnown(const MessagingService &service) const
{
    return std::any_of(m_services.cbegin(), m_services.cend(),
                       [&](const MessagingService &known) { return known.leadsToPlaceOf(service); });
}

QString ServicesModel::readyId() const
{
    const auto found = std::find_if(m_services.cbegin(), m_services.cend(), [](const MessagingService &service) {
        return service.isBuiltIn() && service.isReady();
    });
    return found == m_services.cend() ? QString() : found->id;
}

QString ServicesModel::firstOwn() const
{
    const auto found = std::find_if(m_services.cbegin(), m_services.cend(),
                                    [](const MessagingService &service) { return !service.isBuiltIn(); });
    return found == m_services.cend() ? QString() : found->id;
}

QString ServicesModel::idAt(int row) const
{
    return row < 0 || row >= count() ? QString() : m_services.at(row).id;
}

QString ServicesModel::nameOf(const QString &id) const
{
    const MessagingService *found = service(id);
    return found ? found->displayName() : QString();
}

QString ServicesModel::put(MessagingService service)
{
    if (service.id.isEmpty())
        service.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QString id = service.id;
    const QString ready = readyId();
    if (const int row = rowOf(id); row >= 0) {
        if (m_services.at(row) == service)
            return id;
        m_services[row] = std::move(service);
        Q_EMIT dataChanged(index(row), index(row));
    } else {
        beginInsertRows({}, count(), count());
        m_services.append(std::move(service));
        endInsertRows();
        Q_EMIT countChanged();
    }
    save();
    if (ready != readyId())
        Q_EMIT readyIdChanged();
    Q_EMIT serviceChanged(id);
    return id;
}

void ServicesModel::remove(const QString &id)
{
    const int row = rowOf(id);
    if (row < 0 || m_services.at(row).isBuiltIn())
        return;
    beginRemoveRows({}, row, row);
    m_services.remove(row);
    endRemoveRows();
    save();
    Q_EMIT countChanged();
    Q_EMIT serviceChanged(id);
}

void ServicesModel::save()
{
    if (!m_isWritable) {
        Q_EMIT saveFailed(m_loadProblem);
        return;
    }
    QJsonArray services;
    for (const MessagingService &service : std::as_const(m_services))
        services.append(service.toJson());
    if (const auto saved = m_profile->writeJson(fileName, QJsonDocument(QJsonObject { { servicesKey, services } }));
        !saved)
        Q_EMIT saveFailed(saved.error().message);
}

} // namespace commonplace
