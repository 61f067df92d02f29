// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectiontest.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace commonplace {

/// The steps of a connection that is being tried, as a person sees them. They stay when the test is over.
class ConnectionStepsModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("A form has it")
    /// 0 while nothing has been tried.
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum State { Pending, Running, Done, Skipped, Failed };
    Q_ENUM(State)
    enum Role {
        TitleRole = Qt::UserRole + 1,
        StateRole,
        DetailRole,
        SpokenRole, ///< all of it, for a screen reader
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    /// Shows the steps of a test that has not been started.
    void follow(mld::ConnectionTest *test);
    /// Shows none.
    void clear();

    int count() const { return int(m_steps.size()); }
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();

private:
    void update();

    QPointer<mld::ConnectionTest> m_test;
    QList<mld::TestedStep> m_steps;
};

} // namespace commonplace
