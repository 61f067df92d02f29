// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/serviceform.h"

#include "notebook/notebooksmodel.h"
#include "ui/app.h"

#include "connectionwords.h"

#include <QPointer>

#include <algorithm>

namespace commonplace {

namespace {

/// For notebooks, which have the names of their domains from the beginning.
bool isUsable(const mld::Service &service)
{
    return service.unavailable().isEmpty() && !service.givesNames() && !service.hasNotebookSecrets();
}

} // namespace

ServiceForm::ServiceForm(QObject *parent) : QObject(parent)
{
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
    Q_EMIT changed();
}

QVariantList ServiceForm::kinds() const
{
    QVariantList found;
    for (const mld::Service *each : mld::allServices()) {
        if (isUsable(*each)) {
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
    Q_EMIT kindChanged();
    Q_EMIT testChanged();
}

void ServiceForm::setKind(const QString &kind)
{
    if (kind == m_service.kind || !m_service.id.isEmpty())
        return;
    m_service.kind = kind;
    m_fields.setService(m_service);
    Q_EMIT kindChanged();
}

bool ServiceForm::paste(const QString &text)
{
    const QString scheme = text.trimmed().section(QStringLiteral("://"), 0, 0).toLower();
    for (const mld::Service *each : mld::allServices()) {
        if (!isUsable(*each) || !each->schemes().contains(scheme) || !each->fromPaste(text))
            continue;
        setKind(each->kind());
        return m_fields.paste(text);
    }
    return false;
}

void ServiceForm::setServiceId(const QString &id)
{
    clear();
    const MessagingService *service = App::instance()->services()->service(id);
    if (!service)
        return;
    m_service = *service;
    m_fields.setService(m_service);
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
    const auto maker = service.maker(secrets);
    if (!maker) {
        finishTest(false, maker.error().message);
        return;
    }
    m_testResult.clear();
    m_test = std::make_unique<mld::ConnectionTest>((*maker)());
    m_steps.follow(m_test.get());
    connect(m_test.get(), &mld::ConnectionTest::finished, this, [this](const mld::TransportError &error, int) {
        const bool isGood = error.code == mld::TransportErrorCode::None;
        finishTest(isGood, isGood ? tr("It works: %1 accepts you, and carries messages.").arg(host())
                                  : mld::failureText(error).sentence);
    });
    Q_EMIT testChanged();
    m_test->start(NotebooksModel::newDomain());
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
