// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "settings/messagingservice.h"

#include <QAbstractListModel>
#include <QSet>
#include <QtQml/qqmlregistration.h>

namespace commonplace {

/// The fields of a service's form, and what has been entered in them.
class ServiceFields : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("ServiceForm has them")
    /// Whether some of the fields that are shown belong under "More".
    Q_PROPERTY(bool hasAdvanced READ hasAdvanced NOTIFY edited)

public:
    enum Role {
        KeyRole = Qt::UserRole + 1,
        KindRole,
        LabelRole,
        HintRole,
        ValueRole,
        FaultRole,    ///< what is wrong with it; empty while it has not been filled yet
        OptionsRole,  ///< of a choice: objects with `value` and `label`
        ShownRole,
        AdvancedRole,
        SpanRole,     ///< how many sixths of a row it takes
    };
    Q_ENUM(Role)
    /// As mld::Field::Kind, in its order.
    enum Kind { Text, Host, Port, Number, Switch, Choice, Password, Pem, Json };
    Q_ENUM(Kind)

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    bool hasAdvanced() const;

    /// Begins with what is known of a service; with a new one if it has no id.
    void setService(const MessagingService &service);
    /// What a field for a secret says while it is empty.
    void setHint(const QString &key, const QString &hint);

    /// Somebody else has found what is wrong with a field. It is shown until something is entered.
    void setTold(const mld::Fault &fault);

    /// Whoever types has typed this so far.
    Q_INVOKABLE void setValue(const QString &key, const QVariant &value);
    /// Whoever types has gone elsewhere. Takes apart an address that was typed or pasted for a host: its parts, and
    /// the secrets in it, go to their fields.
    Q_INVOKABLE void finish(const QString &key);
    /// The same for all, as when the service is to be kept.
    void finishAll();
    /// Fills the form by an address; false if it is not one of this kind.
    bool paste(const QString &text);

    /// What the fields say together.
    mld::Values values() const;
    /// The same without what is not shown or empty.
    mld::Values keptValues() const;
    /// What was typed for secrets that are shown.
    mld::Secrets secrets() const;
    QList<mld::Fault> faults() const { return m_faults; }
    /// The host for people, such as in "Trying …".
    QString host() const;

Q_SIGNALS:
    /// Something else has been entered.
    void edited();

private:
    /// What the row of a field shows, to know which rows have changed.
    struct Shown
    {
        QVariant value;
        QString fault;
        QString hint;
        bool isShown = true;

        friend bool operator==(const Shown &, const Shown &) = default;
    };

    bool isInForm(const mld::Field &field) const { return !field.flags.testFlag(mld::Field::FileOnly); }
    const mld::Field *field(const QString &key) const;
    int spanOf(int row) const;
    Shown shown(const mld::Field &field, const mld::Values &values) const;
    QString faultAt(const mld::Field &field) const;
    void take(const mld::Values &values, const mld::Secrets &secrets);
    /// What is wrong with the values, and with the secrets that were typed.
    QList<mld::Fault> findFaults(const mld::Values &values) const;
    /// Brings all up to date with what has been entered.
    void update();

    MessagingService m_service;
    QList<mld::Field> m_fields;
    QList<Shown> m_shown;
    mld::Secrets m_secrets;
    QHash<QString, QString> m_hints;
    std::optional<mld::Fault> m_told;
    QSet<QString> m_filled; ///< fields that somebody has filled, and left
    QList<mld::Fault> m_faults;
};

} // namespace commonplace
