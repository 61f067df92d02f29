// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/app.h"

namespace commonplace {

MessagingService App::asInvited(const MessagingService &known, const Invitation &invitation)
{
    MessagingService service = known;
    service.isOff = false;
    if (known.service())
        service.values = known.service()->withInvited(known.values, invitation.service.values);
    return service;
}

QString App::keepInvited(const Invitation &invitation, const mld::Secrets &secrets)
{
    MessagingService service = invitation.service;
    // What a link says never changes the trust in a service that is known.
    if (const MessagingService *known = m_services.samePlace(service))
        service = asInvited(*known, invitation);
    else if (m_services.isPlaceKnown(service))
        service.name = tr("%1 (with another certificate)").arg(service.displayName());
    return keepService(service, secrets);
}

Notebook *App::join(const Invitation &invitation, const mld::Secrets &secrets)
{
    const QString serviceId = keepInvited(invitation, secrets);
    Notebook *notebook = m_notebooks.byDomain(invitation.domain);
    const bool isOtherwise = notebook && bringsSecrets(*notebook, invitation);
    if (notebook)
        keepNotebookSecrets(notebook, isOtherwise ? invitation.secrets : mld::Secrets());
    if (notebook && notebook->serviceId() == serviceId && isOtherwise) {
        reopen(notebook);
    } else if (notebook && notebook->serviceId() == serviceId) {
        Q_EMIT noticed(tr("You already have this notebook."), false);
    } else if (notebook) {
        moveNotebook(notebook, serviceId);
    } else {
        NotebookEntry entry;
        entry.name = invitation.notebookName;
        entry.domain = invitation.domain;
        entry.serviceId = serviceId;
        notebook = m_notebooks.add(std::move(entry));
        keepNotebookSecrets(notebook, invitation.secrets);
        openNotebook(notebook);
    }
    setNotebook(notebook);
    return notebook;
}

void App::followLink(const QString &link)
{
    auto invitation = Invitation::fromLink(link);
    const MessagingService *known = invitation ? m_services.samePlace(invitation->service) : nullptr;
    const bool isComplete = invitation.isOk() && !m_notebooks.byDomain(invitation->domain)
        && (known ? asInvited(*known, *invitation) == *known
                  : invitation->service.wantedSecrets().isEmpty() && !m_services.isPlaceKnown(invitation->service));
    if (isComplete)
        join(*invitation, {});
    else
        Q_EMIT invitationArrived(link);
}

Invitation App::invitationTo(const Notebook &notebook, const MessagingService &service) const
{
    Invitation invitation { notebook.entry().domain, notebook.name(), service };
    const mld::Secrets known = m_notebookSecrets.value(notebook.notebookId());
    const QStringList wanted = service.notebookSecrets();
    for (const QString &field : wanted)
        invitation.secrets.insert(field, known.value(field));
    return invitation;
}

QString App::invitationLink(Notebook *notebook) const
{
    const MessagingService *service = notebook ? m_services.service(notebook->serviceId()) : nullptr;
    const auto link = service ? invitationTo(*notebook, *service).toLink() : QString();
    return link ? *link : QString();
}

QString App::invitationFault(Notebook *notebook) const
{
    const MessagingService *service = notebook ? m_services.service(notebook->serviceId()) : nullptr;
    const auto link = service ? invitationTo(*notebook, *service).toLink() : QString();
    if (link)
        return {};
    if (isLockedOut(notebook)) {
        return tr("There can be no link: this computer does not have the secret by which members of the notebook know each "
                  "other. If somebody else has the notebook, ask them for a link, and join again with it. Otherwise make "
                  "a new secret: links from before lead nowhere then.");
    }
    if (notebook->awaitsSecret())
        return tr("There can be no link yet: the keychain has not given what belongs in it. If it is locked, unlock it; if "
                  "it asks you something, answer it.");
    return tr("There can be no link yet. %1 Look at %2 in the settings.").arg(link.error().message, service->displayName());
}

QString App::sharingWords(Notebook *notebook) const
{
    const MessagingService *service = notebook ? m_services.service(notebook->serviceId()) : nullptr;
    if (!service && !m_services.readyId().isEmpty()) {
        return tr("This notebook is on this machine only. Nearby shares it with computers on the same network, with no "
                  "server and no account; two that are never there at the same time exchange nothing. A messaging service "
                  "reaches people anywhere.");
    }
    if (!service) {
        return tr("This notebook is on this machine only. Choose a messaging service that you and the others can reach; then "
                  "there is a link to send.");
    }
    if (const QString fault = invitationFault(notebook); !fault.isEmpty())
        return fault;
    QStringList words;
    if (service->isBuiltIn()) {
        words.append(tr("Send this link to whom you want in the notebook, in a way that you trust: whoever has it can join. "
                        "They need Commonplace, and to be on the same network as you. Two who are never there at the same "
                        "time exchange nothing."));
        if (service->isOff)
            words.append(tr("%1 is switched off now: switch it on in the settings.").arg(service->displayName()));
        if (m_unkept.contains(notebook->notebookId()))
            words.append(tr("The keychain has not taken what is in it: after you quit, keep the link to come back yourself."));
    } else {
        words.append(tr("Send this link to whom you want in the notebook. They need Commonplace, and access to %1. There is "
                        "no password in it.").arg(service->displayName()));
        if (service->service())
            words.append(service->service()->sharingNote(service->values));
    }
    words.removeAll(QString());
    return words.join(u' ');
}

} // namespace commonplace
