// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "settings/messagingservice.h"
#include "settings/profile.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace commonplace {

/// The messaging services a person has told the app about, and before them those that nobody need set up. Kept in
/// `services.json`, without secrets.
class ServicesModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App has it")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    /// The service that can be used without setting anything up; empty if there is none, or it is switched off.
    Q_PROPERTY(QString readyId READ readyId NOTIFY readyIdChanged)

public:
    enum Role { IdRole = Qt::UserRole + 1, NameRole, AddressRole, KindRole, DetailRole, BuiltInRole, OffRole, ReadyRole };
    Q_ENUM(Role)

    explicit ServicesModel(const Profile *profile, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return int(m_services.size()); }
    const MessagingService *service(const QString &id) const;
    /// A service at the same place, with the same user and trust, if one is known. Another certificate
    /// makes another service; none at all goes with any.
    const MessagingService *samePlace(const MessagingService &service) const;
    /// Whether there is a service at that place, whoever uses it and whatever it is trusted by.
    bool isPlaceKnown(const MessagingService &service) const;
    QString readyId() const;
    /// The first that the person has set up; empty if there is none.
    QString firstOwn() const;
    Q_INVOKABLE QString idAt(int row) const;
    Q_INVOKABLE QString nameOf(const QString &id) const;

    /// Why the services could not be read, for people; empty if they could.
    QString loadProblem() const { return m_loadProblem; }

    /// Adds a service, or replaces the one with its id. Gives a new one an id; returns the id.
    QString put(MessagingService service);
    /// Not of those that are always there.
    void remove(const QString &id);

Q_SIGNALS:
    void countChanged();
    void readyIdChanged();
    void serviceChanged(const QString &id);
    void saveFailed(const QString &message);

private:
    void load();
    void addBuiltIn();
    void save();
    int rowOf(const QString &id) const;

    const Profile *m_profile;
    QVector<MessagingService> m_services;
    QString m_loadProblem;
    bool m_isWritable = true; ///< false: what is there could not be read, and is not replaced
};

} // namespace commonplace
