// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/notebookmaker.h"

#include "service/registrar.h"
#include "ui/app.h"

namespace commonplace {

NotebookMaker::NotebookMaker(QObject *parent) : QObject(parent) { }

NotebookMaker::~NotebookMaker() = default;

bool NotebookMaker::asks(const QString &serviceId) const
{
    const MessagingService *service = App::instance()->services()->service(serviceId);
    return service && service->givesNames();
}

void NotebookMaker::make(const QString &name, const QString &serviceId)
{
    cancel();
    begin(name, serviceId);
}

void NotebookMaker::begin(const QString &name, const QString &serviceId)
{
    m_entry = {};
    m_entry.name = name.simplified();
    m_entry.serviceId = serviceId;
    if (!asks(serviceId)) {
        m_entry.domain = NotebooksModel::newDomain();
        m_entry.isGenesis = true;
        add(m_entry);
        return;
    }
    m_isBusy = true;
    Q_EMIT changed();
    const MessagingService *service = App::instance()->services()->service(serviceId);
    if (service->wantedSecrets().isEmpty()) {
        ask(serviceId, {});
        return;
    }
    const QPointer<NotebookMaker> guard(this);
    App::instance()->readSecrets(*service, [guard, serviceId, round = m_round](SecretStore::Status status,
                                                                             const mld::Secrets &secrets) {
        if (!guard || guard->m_round != round || !guard->m_isBusy || guard->m_registrar)
            return;
        if (status == SecretStore::Status::Ok)
            guard->ask(serviceId, secrets);
        else if (status == SecretStore::Status::Locked)
            guard->fail(tr("The keychain is locked, and has what it takes to sign in. Unlock it, and try again."));
        else if (SecretStore::isFinal(status))
            guard->fail(tr("The keychain does not have what it takes to sign in. Enter it in Settings → Messaging "
                           "services."));
    });
}

void NotebookMaker::copy(Notebook *notebook, const QString &serviceId)
{
    if (!notebook)
        return;
    if (!notebook->isReady()) {
        fail(tr("The notes of this notebook are not here yet, so they cannot be copied. Try again when they are."));
        return;
    }
    cancel();
    m_isCopy = true;
    m_original = notebook;
    begin(notebook->entry().name, serviceId);
}

void NotebookMaker::cancel()
{
    ++m_round;
    m_registrar.reset();
    m_original.clear();
    m_isCopy = false;
    m_fault.clear();
    m_isBusy = false;
    Q_EMIT changed();
}

void NotebookMaker::fail(const QString &fault)
{
    cancel();
    m_fault = fault;
    Q_EMIT changed();
}

void NotebookMaker::ask(const QString &serviceId, const mld::Secrets &secrets)
{
    const MessagingService *service = App::instance()->services()->service(serviceId);
    auto registrar = service ? service->registrar(secrets) : mld::Error();
    if (!registrar) {
        fail(registrar.error().message);
        return;
    }
    m_registrar = std::move(*registrar);
    // Queued, as the registrar is gone after either.
    connect(m_registrar.get(), &mld::Registrar::domainMade, this, &NotebookMaker::onNamed, Qt::QueuedConnection);
    connect(m_registrar.get(), &mld::Registrar::failed, this,
            [this](const mld::Fault &fault) {
                if (m_registrar)
                    fail(fault.sentence);
            },
            Qt::QueuedConnection);
    m_registrar->makeDomain(m_entry.name);
}

void NotebookMaker::onNamed(const QString &domain, bool isGenesis)
{
    if (!m_registrar) // cancelled meanwhile
        return;
    if (!Invitation::isDomain(domain)) {
        fail(tr("Notebooks cannot have names such as “%1”, which this service gives. Choose another service.")
                 .arg(domain.left(80)));
        return;
    }
    NotebookEntry entry = m_entry;
    entry.domain = domain;
    entry.isGenesis = isGenesis;
    entry.isFounder = !isGenesis;
    add(std::move(entry));
}

void NotebookMaker::add(NotebookEntry entry)
{
    if (!m_isCopy) {
        m_isBusy = false;
        Q_EMIT changed();
        Q_EMIT made(App::instance()->addNotebook(std::move(entry), {}));
        return;
    }
    if (!std::exchange(m_isBusy, true))
        Q_EMIT changed();
    const auto failClosed = [this] {
        fail(tr("The notebook was closed before its notes were copied. Open it, and try again."));
    };
    if (!m_original) {
        failClosed();
        return;
    }
    const QPointer<Notebook> original = m_original;
    connect(original, &Notebook::notesCopied, this, [this, entry, round = m_round](const Edits &edits) {
        if (round != m_round)
            return;
        m_isBusy = false;
        Q_EMIT changed();
        Q_EMIT made(App::instance()->addNotebook(entry, edits));
    }, Qt::SingleShotConnection);
    connect(original, &QObject::destroyed, this, [this, failClosed, round = m_round] {
        if (round == m_round && m_isBusy)
            failClosed();
    });
    original->copyNotes();
}

} // namespace commonplace
