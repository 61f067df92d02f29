// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/invitation.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace commonplace {

/// An invitation being pasted, before it is followed.
class JoinForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString link READ link WRITE setLink NOTIFY changed)
    Q_PROPERTY(QString password READ password WRITE setPassword NOTIFY changed)
    /// Whether the link is a good one.
    Q_PROPERTY(bool isValid READ isValid NOTIFY changed)
    /// What is wrong with the link; empty if nothing is, or nothing has been pasted.
    Q_PROPERTY(QString fault READ fault NOTIFY changed)
    Q_PROPERTY(QString notebookName READ notebookName NOTIFY changed)
    /// By what the notebook is carried.
    Q_PROPERTY(QString carrier READ carrier NOTIFY changed)
    /// What is asked for, such as the password of a user.
    Q_PROPERTY(QString passwordLabel READ passwordLabel NOTIFY changed)
    Q_PROPERTY(bool isPasswordHidden READ isPasswordHidden NOTIFY changed)
    Q_PROPERTY(bool needsPassword READ needsPassword NOTIFY changed)
    /// What joining does besides: the service that it adds, the notebook that it moves. Empty if nothing.
    Q_PROPERTY(QString effect READ effect NOTIFY changed)
    /// A word for what it does.
    Q_PROPERTY(QString action READ action NOTIFY changed)

public:
    using QObject::QObject;

    QString link() const { return m_link; }
    void setLink(const QString &link);
    QString password() const { return m_password; }
    void setPassword(const QString &password);
    bool isValid() const { return m_isValid; }
    QString fault() const { return m_fault; }
    QString notebookName() const { return m_invitation.notebookName; }
    QString carrier() const;
    QString address() const { return m_isValid ? m_invitation.service.address() : QString(); }
    QString passwordLabel() const;
    bool isPasswordHidden() const;
    bool needsPassword() const;
    QString effect() const;
    QString action() const;

    Q_INVOKABLE void clear();
    /// Joins; false if the link is no good.
    Q_INVOKABLE bool join();

Q_SIGNALS:
    void changed();

private:
    /// The field whose secret is asked for; null if none is.
    const mld::Field *secretField() const;
    /// Whether the notebook is here, and carried so.
    bool isHere() const;
    /// What it does to the notebook, if that is here already.
    QString effectOnNotebook() const;

    QString m_link;
    QString m_password;
    QString m_fault;
    Invitation m_invitation;
    bool m_isValid = false;
};

} // namespace commonplace
