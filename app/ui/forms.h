// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/invitation.h"
#include "settings/messagingservice.h"
#include "settings/secretstore.h"

#include "connectiontest.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace commonplace {

/// A messaging service being entered or changed, before it is kept.
class ServiceForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    /// The service to change; empty for a new one.
    Q_PROPERTY(QString serviceId READ serviceId WRITE setServiceId NOTIFY serviceIdChanged)
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY changed)
    /// As typed: perhaps all of an address, until readHost().
    Q_PROPERTY(QString host READ host WRITE setHost NOTIFY changed)
    /// As typed; empty for the usual one.
    Q_PROPERTY(QString port READ port WRITE setPort NOTIFY changed)
    Q_PROPERTY(int usualPort READ usualPort NOTIFY changed)
    Q_PROPERTY(bool useTls READ useTls WRITE setUseTls NOTIFY changed)
    /// A path or a file URL.
    Q_PROPERTY(QString caFile READ caFile WRITE setCaFile NOTIFY changed)
    Q_PROPERTY(QString user READ user WRITE setUser NOTIFY changed)
    Q_PROPERTY(QString password READ password WRITE setPassword NOTIFY changed)
    /// Where the password is that was kept, in a few words; empty if there is nothing to say.
    Q_PROPERTY(QString passwordHint READ passwordHint NOTIFY changed)
    /// What is missing or wrong; empty if it can be kept.
    Q_PROPERTY(QString fault READ fault NOTIFY changed)
    /// What is wrong in one field; empty for one that has not been filled yet.
    Q_PROPERTY(QString hostFault READ hostFault NOTIFY changed)
    Q_PROPERTY(QString portFault READ portFault NOTIFY changed)
    Q_PROPERTY(QString caFault READ caFault NOTIFY changed)
    Q_PROPERTY(bool isTesting READ isTesting NOTIFY testChanged)
    /// What the last test has shown; empty before.
    Q_PROPERTY(QString testResult READ testResult NOTIFY testChanged)
    Q_PROPERTY(bool isTestGood READ isTestGood NOTIFY testChanged)

public:
    explicit ServiceForm(QObject *parent = nullptr);
    ~ServiceForm() override;

    QString serviceId() const { return m_service.id; }
    void setServiceId(const QString &id);
    QString name() const { return m_service.name; }
    void setName(const QString &name);
    QString host() const { return m_host; }
    void setHost(const QString &host);
    QString port() const { return m_port; }
    void setPort(const QString &port);
    int usualPort() const;
    bool useTls() const { return m_service.useTls; }
    void setUseTls(bool useTls);
    QString caFile() const { return m_service.caFile; }
    void setCaFile(const QString &file);
    QString user() const { return m_user; }
    void setUser(const QString &user);
    QString password() const { return m_password; }
    void setPassword(const QString &password);
    /// A password is known already, which stays unless another is typed.
    bool hasPassword() const { return m_hasPassword; }
    QString passwordHint() const;
    QString fault() const;
    QString hostFault() const;
    QString portFault() const { return m_service.portFault(); }
    QString caFault() const { return m_service.useTls ? m_caFault : QString(); }
    bool isTesting() const { return m_test != nullptr; }
    QString testResult() const { return m_testResult; }
    bool isTestGood() const { return m_isTestGood; }

    /// Empties the form.
    Q_INVOKABLE void clear();
    /// Takes apart what has been typed for the host, once it is complete: its parts go to their fields.
    Q_INVOKABLE void readHost();
    /// Tries to connect; the outcome is testResult.
    Q_INVOKABLE void test();
    /// Keeps the service and returns its id; an empty one if something is wrong.
    Q_INVOKABLE QString save();

Q_SIGNALS:
    void serviceIdChanged();
    void changed();
    void testChanged();

private:
    void edit();
    void startTest(const QString &secret);
    void finishTest(bool isGood, const QString &result);
    QString testText(const mld::TransportError &error, int peers) const;

    /// What the fields say together.
    void combine();
    void checkCaFile();

    MessagingService m_service;
    QString m_host;
    QString m_port;
    QString m_user;
    QString m_caFault;
    bool m_isTlsWanted = true; ///< as chosen, or by default
    bool m_isTlsChosen = false;
    QString m_password;
    QString m_keptPassword;
    bool m_hasPassword = false;
    SecretStore::Status m_keptStatus = SecretStore::Status::Ok; ///< what has become of reading it
    std::unique_ptr<mld::ConnectionTest> m_test;
    QString m_testResult;
    bool m_isTestGood = false;
};

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
    /// Where the notebook is carried.
    Q_PROPERTY(QString address READ address NOTIFY changed)
    /// The user whose password is asked for; empty if none is needed.
    Q_PROPERTY(QString user READ user NOTIFY changed)
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
    QString address() const { return m_isValid ? m_invitation.service.address() : QString(); }
    QString user() const { return m_invitation.service.user; }
    bool needsPassword() const;
    QString effect() const;
    QString action() const;

    Q_INVOKABLE void clear();
    /// Joins; false if the link is no good.
    Q_INVOKABLE bool join();

Q_SIGNALS:
    void changed();

private:
    /// What it does to the notebook, if that is here already.
    QString effectOnNotebook() const;

    QString m_link;
    QString m_password;
    QString m_fault;
    Invitation m_invitation;
    bool m_isValid = false;
};

} // namespace commonplace
