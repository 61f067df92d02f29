// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/accountform.h"

#include "service/registrar.h"

namespace commonplace {

AccountForm::AccountForm(Desk desk, QObject *parent) : QObject(parent), m_desk(std::move(desk)) { }

AccountForm::~AccountForm() = default;

QString AccountForm::progress() const
{
    switch (m_stage) {
    case Stage::Begun:
        return {};
    case Stage::Sending:
        return tr("Asking for a code…");
    case Stage::CodeSent:
        return tr("A code of six digits is on its way to %1. It is good for ten minutes.").arg(m_email);
    case Stage::Activating:
        return tr("Asking for the key…");
    case Stage::Done:
        return tr("The account has a key now, which is in its field above. It goes to the keychain with “Keep”.");
    }
    return {};
}

void AccountForm::setStage(Stage stage)
{
    m_stage = stage;
    Q_EMIT changed();
}

void AccountForm::setEmail(const QString &email)
{
    if (email == m_email)
        return;
    m_email = email;
    m_emailFault.clear();
    Q_EMIT changed();
}

void AccountForm::setCode(const QString &code)
{
    if (code == m_code)
        return;
    m_code = code;
    m_codeFault.clear();
    Q_EMIT changed();
}

void AccountForm::begin(bool isOffered)
{
    m_isOffered = isOffered;
    m_email.clear();
    restart();
}

void AccountForm::restart()
{
    m_registrar.reset();
    m_code.clear();
    m_emailFault.clear();
    m_codeFault.clear();
    setStage(Stage::Begun);
}

void AccountForm::cancel()
{
    if (m_registrar)
        m_registrar->cancel();
    if (isBusy())
        setStage(m_stage == Stage::Activating ? Stage::CodeSent : Stage::Begun);
}

void AccountForm::requestCode()
{
    if (isBusy())
        return;
    restart();
    m_registrar = m_desk();
    if (!m_registrar)
        return;
    // Queued, as the registrar may be gone after any of them.
    connect(m_registrar.get(), &mld::Registrar::codeSent, this, [this] {
        if (m_stage == Stage::Sending)
            setStage(Stage::CodeSent);
    }, Qt::QueuedConnection);
    connect(m_registrar.get(), &mld::Registrar::activated, this, [this](const mld::Secrets &secrets) {
        if (m_stage != Stage::Activating)
            return;
        m_code.clear();
        setStage(Stage::Done);
        Q_EMIT activated(secrets);
    }, Qt::QueuedConnection);
    connect(m_registrar.get(), &mld::Registrar::failed, this, &AccountForm::fail, Qt::QueuedConnection);
    setStage(Stage::Sending);
    m_registrar->requestCode(m_email);
}

void AccountForm::activate()
{
    if (m_stage != Stage::CodeSent)
        return;
    m_codeFault.clear();
    setStage(Stage::Activating);
    m_registrar->activate(m_code);
}

void AccountForm::fail(const mld::Fault &fault)
{
    if (!isBusy())
        return;
    m_stage = m_stage == Stage::Activating ? Stage::CodeSent : Stage::Begun;
    if (fault.key == QLatin1String(mld::Registrar::kEmail))
        m_emailFault = fault.sentence;
    else if (fault.key == QLatin1String(mld::Registrar::kCode))
        m_codeFault = fault.sentence;
    else
        Q_EMIT faultFound(fault);
    Q_EMIT changed();
}

} // namespace commonplace
