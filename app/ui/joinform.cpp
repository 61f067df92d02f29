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
        auto invitation = Invitation::fromLink(link);
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

QString JoinForm::carrier() const
{
    if (!m_isValid)
        return {};
    return m_invitation.service.isBuiltIn() ? tr("%1: by computers on the same network").arg(m_invitation.service.displayName())
                                            : tr("over %1").arg(m_invitation.service.address());
}

bool JoinForm::isHere() const
{
    App *app = App::instance();
    const Notebook *known = app->notebooks()->byDomain(m_invitation.domain);
    const MessagingService *place = app->services()->samePlace(m_invitation.service);
    return known && place && place->id == known->serviceId() && !app->bringsSecrets(*known, m_invitation);
}

QString JoinForm::effectOnNotebook() const
{
    App *app = App::instance();
    const Notebook *known = app->notebooks()->byDomain(m_invitation.domain);
    if (!known)
        return {};
    const MessagingService *place = app->services()->samePlace(m_invitation.service);
    if (isHere())
        return tr("You have this notebook already.");
    if (place && place->id == known->serviceId()) {
        return app->isLockedOut(app->notebooks()->byDomain(m_invitation.domain))
            ? tr("You have this notebook already, but this computer does not know its secret any more. The link has it: "
                 "your notes stay as they are.")
            : tr("You have this notebook already, by another secret than this link has. It changes to this one: your notes "
                 "stay as they are, but you no longer write with those who have the other.");
    }
    const QString now = app->services()->nameOf(known->serviceId());
    if (now.isEmpty())
        return tr("You have this notebook already, on this machine only. It will be carried by %1.")
            .arg(m_invitation.service.place());
    return tr("You have this notebook already, carried by %1. It moves to %2: your notes stay as they are, but you no "
              "longer write with those who stay at %1.").arg(now, m_invitation.service.place());
}

QString JoinForm::effect() const
{
    if (!m_isValid)
        return {};
    const ServicesModel *services = App::instance()->services();
    QStringList effects { effectOnNotebook() };
    if (const MessagingService *known = services->samePlace(m_invitation.service)) {
        const MessagingService after = App::asInvited(*known, m_invitation);
        if (known->isBuiltIn() && !isHere())
            effects.append(tr("You get it when you and somebody who has it are there at the same time. Join only if you "
                              "trust the sender."));
        if (known->isOff)
            effects.append(tr("This switches %1 on.").arg(known->displayName()));
        if (after.values != known->values)
            effects.append(tr("Others are looked for at these addresses too: %1.")
                               .arg(m_invitation.service.address().section(QStringLiteral("://"), 1).left(300)));
    } else {
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
    if (isHere())
        return tr("Show it");
    return place && place->id == known->serviceId() ? tr("Join again") : tr("Move it");
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
