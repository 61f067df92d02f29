// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/joinform.h"

#include "notebook/notebooksmodel.h"
#include "ui/app.h"

namespace commonplace {

void JoinForm::setLink(const QString &link)
{
    if (link == m_link)
        return;
    m_link = link;
    m_fault.clear();
    m_invitation = {};
    m_isValid = false;
    if (!link.trimmed().isEmpty()) {
        auto invitation = Invitation::toJoinBy(link);
        m_isValid = invitation.isOk();
        if (invitation)
            m_invitation = std::move(*invitation);
        else
            m_fault = invitation.error().message;
    }
    Q_EMIT changed();
}

void JoinForm::setPassword(const QString &password)
{
    if (password == m_password)
        return;
    m_password = password;
    Q_EMIT changed();
}

const mld::Field *JoinForm::secretField() const
{
    const QStringList wanted = m_isValid ? m_invitation.service.wantedSecrets() : QStringList();
    for (const QString &key : wanted) {
        // What is advanced, such as a key, is entered in the settings.
        const mld::Field *field = m_invitation.service.service()->field(key);
        if (field && !field->flags.testFlag(mld::Field::Advanced))
            return field;
    }
    return nullptr;
}

bool JoinForm::needsPassword() const
{
    // A service that is known already has its password.
    return secretField() && !App::instance()->services()->samePlace(m_invitation.service);
}

QString JoinForm::passwordLabel() const
{
    const mld::Field *field = secretField();
    const QString account = m_invitation.service.account();
    return !field || account.isEmpty() ? (field ? field->label : QString()) : tr("%1 of %2").arg(field->label, account);
}

bool JoinForm::isPasswordHidden() const
{
    const mld::Field *field = secretField();
    return field && field->kind == mld::Field::Kind::Password;
}

QString JoinForm::effectOnNotebook() const
{
    App *app = App::instance();
    const Notebook *known = app->notebooks()->byDomain(m_invitation.domain);
    if (!known)
        return {};
    const MessagingService *place = app->services()->samePlace(m_invitation.service);
    if (place && place->id == known->serviceId())
        return tr("You have this notebook already.");
    const QString now = app->services()->nameOf(known->serviceId());
    if (now.isEmpty())
        return tr("You have this notebook already, on this machine only. It will be carried by %1.")
            .arg(m_invitation.service.address());
    return tr("You have this notebook already, carried by %1. It moves to %2: your notes stay as they are, but you no "
              "longer write with those who stay at %1.").arg(now, m_invitation.service.address());
}

QString JoinForm::effect() const
{
    if (!m_isValid)
        return {};
    const ServicesModel *services = App::instance()->services();
    QStringList effects { effectOnNotebook() };
    if (!services->samePlace(m_invitation.service)) {
        effects.append(services->isPlaceKnown(m_invitation.service)
                           ? tr("You know %1 already, but this link comes with another user or another certificate. It "
                                "will be a messaging service beside yours, which stays as it is. Join only if you trust "
                                "the sender.").arg(m_invitation.service.displayName())
                           : tr("This adds the messaging service %1 to yours.").arg(m_invitation.service.displayName()));
    }
    if (needsPassword())
        effects.append(m_invitation.service.service()->sharingNote(m_invitation.service.values));
    effects.removeAll(QString());
    return effects.join(u' ');
}

QString JoinForm::action() const
{
    App *app = App::instance();
    const Notebook *known = m_isValid ? app->notebooks()->byDomain(m_invitation.domain) : nullptr;
    if (!known)
        return tr("Join");
    const MessagingService *place = app->services()->samePlace(m_invitation.service);
    return place && place->id == known->serviceId() ? tr("Show it") : tr("Move it");
}

void JoinForm::clear()
{
    m_password.clear();
    m_link.clear();
    m_fault.clear();
    m_invitation = {};
    m_isValid = false;
    Q_EMIT changed();
}

bool JoinForm::join()
{
    if (!m_isValid)
        return false;
    const mld::Field *field = m_password.isEmpty() ? nullptr : secretField();
    App::instance()->join(m_invitation, field ? mld::Secrets { { field->key, m_password } } : mld::Secrets());
    return true;
}

} // namespace commonplace
