// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/forms.h"

#include "notebook/notebooksmodel.h"
#include "settings/transportfactory.h"
#include "ui/app.h"

#include <QPointer>
#include <QUrl>

namespace commonplace {

ServiceForm::ServiceForm(QObject *parent) : QObject(parent) { }

ServiceForm::~ServiceForm() = default;

void ServiceForm::edit()
{
    // What a test has shown is about what was entered then.
    if (!m_testResult.isEmpty()) {
        m_testResult.clear();
        Q_EMIT testChanged();
    }
    Q_EMIT changed();
}

void ServiceForm::clear()
{
    m_service = {};
    m_host.clear();
    m_port.clear();
    m_user.clear();
    m_caFault.clear();
    m_isTlsWanted = true;
    m_isTlsChosen = false;
    combine();
    m_password.clear();
    m_keptPassword.clear();
    m_hasPassword = false;
    m_keptStatus = SecretStore::Status::Ok;
    m_test.reset();
    m_testResult.clear();
    Q_EMIT serviceIdChanged();
    Q_EMIT testChanged();
    Q_EMIT changed();
}

void ServiceForm::setServiceId(const QString &id)
{
    clear();
    const MessagingService *service = App::instance()->services()->service(id);
    if (!service)
        return;
    m_service = *service;
    m_host = service->host;
    m_port = service->port > 0 ? QString::number(service->port) : QString();
    m_user = service->user;
    m_isTlsWanted = service->useTls;
    m_isTlsChosen = true;
    checkCaFile();
    Q_EMIT serviceIdChanged();
    Q_EMIT changed();
    if (service->user.isEmpty())
        return;
    m_keptStatus = SecretStore::Status::Waiting;
    const QPointer<ServiceForm> guard(this);
    App::instance()->secrets()->read(id, [guard, id](SecretStore::Status status, const QString &secret) {
        if (!guard || guard->m_service.id != id)
            return;
        guard->m_keptStatus = status;
        guard->m_keptPassword = secret;
        guard->m_hasPassword = status == SecretStore::Status::Ok;
        Q_EMIT guard->changed();
    });
}

void ServiceForm::setName(const QString &name)
{
    if (name == m_service.name)
        return;
    m_service.name = name;
    edit();
}

void ServiceForm::setHost(const QString &host)
{
    if (host == m_host)
        return;
    m_host = host;
    combine();
    edit();
}

void ServiceForm::setPort(const QString &port)
{
    const QString trimmed = port.trimmed();
    if (trimmed == m_port)
        return;
    m_port = trimmed;
    combine();
    edit();
}

void ServiceForm::combine()
{
    bool isNumber = true;
    const int number = m_port.isEmpty() ? 0 : m_port.toInt(&isNumber);
    m_service.port = isNumber && (m_port.isEmpty() || number > 0) ? number : -1;
    m_service.user = m_user;
    m_service.useTls = m_isTlsWanted;
    m_service.readHost(m_host);
    const bool saysTls = m_host.contains(QLatin1String("://"));
    // Nobody listens within one machine; everywhere else somebody may.
    if (!m_isTlsChosen && !saysTls)
        m_service.useTls = !m_service.isThisMachine();
}

void ServiceForm::readHost()
{
    if (m_service.host == m_host || !m_service.hostFault().isEmpty())
        return;
    if (m_host.contains(QLatin1String("://"))) {
        m_isTlsWanted = m_service.useTls;
        m_isTlsChosen = true;
    }
    m_host = m_service.host;
    m_user = m_service.user;
    if (m_service.port > 0)
        m_port = QString::number(m_service.port);
    edit();
}

QString ServiceForm::hostFault() const
{
    return m_host.trimmed().isEmpty() ? QString() : m_service.hostFault();
}

void ServiceForm::checkCaFile()
{
    const auto certificates = trustedCertificates(m_service);
    m_caFault = certificates ? QString() : certificates.error().message;
}

int ServiceForm::usualPort() const
{
    return m_service.useTls ? MessagingService::mqttTlsPort : MessagingService::mqttPort;
}

void ServiceForm::setUseTls(bool useTls)
{
    if (useTls == m_service.useTls)
        return;
    m_isTlsWanted = useTls;
    m_isTlsChosen = true;
    m_service.useTls = useTls;
    edit();
}

void ServiceForm::setCaFile(const QString &file)
{
    const QString path = file.startsWith(QLatin1String("file:")) ? QUrl(file).toLocalFile() : file.trimmed();
    if (path == m_service.caFile)
        return;
    m_service.caFile = path;
    checkCaFile();
    edit();
}

void ServiceForm::setUser(const QString &user)
{
    const QString trimmed = user.trimmed();
    if (trimmed == m_user)
        return;
    m_user = trimmed;
    combine();
    edit();
}

void ServiceForm::setPassword(const QString &password)
{
    if (password == m_password)
        return;
    m_password = password;
    edit();
}

QString ServiceForm::fault() const
{
    const QString found = m_service.fault();
    return found.isEmpty() ? caFault() : found;
}

QString ServiceForm::passwordHint() const
{
    switch (m_keptStatus) {
    case SecretStore::Status::Ok:
        return m_hasPassword ? tr("Known; type another to change it") : QString();
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

void ServiceForm::test()
{
    if (m_test)
        return;
    readHost();
    if (m_password.isEmpty() && !m_service.user.isEmpty() && !SecretStore::isFinal(m_keptStatus)) {
        finishTest(false, m_keptStatus == SecretStore::Status::Locked
                              ? tr("The keychain is locked, so its password cannot be tried. Unlock it, or enter the "
                                   "password here.")
                              : tr("The keychain has not given the password yet. If it asks you something, answer it; "
                                   "or enter the password here."));
        return;
    }
    startTest(m_password.isEmpty() ? m_keptPassword : m_password);
}

void ServiceForm::startTest(const QString &secret)
{
    const auto maker = transportMaker(m_service, secret);
    if (!maker) {
        finishTest(false, maker.error().message);
        return;
    }
    m_testResult.clear();
    m_test = std::make_unique<mld::ConnectionTest>((*maker)());
    connect(m_test.get(), &mld::ConnectionTest::finished, this, [this](const mld::TransportError &error, int peers) {
        finishTest(error.code == mld::TransportErrorCode::None, testText(error, peers));
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

QString ServiceForm::testText(const mld::TransportError &error, int) const
{
    switch (error.code) {
    case mld::TransportErrorCode::None:
        return tr("It works: %1 accepts you, and carries messages.").arg(m_service.host);
    case mld::TransportErrorCode::HostNotFound:
        return tr("There is no computer called “%1”. Check the name, and that this machine is online.")
            .arg(m_service.host);
    case mld::TransportErrorCode::ConnectionRefused:
        return tr("%1 is there, but nothing answers on port %2. Check the port, and that the broker is running.")
            .arg(m_service.host).arg(m_service.effectivePort());
    case mld::TransportErrorCode::TimedOut:
        return tr("%1 does not answer on port %2. A firewall may be in the way, or the port may be wrong%3.")
            .arg(m_service.host).arg(m_service.effectivePort())
            .arg(m_service.useTls ? QString() : tr(" (does it want TLS?)"));
    case mld::TransportErrorCode::BadCredentials:
        return m_service.user.isEmpty()
            ? tr("The broker wants a user name and a password.")
            : tr("The broker refuses the user name or the password.");
    case mld::TransportErrorCode::Forbidden:
        return error.message.isEmpty()
            ? tr("The broker accepts you, but does not let you send or receive. Ask whoever runs it for access.")
            : error.message;
    case mld::TransportErrorCode::CertificateRejected:
        return tr("The broker's certificate is not trusted: %1 If it has a certificate of its own, choose its file.")
            .arg(error.message);
    case mld::TransportErrorCode::TlsFailed:
        return tr("No secure connection: %1 Does this port speak TLS?").arg(error.message);
    default:
        return error.message.isEmpty() ? tr("The connection failed.") : error.message;
    }
}

QString ServiceForm::save()
{
    readHost();
    if (!fault().isEmpty())
        return {};
    return App::instance()->keepService(m_service, m_password.isEmpty() ? QString() : m_password);
}

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

bool JoinForm::needsPassword() const
{
    // A service that is known already has its password.
    return m_isValid && !m_invitation.service.user.isEmpty()
        && !App::instance()->services()->samePlace(m_invitation.service);
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
        effects.append(m_invitation.service.useTls && services->isPlaceKnown(m_invitation.service)
                           ? tr("You know %1 already, but this link comes with another user or another certificate. It "
                                "will be a messaging service beside yours, which stays as it is. Join only if you trust "
                                "the sender.").arg(m_invitation.service.host)
                           : tr("This adds the messaging service %1 to yours.").arg(m_invitation.service.host));
    }
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
    App::instance()->join(m_invitation, m_password);
    return true;
}

} // namespace commonplace
