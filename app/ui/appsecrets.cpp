// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/app.h"

#include <algorithm>

namespace commonplace {

namespace {

/// The name of a notebook's own secret in the keychain. Services have other ids than this.
QString entryOf(const Notebook &notebook, const QString &field)
{
    return QStringLiteral("notebook/%1/%2").arg(notebook.notebookId(), field);
}

} // namespace

void App::readEntries(const QMap<QString, QString> &entries, SecretsAnswer answer)
{
    struct Reading
    {
        QMap<QString, SecretStore::Status> statuses;
        mld::Secrets secrets;
        SecretsAnswer answer;
    };
    const auto reading = std::make_shared<Reading>();
    reading->answer = std::move(answer);
    for (auto it = entries.cbegin(); it != entries.cend(); ++it)
        reading->statuses.insert(it.key(), SecretStore::Status::Waiting);
    for (auto it = entries.cbegin(); it != entries.cend(); ++it) {
        const QString &field = it.key();
        m_secrets.read(it.value(), [reading, field](SecretStore::Status status, const QString &secret) {
            reading->statuses.insert(field, status);
            if (status == SecretStore::Status::Ok)
                reading->secrets.insert(field, secret);
            // Who waits for several is told of what they wait for.
            SecretStore::Status worst = SecretStore::Status::Ok;
            for (const SecretStore::Status each : std::as_const(reading->statuses)) {
                if (SecretStore::isFinal(worst) && (!SecretStore::isFinal(each) || worst == SecretStore::Status::Ok))
                    worst = each;
            }
            reading->answer(worst, reading->secrets);
        });
    }
}

void App::readSecrets(const MessagingService &service, SecretsAnswer answer)
{
    QMap<QString, QString> entries;
    const QStringList wanted = service.wantedSecrets();
    for (const QString &field : wanted)
        entries.insert(field, service.secretEntry(field));
    readEntries(entries, std::move(answer));
}

void App::keepSecrets(const MessagingService &service, const mld::Secrets &secrets)
{
    for (auto it = secrets.constBegin(); it != secrets.constEnd(); ++it) {
        const bool isFirst = it == secrets.constBegin(); // the keychain says the same of all
        m_secrets.write(service.secretEntry(it.key()), it.value(),
                        [this, isFirst, name = service.displayName()](Secrets::Kept kept, SecretStore::Status status) {
            if (kept == Secrets::Kept::InKeychain || !isFirst)
                return;
            QString message;
            if (status == SecretStore::Status::Locked) {
                message = tr("The keychain is locked: the password for %1 is used until you quit. Unlock the keychain "
                             "before, and it keeps it.");
            } else if (status == SecretStore::Status::Waiting) {
                message = tr("The keychain has not taken the password for %1 yet. If it asks you something, answer it.");
            } else {
                message = tr("There is no keychain here: the password for %1 is used until you quit. Install one, such "
                             "as gnome-keyring, to have it kept.");
            }
            Q_EMIT noticed(message.arg(name), true);
        });
    }
}

bool App::isInPossession(const Notebook &notebook, const MessagingService &service) const
{
    const mld::Secrets known = m_notebookSecrets.value(notebook.notebookId());
    const QStringList wanted = service.notebookSecrets();
    return std::all_of(wanted.cbegin(), wanted.cend(), [&](const QString &field) { return known.contains(field); });
}

QMap<QString, QString> App::unreadEntries(const Notebook &notebook, const MessagingService &service) const
{
    QMap<QString, QString> entries;
    const mld::Secrets known = m_notebookSecrets.value(notebook.notebookId());
    const QStringList wanted = service.notebookSecrets();
    for (const QString &field : wanted) {
        if (!known.contains(field) && notebook.entry().secrets.contains(field))
            entries.insert(field, entryOf(notebook, field));
    }
    return entries;
}

void App::rememberSecrets(Notebook *notebook, const mld::Secrets &secrets)
{
    if (secrets.isEmpty())
        return;
    m_notebookSecrets[notebook->notebookId()].insert(secrets);
    Q_EMIT sharingChanged(notebook);
}

void App::keepNotebookSecrets(Notebook *notebook, const mld::Secrets &secrets)
{
    if (secrets.isEmpty())
        return;
    QStringList fields = notebook->entry().secrets;
    const QPointer<Notebook> guard(notebook);
    for (auto it = secrets.constBegin(); it != secrets.constEnd(); ++it) {
        if (!fields.contains(it.key()))
            fields.append(it.key());
        const bool isFirst = it == secrets.constBegin(); // the keychain says the same of all
        m_secrets.write(entryOf(*notebook, it.key()), it.value(),
                        [this, guard, isFirst](Secrets::Kept kept, SecretStore::Status status) {
            if (guard && isFirst)
                noteKept(guard, kept, status);
        });
    }
    notebook->setSecrets(fields);
    rememberSecrets(notebook, secrets);
}

void App::noteKept(Notebook *notebook, Secrets::Kept kept, SecretStore::Status status)
{
    const QString id = notebook->notebookId();
    if (kept == Secrets::Kept::InKeychain) {
        m_unkept.remove(id);
        Q_EMIT sharingChanged(notebook);
        return;
    }
    m_unkept.insert(id);
    Q_EMIT sharingChanged(notebook);
    QString message;
    if (status == SecretStore::Status::Locked) {
        message = tr("The keychain is locked: what lets this computer into “%1” is known until you quit. Unlock the "
                     "keychain before, and it keeps it.");
    } else if (status == SecretStore::Status::Waiting) {
        message = tr("The keychain has not taken what lets this computer into “%1” yet. If it asks you something, answer "
                     "it.");
    } else {
        message = tr("There is no keychain here: what lets this computer into “%1” is known until you quit. Install one, "
                     "such as gnome-keyring, to have it kept.");
    }
    // Where there is no keychain, nothing is wrong yet, and the window for sharing says it as long as one looks.
    Q_EMIT noticed(message.arg(notebook->name()), status != SecretStore::Status::Missing);
}

void App::withSecrets(Notebook *notebook, const QString &serviceId, std::function<void()> then)
{
    const MessagingService *service = m_services.service(serviceId);
    if (!service || isInPossession(*notebook, *service)) {
        then();
        return;
    }
    // Who has moved it there has said with which.
    const auto told = Invitation::fromLink(notebook->movedTo());
    if (told && !told->secrets.isEmpty() && told->domain == notebook->entry().domain
        && told->service.leadsToPlaceOf(*service)) {
        keepNotebookSecrets(notebook, told->secrets);
        then();
        return;
    }
    const QMap<QString, QString> entries = unreadEntries(*notebook, *service);
    if (entries.isEmpty()) {
        keepNotebookSecrets(notebook, service->service()->newNotebookSecrets());
        then();
        return;
    }
    // It has been shared so before: those who have its secret are met again.
    const QPointer<Notebook> guard(notebook);
    readEntries(entries, [this, guard, serviceId, then = std::move(then)](SecretStore::Status status,
                                                                         const mld::Secrets &secrets) {
        const MessagingService *to = m_services.service(serviceId);
        if (!guard || !to)
            return;
        if (!SecretStore::isFinal(status)) {
            Q_EMIT noticed(tr("The keychain has what lets this computer into “%1” by %2. Unlock it, or answer what it "
                              "asks: the notebook goes there then.").arg(guard->name(), to->displayName()), true);
            return;
        }
        rememberSecrets(guard, secrets);
        if (!isInPossession(*guard, *to))
            keepNotebookSecrets(guard, to->service()->newNotebookSecrets());
        then();
    });
}

bool App::isLockedOut(Notebook *notebook) const
{
    const MessagingService *service = notebook ? m_services.service(notebook->serviceId()) : nullptr;
    return service && !notebook->awaitsSecret() && !isInPossession(*notebook, *service);
}

void App::renewSecrets(Notebook *notebook)
{
    if (!isLockedOut(notebook))
        return;
    keepNotebookSecrets(notebook, m_services.service(notebook->serviceId())->service()->newNotebookSecrets());
    reopen(notebook);
}

bool App::bringsSecrets(const Notebook &notebook, const Invitation &invitation) const
{
    return !invitation.secrets.isEmpty() && m_notebookSecrets.value(notebook.notebookId()) != invitation.secrets;
}

void App::forgetSecrets(Notebook *notebook)
{
    for (const QString &field : notebook->entry().secrets)
        m_secrets.remove(entryOf(*notebook, field));
    m_notebookSecrets.remove(notebook->notebookId());
    m_unkept.remove(notebook->notebookId());
}

QString App::secretFault(const Notebook &notebook, SecretStore::Status status) const
{
    const QString lost = status == SecretStore::Status::Missing
        ? tr("There is no keychain here, so the secret by which members of this notebook know each other was not kept.")
        : tr("The keychain does not have the secret by which members of this notebook know each other.");
    return lost + u' '
        + (notebook.entry().hasCompany ? tr("Join again with a link from one of them.")
                                       : tr("Choose Share, and make another: links from before lead nowhere then."));
}

void App::openNotebook(Notebook *notebook)
{
    const MessagingService *service = m_services.service(notebook->serviceId());
    QMap<QString, QString> entries;
    if (service && !service->isOff) {
        entries = unreadEntries(*notebook, *service);
        const QStringList wanted = service->wantedSecrets();
        for (const QString &field : wanted)
            entries.insert(field, service->secretEntry(field));
    }
    if (entries.isEmpty()) {
        openNotebook(notebook, SecretStore::Status::Ok);
        return;
    }
    // The notes are there at once, however long the keychain takes.
    openNotebook(notebook, SecretStore::Status::Waiting);
    const QPointer<Notebook> guard(notebook);
    readEntries(entries, [this, guard, id = service->id](SecretStore::Status status, const mld::Secrets &secrets) {
        const MessagingService *now = guard ? m_services.service(id) : nullptr;
        if (!now || guard->serviceId() != id || !guard->awaitsSecret())
            return;
        mld::Secrets own;
        const QStringList ofNotebook = now->notebookSecrets();
        for (const QString &field : ofNotebook) {
            if (secrets.contains(field))
                own.insert(field, secrets.value(field));
        }
        ServiceState state { {}, {}, status };
        if (SecretStore::isFinal(status))
            m_notebookSecrets[guard->notebookId()].insert(own);
        const TransportMaker maker = makerFor(*guard, secrets, state);
        guard->connectBy(maker, state);
        if (SecretStore::isFinal(status))
            Q_EMIT sharingChanged(guard);
    });
}

TransportMaker App::makerFor(const Notebook &notebook, const mld::Secrets &secrets, ServiceState &state) const
{
    if (notebook.serviceId().isEmpty())
        return {};
    const MessagingService *service = m_services.service(notebook.serviceId());
    if (!service) {
        state.fault = tr("Its messaging service is gone: choose another in the menu of the notebook.");
        return {};
    }
    state.name = service->displayName();
    state.carrier = service->isBuiltIn() ? Carrier::Nearby : Carrier::Service;
    if (const auto fits = service->takes(notebook.entry().domain); !fits) {
        state.fault = fits.error().message;
        return {};
    }
    mld::Secrets all = secrets;
    if (service->isBuiltIn()) {
        // Until they are known, others stand in for them: what can be done with it is the same.
        if (!SecretStore::isFinal(state.secret))
            all.insert(service->service()->newNotebookSecrets());
        all.insert(m_notebookSecrets.value(notebook.notebookId()));
        if (service->isReady() && SecretStore::isFinal(state.secret) && !isInPossession(notebook, *service)) {
            state.fault = secretFault(notebook, state.secret);
            return {};
        }
    }
    auto maker = service->maker(all);
    if (maker)
        return std::move(*maker);
    state.fault = maker.error().message;
    return {};
}

} // namespace commonplace
