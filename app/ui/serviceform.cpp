// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/serviceform.h"

#include "notebook/notebooksmodel.h"
#include "service/registrar.h"
#include "ui/app.h"

#include "connectionwords.h"

#include <QPointer>

#include <algorithm>

namespace commonplace {

namespace {

bool isUsable(const mld::Service &service)
{
    return service.unavailable().isEmpty();
}

/// The id of the service that is always there and of this kind; empty if there is none.
QString builtInOf(const mld::Service &kind)
{
    const ServicesModel *services = App::instance()->services();
    for (int row = 0; kind.hasNotebookSecrets() && row < services->count(); ++row) {
        const QString id = services->idAt(row);
        if (services->service(id)->kind == kind.kind())
            return id;
    }
    return {};
}

} // namespace

ServiceForm::ServiceForm(QObject *parent) : QObject(parent), m_account([this] { return makeRegistrar(); })
{
    connect(&m_account, &AccountForm::activated, this, [this](const mld::Secrets &secrets) {
        for (auto it = secrets.constBegin(); it != secrets.constEnd(); ++it)
            m_fields.setValue(it.key(), it.value());
    });
    connect(&m_account, &AccountForm::faultFound, this, [this](const mld::Fault &fault) {
        m_fields.setTold(fault);
        Q_EMIT faultFound(fault.key);
    });
    connect(&m_fields, &ServiceFields::edited, this, &ServiceForm::edit);
}

ServiceForm::~ServiceForm() = default;

void ServiceForm::edit()
{
    // What a test has shown is about what was entered then.
    if (!m_testResult.isEmpty()) {
        m_testResult.clear();
        m_steps.clear();
        Q_EMIT testChanged();
    }
    if ((m_account.isCodeSent() || m_account.isBusy()) && accountPlace() != m_accountPlace)
        m_account.restart();
    Q_EMIT changed();
}

mld::Values ServiceForm::accountPlace() const
{
    const mld::Service *service = m_service.service();
    return service ? service->sharedPart(m_fields.keptValues()) : mld::Values();
}

std::unique_ptr<mld::Registrar> ServiceForm::makeRegistrar()
{
    if (!check())
        return nullptr;
    // Not as the account that may be there already: that needs no code.
    auto registrar = entered().registrar({});
    if (!registrar) {
        m_fields.setTold({ m_service.service()->fields().constFirst().key, registrar.error().message });
        return nullptr;
    }
    m_accountPlace = accountPlace();
    return std::move(*registrar);
}

QVariantList ServiceForm::kinds() const
{
    QVariantList found;
    for (const mld::Service *each : mld::allServices()) {
        if (isUsable(*each) && !each->hasNotebookSecrets()) { // those are there already
            found.append(QVariantMap { { QStringLiteral("kind"), each->kind() },
                                       { QStringLiteral("title"), each->title() },
                                       { QStringLiteral("sentence"), each->sentence() } });
        }
    }
    return found;
}

QString ServiceForm::kindTitle() const
{
    return m_service.service() ? m_service.service()->title() : kind();
}

QString ServiceForm::kindSentence() const
{
    return m_service.service() ? m_service.service()->sentence() : QString();
}

void ServiceForm::clear()
{
    const QVariantList all = kinds();
    const QString only = QStringLiteral("kind");
    m_service = {};
    m_service.kind = all.size() == 1 ? all.first().toMap().value(only).toString() : QString();
    m_kept.clear();
    m_keptStatus = SecretStore::Status::Ok;
    m_test.reset();
    m_steps.clear();
    m_testResult.clear();
    m_fields.setService(m_service);
    m_account.begin(givesAccounts());
    Q_EMIT kindChanged();
    Q_EMIT testChanged();
}

void ServiceForm::setKind(const QString &kind)
{
    if (kind == m_service.kind || !m_service.id.isEmpty())
        return;
    m_service.kind = kind;
    m_fields.setService(m_service);
    m_account.begin(givesAccounts());
    Q_EMIT kindChanged();
}

bool ServiceForm::givesAccounts() const
{
    return m_service.service() && m_service.service()->givesAccounts();
}

bool ServiceForm::paste(const QString &text, const QString &preferred)
{
    const QString scheme = text.trimmed().section(QStringLiteral("://"), 0, 0).toLower();
    const mld::Service *found = nullptr;
    for (const mld::Service *each : mld::allServices()) {
        const bool isFit = isUsable(*each) && each->schemes().contains(scheme) && each->fromPaste(text);
        if (isFit && (!found || each->kind() == preferred))
            found = each;
    }
    if (!found)
        return false;
    if (const QString id = builtInOf(*found); !id.isEmpty())
        setServiceId(id);
    else
        setKind(found->kind());
    return m_fields.paste(text);
}

void ServiceForm::setServiceId(const QString &id)
{
    clear();
    const MessagingService *service = App::instance()->services()->service(id);
    if (!service)
        return;
    m_service = *service;
    m_fields.setService(m_service);
    m_account.begin(givesAccounts());
    Q_EMIT kindChanged();
    readKeptSecrets();
}

void ServiceForm::readKeptSecrets()
{
    const QStringList wanted = m_service.wantedSecrets();
    if (wanted.isEmpty())
        return;
    const QPointer<ServiceForm> guard(this);
    const auto take = [guard, wanted, id = m_service.id](SecretStore::Status status, const mld::Secrets &secrets) {
        if (!guard || guard->m_service.id != id)
            return;
        guard->m_keptStatus = status;
        guard->m_kept = secrets;
        for (const QString &field : wanted)
            guard->m_fields.setHint(field, secrets.contains(field) ? tr("Known; type another to change it") : guard->secretHint());
        Q_EMIT guard->changed();
    };
    take(SecretStore::Status::Waiting, {});
    App::instance()->readSecrets(m_service, take);
}

QString ServiceForm::secretHint() const
{
    switch (m_keptStatus) {
    case SecretStore::Status::Ok:
    case SecretStore::Status::NotFound:
        return tr("Not in the keychain");
    case SecretStore::Status::Missing:
        return tr("There is no keychain");
    case SecretStore::Status::Waiting:
        return tr("Asking the keychain…");
    case SecretStore::Status::Locked:
        return tr("The keychain is locked");
    }
    return {};
}

void ServiceForm::setOn(bool isOn)
{
    if (isOn != m_service.isOff)
        return;
    m_service.isOff = !isOn;
    edit();
}

void ServiceForm::setName(const QString &name)
{
    if (name == m_service.name)
        return;
    m_service.name = name;
    edit();
}

MessagingService ServiceForm::entered() const
{
    MessagingService service = m_service;
    service.values = m_fields.keptValues();
    return service;
}

bool ServiceForm::check()
{
    m_fields.finishAll();
    const QList<mld::Fault> faults = m_fields.faults();
    if (!faults.isEmpty())
        Q_EMIT faultFound(faults.first().key);
    return faults.isEmpty();
}

void ServiceForm::test()
{
    if (m_test || !check())
        return;
    m_steps.clear();
    const MessagingService service = entered();
    mld::Secrets secrets = m_kept;
    secrets.insert(m_fields.secrets());
    const QStringList wanted = service.wantedSecrets();
    const bool isComplete = std::all_of(wanted.cbegin(), wanted.cend(),
                                        [&](const QString &field) { return secrets.contains(field); });
    if (!isComplete && !SecretStore::isFinal(m_keptStatus)) {
        finishTest(false, m_keptStatus == SecretStore::Status::Locked
                              ? tr("The keychain is locked, so its password cannot be tried. Unlock it, or enter the "
                                   "password here.")
                              : tr("The keychain has not given the password yet. If it asks you something, answer it; "
                                   "or enter the password here."));
        return;
    }
    const auto maker = service.trialMaker(secrets);
    if (!maker) {
        finishTest(false, maker.error().message);
        return;
    }
    m_testResult.clear();
    m_test = std::make_unique<mld::ConnectionTest>((*maker)());
    m_steps.follow(m_test.get());
    connect(m_test.get(), &mld::ConnectionTest::finished, this, [this](const mld::TransportError &error, int) {
        const bool isGood = error.code == mld::TransportErrorCode::None;
        using State = mld::TestedStep::State;
        const auto &publishing = m_test->steps().at(qsizetype(mld::ConnectionStep::MayPublish));
        const QString good = publishing.state == State::Done
            ? tr("It works: %1 accepts you, and carries messages.").arg(host())
            : tr("It works so far: %1 accepts you.").arg(host());
        finishTest(isGood, isGood ? good : mld::failureText(error).sentence);
    });
    Q_EMIT testChanged();
    m_test->start(testDomain());
}

QString ServiceForm::testDomain() const
{
    if (!m_service.givesNames())
        return NotebooksModel::newDomain();
    const NotebooksModel *notebooks = App::instance()->notebooks();
    const MessagingService now = entered();
    for (int row = 0; row < notebooks->count(); ++row) {
        const NotebookEntry &entry = notebooks->at(row)->entry();
        // One that has been there; and the form may lead elsewhere by now.
        if (!serviceId().isEmpty() && entry.serviceId == serviceId() && entry.hasStarted && now.takes(entry.domain))
            return entry.domain;
    }
    return {};
}

void ServiceForm::finishTest(bool isGood, const QString &result)
{
    if (m_test)
        m_test.release()->deleteLater(); // this may run in a signal of it
    m_isTestGood = isGood;
    m_testResult = result;
    Q_EMIT testChanged();
}

QString ServiceForm::save()
{
    if (!unusable().isEmpty() || kind().isEmpty() || !check())
        return {};
    return App::instance()->keepService(entered(), m_fields.secrets());
}

} // namespace commonplace
