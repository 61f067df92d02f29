// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "settings/messagingservice.h"
#include "settings/secretstore.h"
#include "ui/accountform.h"
#include "ui/connectionstepsmodel.h"
#include "ui/servicefields.h"

#include "connectiontest.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace commonplace {

/// A messaging service being entered or changed, before it is kept. Knows no kind in particular.
class ServiceForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    /// The service to change; empty for a new one.
    Q_PROPERTY(QString serviceId READ serviceId WRITE setServiceId NOTIFY kindChanged)
    /// What a new service can be: objects with `kind`, `title` and `sentence`.
    Q_PROPERTY(QVariantList kinds READ kinds CONSTANT)
    /// Empty until it is chosen.
    Q_PROPERTY(QString kind READ kind WRITE setKind NOTIFY kindChanged)
    Q_PROPERTY(QString kindTitle READ kindTitle NOTIFY kindChanged)
    Q_PROPERTY(QString kindSentence READ kindSentence NOTIFY kindChanged)
    /// Why this program cannot use it; empty if it can.
    Q_PROPERTY(QString unusable READ unusable NOTIFY kindChanged)
    /// Whether it is always there, so that it is not forgotten, but switched off.
    Q_PROPERTY(bool isBuiltIn READ isBuiltIn NOTIFY kindChanged)
    Q_PROPERTY(bool isOn READ isOn WRITE setOn NOTIFY changed)
    Q_PROPERTY(commonplace::ServiceFields *fields READ fields CONSTANT)
    /// For those who have no account there yet.
    Q_PROPERTY(commonplace::AccountForm *account READ account CONSTANT)
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY changed)
    /// What it is called without a name.
    Q_PROPERTY(QString host READ host NOTIFY changed)
    Q_PROPERTY(bool isTesting READ isTesting NOTIFY testChanged)
    /// How far the test has come.
    Q_PROPERTY(commonplace::ConnectionStepsModel *steps READ steps CONSTANT)
    /// What the last test has shown; empty before.
    Q_PROPERTY(QString testResult READ testResult NOTIFY testChanged)
    Q_PROPERTY(bool isTestGood READ isTestGood NOTIFY testChanged)

public:
    explicit ServiceForm(QObject *parent = nullptr);
    ~ServiceForm() override;

    QString serviceId() const { return m_service.id; }
    void setServiceId(const QString &id);
    QVariantList kinds() const;
    QString kind() const { return m_service.kind; }
    void setKind(const QString &kind);
    QString kindTitle() const;
    QString kindSentence() const;
    QString unusable() const { return kind().isEmpty() ? QString() : m_service.unusable(); }
    bool isBuiltIn() const { return m_service.isBuiltIn(); }
    bool isOn() const { return !m_service.isOff; }
    void setOn(bool isOn);
    ServiceFields *fields() { return &m_fields; }
    AccountForm *account() { return &m_account; }
    QString name() const { return m_service.name; }
    void setName(const QString &name);
    QString host() const { return m_fields.host(); }
    bool isTesting() const { return m_test != nullptr; }
    ConnectionStepsModel *steps() { return &m_steps; }
    QString testResult() const { return m_testResult; }
    bool isTestGood() const { return m_isTestGood; }
    /// Whether a secret is known already, which stays unless another is typed.
    bool hasSecret(const QString &field) const { return m_kept.contains(field); }

    /// Empties the form, for a new service: of the only kind, if there is but one.
    Q_INVOKABLE void clear();
    /// Chooses the kind by an address, and fills the form by it; false if it is of no kind. Of several it is
    /// `preferred`, if that is one of them. Of a service that is always there it is that one, to be changed.
    Q_INVOKABLE bool paste(const QString &text, const QString &preferred = {});
    /// Tries to connect; the outcome is testResult. Nothing is tried if a field has a fault, which is told there.
    Q_INVOKABLE void test();
    /// Keeps the service and returns its id; an empty one if something is wrong, which is told in its field.
    Q_INVOKABLE QString save();

Q_SIGNALS:
    void kindChanged();
    void changed();
    void testChanged();
    /// The field is to be looked at: something in it is wrong.
    void faultFound(const QString &key);

private:
    void edit();
    /// Whether nothing is wrong; tells what is.
    bool check();
    MessagingService entered() const;
    bool givesAccounts() const;
    std::unique_ptr<mld::Registrar> makeRegistrar();
    /// Who the account is, and where: a code is for that alone.
    mld::Values accountPlace() const;
    void readKeptSecrets();
    QString secretHint() const;
    /// Of a notebook that is there already, where not just any will do; empty if there is none.
    QString testDomain() const;
    void finishTest(bool isGood, const QString &result);

    MessagingService m_service; ///< as it was, but for the name and the kind
    ServiceFields m_fields;
    AccountForm m_account;
    mld::Values m_accountPlace; ///< for which a code was asked
    mld::Secrets m_kept; ///< what the keychain has
    SecretStore::Status m_keptStatus = SecretStore::Status::Ok; ///< what has become of reading it
    std::unique_ptr<mld::ConnectionTest> m_test;
    ConnectionStepsModel m_steps;
    QString m_testResult;
    bool m_isTestGood = false;
};

} // namespace commonplace
