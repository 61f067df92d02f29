// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/app.h"

#include <QCryptographicHash>

namespace commonplace {

namespace {

/// Tells news of a move from others without what may be secret in them.
QString markOf(const QString &news)
{
    return QString::fromLatin1(QCryptographicHash::hash(news.toUtf8(), QCryptographicHash::Sha256).toHex());
}

} // namespace

QString App::newsOfMove(const Notebook &notebook, const MessagingService &service) const
{
    Invitation invitation = invitationTo(notebook, service);
    invitation.sender = m_settings.nameForOthers();
    const auto link = invitation.toLink();
    // Some services take no longer words, for the sake of members that would not survive them.
    constexpr qsizetype longest = 9'000;
    return link && link->size() <= longest ? *link : service.address(); // where it is, if there is no link by which others could follow
}

QString App::moveFault(Notebook *notebook, const QString &serviceId) const
{
    const MessagingService *service = notebook ? m_services.service(serviceId) : nullptr;
    const auto fits = service ? service->takes(notebook->entry().domain) : mld::Result<void>();
    return fits ? QString() : fits.error().message;
}

void App::moveNotebook(Notebook *notebook, const QString &serviceId)
{
    if (!notebook || notebook->serviceId() == serviceId)
        return;
    if (const QString fault = moveFault(notebook, serviceId); !fault.isEmpty()) {
        Q_EMIT noticed(fault, true);
        return;
    }
    const QPointer<Notebook> guard(notebook);
    withSecrets(notebook, serviceId, [this, guard, serviceId] {
        if (guard && guard->serviceId() != serviceId)
            moveWithSecrets(guard, serviceId);
    });
}

void App::moveWithSecrets(Notebook *notebook, const QString &serviceId)
{
    const MessagingService *before = m_services.service(notebook->serviceId());
    const MessagingService *after = m_services.service(serviceId);
    const QPointer<Notebook> guard(notebook);
    const auto move = [this, guard] {
        if (guard && !m_isStopping)
            reopen(guard);
    };
    const auto told = Invitation::fromLink(notebook->movedTo());
    const bool isNews = before && after && !before->leadsToPlaceOf(*after)
        && (!told || !told->service.leadsToPlaceOf(*after)
            || bringsSecrets(*notebook, *told)); // else who moved it has told them
    if (!isNews || !notebook->isReady()) {
        notebook->setService(serviceId);
        move();
        return;
    }
    Q_EMIT noticed(notebook->hasPeers()
                       ? tr("“%1” is carried by %2 from now on. Those who are connected to %3 are told. Send a link to "
                            "the others.").arg(notebook->name(), after->displayName(), before->displayName())
                       : tr("“%1” is carried by %2 from now on. Nobody else was there to be told: send a new link to "
                            "those who write in it with you.").arg(notebook->name(), after->displayName()),
                   false);
    connect(notebook, &Notebook::moveAnnounced, this, move, Qt::SingleShotConnection);
    const QString news = newsOfMove(*notebook, *after);
    notebook->setService(serviceId); // which stays, even if the program ends before all have been told
    notebook->announceMove(news);
}

void App::updateMoveNews(Notebook *notebook)
{
    const QString link = notebook->movedTo();
    const MessagingService *service = m_services.service(notebook->serviceId());
    const QString ignored = notebook->entry().ignoredMove; // as earlier versions kept it, or its mark
    if (link.isEmpty() || !service || link == ignored || markOf(link) == ignored || link == service->address()) {
        notebook->setMoveNews({}, false);
        return;
    }
    const auto invitation = Invitation::fromLink(link);
    if (!invitation || invitation->domain != notebook->entry().domain) {
        notebook->setMoveNews(tr("Somebody has moved this notebook to another messaging service. Ask those who write in "
                                 "it with you for a new link, and join with it."), false);
        return;
    }
    if (service->leadsToPlaceOf(invitation->service)) {
        notebook->setMoveNews({}, false);
        return;
    }
    // Earlier versions sent "Me" for who has no name.
    const bool isNameless = invitation->sender.isEmpty() || AppSettings::isNameOfNobody(invitation->sender);
    notebook->setMoveNews(tr("%1 has moved this notebook to %2. What they write there does not arrive here until you "
                             "follow.").arg(isNameless ? tr("Another member") : invitation->sender,
                                            invitation->service.place()), true);
}

void App::followMove(Notebook *notebook)
{
    if (notebook && notebook->canFollowMove())
        Q_EMIT invitationArrived(notebook->movedTo());
}

void App::ignoreMove(Notebook *notebook)
{
    if (notebook)
        notebook->setIgnoredMove(markOf(notebook->movedTo()));
}

} // namespace commonplace
