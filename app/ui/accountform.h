// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "result.h"
#include "service/field.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>

namespace mld {
class Registrar;
}

namespace commonplace {

/// Leads a person who has nothing to an account at a messaging service: an e-mail address, the code that comes there,
/// done. Part of the form of the service, which has the address and the account's name.
class AccountForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("ServiceForm has it")
    /// Whether the kind of service gives accounts.
    Q_PROPERTY(bool isOffered READ isOffered NOTIFY changed)
    Q_PROPERTY(QString email READ email WRITE setEmail NOTIFY changed)
    Q_PROPERTY(QString code READ code WRITE setCode NOTIFY changed)
    Q_PROPERTY(QString emailFault READ emailFault NOTIFY changed)
    Q_PROPERTY(QString codeFault READ codeFault NOTIFY changed)
    Q_PROPERTY(bool isBusy READ isBusy NOTIFY changed)
    /// A code was sent: it is its turn.
    Q_PROPERTY(bool isCodeSent READ isCodeSent NOTIFY changed)
    /// How far it has come, for people; empty at the beginning.
    Q_PROPERTY(QString progress READ progress NOTIFY changed)

public:
    /// Makes what is asked, of what stands in the form of the service; the faults of which are told there.
    using Desk = std::function<std::unique_ptr<mld::Registrar>()>;

    explicit AccountForm(Desk desk, QObject *parent = nullptr);
    ~AccountForm() override;

    bool isOffered() const { return m_isOffered; }
    QString email() const { return m_email; }
    void setEmail(const QString &email);
    QString code() const { return m_code; }
    void setCode(const QString &code);
    QString emailFault() const { return m_emailFault; }
    QString codeFault() const { return m_codeFault; }
    bool isBusy() const { return m_stage == Stage::Sending || m_stage == Stage::Activating; }
    bool isCodeSent() const { return m_stage == Stage::CodeSent || m_stage == Stage::Activating; }
    QString progress() const;

    /// Empties it.
    void begin(bool isOffered);
    /// What was begun was for another account.
    void restart();

    Q_INVOKABLE void requestCode();
    Q_INVOKABLE void activate();
    /// What was asked is not waited for any more.
    Q_INVOKABLE void cancel();

Q_SIGNALS:
    void changed();
    void activated(const mld::Secrets &secrets);
    /// Something is wrong in a field of the service.
    void faultFound(const mld::Fault &fault);

private:
    enum class Stage { Begun, Sending, CodeSent, Activating, Done };

    void setStage(Stage stage);
    void fail(const mld::Fault &fault);

    Desk m_desk;
    std::unique_ptr<mld::Registrar> m_registrar; ///< knows what the code is for
    QString m_email;
    QString m_code;
    QString m_emailFault;
    QString m_codeFault;
    Stage m_stage = Stage::Begun;
    bool m_isOffered = false;
};

} // namespace commonplace
