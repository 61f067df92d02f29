// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/app.h"

#include "service/linked.h"
#include "settings/initial.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QFile>
#include <QGuiApplication>
#include <QJSEngine>
#include <QQmlEngine>
#include <QTimer>
#include <QUrl>

namespace commonplace {
namespace {

App *theApp = nullptr;

constexpr int stopLimitMs = 5000;
/// When the other notebooks are opened, after the first one and one after another.
constexpr int othersPauseMs = 60;
constexpr int othersLimitMs = 1500;

} // namespace

App::App(Profile profile, SecretStore *store, QObject *parent)
    : QObject(parent), m_profile(std::move(profile)), m_settings(&m_profile), m_services(&m_profile),
      m_secrets(store), m_notebooks(&m_profile)
{
    theApp = this;
    mld::useLinkedServices();
    const auto problem = [this](const QString &message) { Q_EMIT noticed(message, true); };
    connect(&m_settings, &AppSettings::saveFailed, this, problem);
    connect(&m_services, &ServicesModel::saveFailed, this, problem);
    connect(&m_notebooks, &NotebooksModel::saveFailed, this, problem);
    connect(&m_settings, &AppSettings::displayNameChanged, this, &App::introduceSelf);
    connect(&m_settings, &AppSettings::colourChanged, this, &App::introduceSelf);
    m_defaultService = m_services.firstOwn();
    connect(&m_services, &ServicesModel::countChanged, this, [this] {
        if (!m_services.service(m_defaultService))
            setDefaultService(m_services.firstOwn());
    });
}

App::~App()
{
    if (theApp == this)
        theApp = nullptr;
}

App *App::instance()
{
    return theApp;
}

App *App::create(QQmlEngine *, QJSEngine *)
{
    QJSEngine::setObjectOwnership(theApp, QJSEngine::CppOwnership);
    return theApp;
}

QString App::version() const
{
    return QCoreApplication::applicationVersion();
}

void App::setDefaultService(const QString &id)
{
    if (id == m_defaultService)
        return;
    m_defaultService = id;
    Q_EMIT defaultServiceChanged();
}

void App::start()
{
    QStringList problems { m_notebooks.loadProblem(), m_services.loadProblem(), m_settings.loadProblem() };
    problems.removeAll(QString());
    if (!problems.isEmpty())
        Q_EMIT noticed(problems.join(u'\n'), true);
    Notebook *last = m_notebooks.byId(m_settings.currentNotebook());
    if (!last)
        last = m_notebooks.at(0);
    // The others too, so that what people write in them arrives; but not before one can write in this.
    for (int row = 0; row < m_notebooks.count(); ++row) {
        if (Notebook *other = m_notebooks.at(row); other != last)
            m_toOpen.append(other);
    }
    if (!last)
        return;
    connect(last, &Notebook::isLoadedChanged, this, [this] { QTimer::singleShot(othersPauseMs, this, &App::openOthers); },
            Qt::SingleShotConnection);
    QTimer::singleShot(othersLimitMs, this, &App::openOthers); // it may wait for others, or be damaged
    openNotebook(last);
    setNotebook(last);
}

void App::openOthers()
{
    if (m_toOpen.isEmpty() || m_isStopping)
        return;
    if (Notebook *next = m_toOpen.takeFirst())
        openNotebook(next);
    QTimer::singleShot(othersPauseMs, this, &App::openOthers);
}

void App::stop()
{
    if (std::exchange(m_isStopping, true))
        return;
    m_settings.save();
    auto left = std::make_shared<int>(m_notebooks.count());
    for (int row = 0; row < m_notebooks.count(); ++row) {
        // There may be room by now for what could not be written.
        if (m_notebooks.at(row)->hasUnwritten())
            openNotebook(m_notebooks.at(row), SecretStore::Status::Waiting); // the disk is all that it is for
        afterClosing(m_notebooks.at(row), [this, left] {
            if (--*left == 0)
                finishStopping();
        });
    }
    if (*left == 0)
        QMetaObject::invokeMethod(this, &App::stopped, Qt::QueuedConnection);
    // A service that does not answer must not keep the program alive; all is saved by then.
    QTimer::singleShot(stopLimitMs, this, [this] {
        if (m_isStopping)
            Q_EMIT stopped();
    });
}

bool App::wouldLose() const
{
    bool hasUnwritten = false;
    for (int row = 0; row < m_notebooks.count(); ++row)
        hasUnwritten = hasUnwritten || m_notebooks.at(row)->hasUnwritten();
    return hasUnwritten && !m_mayLose;
}

void App::finishStopping()
{
    if (!wouldLose()) {
        Q_EMIT stopped();
        return;
    }
    m_isStopping = false;
    for (int row = 0; row < m_notebooks.count(); ++row)
        openNotebook(m_notebooks.at(row));
    Q_EMIT unwrittenLeft();
}

void App::afterClosing(Notebook *notebook, std::function<void()> then)
{
    connect(notebook, &Notebook::closed, this, std::move(then), Qt::SingleShotConnection);
    notebook->close();
}

void App::setNotebook(Notebook *notebook)
{
    if (notebook == m_notebook)
        return;
    m_notebook = notebook;
    if (notebook && m_toOpen.removeAll(notebook) > 0)
        openNotebook(notebook);
    m_settings.setCurrentNotebook(notebook ? notebook->notebookId() : QString());
    Q_EMIT notebookChanged();
}

void App::introduceSelf()
{
    for (int row = 0; row < m_notebooks.count(); ++row)
        m_notebooks.at(row)->setSelf(m_settings.nameForOthers(), m_settings.colour());
}

void App::openNotebook(Notebook *notebook, SecretStore::Status status)
{
    if (notebook->isOpen())
        return;
    NotebookSetup setup;
    setup.storePath = m_notebooks.storePath(*notebook);
    if (notebook->entry().hasStarted && !QFile::exists(setup.storePath)) {
        // Without a service there is nobody to fetch it from, and an empty one in its place would look like it.
        if (notebook->serviceId().isEmpty()) {
            notebook->setLost(setup.storePath);
            return;
        }
        // The data was lost. A text process that came back without its memory would make texts
        // diverge (semantics.md 12.10), so it comes back as another, and fetches what others have.
        notebook->setCloneId(NotebooksModel::newCloneId());
    }
    setup.clone = notebook->entry().cloneId;
    setup.domain = notebook->entry().domain;
    setup.isGenesis = notebook->entry().isGenesis && !notebook->entry().hasStarted;
    setup.isFounder = notebook->entry().isFounder && !notebook->entry().hasStarted;
    setup.initialName = notebook->entry().name;
    ServiceState state { {}, {}, status };
    setup.makeTransport = makerFor(*notebook, {}, state);
    if (setup.makeTransport && !SecretStore::isFinal(status)) {
        // What must never be written there is known without the secrets, and from the beginning.
        if (const auto example = setup.makeTransport())
            setup.lateCapabilities = example->capabilities();
        setup.makeTransport = nullptr;
        setup.isTransportLate = true;
    }
    disconnect(notebook, &Notebook::writeFailed, this, nullptr);
    connect(notebook, &Notebook::writeFailed, this,
            [this](const QString &message) { Q_EMIT noticed(message, true); });
    disconnect(notebook, &Notebook::reopenWanted, this, nullptr);
    connect(notebook, &Notebook::reopenWanted, this, [this, notebook] { reopen(notebook); });
    disconnect(notebook, &Notebook::movedToChanged, this, nullptr);
    connect(notebook, &Notebook::movedToChanged, this, [this, notebook] { updateMoveNews(notebook); });
    updateMoveNews(notebook);
    notebook->setSelf(m_settings.nameForOthers(), m_settings.colour());
    notebook->open(std::move(setup), state);
}

void App::reopen(Notebook *notebook)
{
    if (!notebook)
        return;
    const QPointer<Notebook> guard(notebook);
    afterClosing(notebook, [this, guard] {
        if (guard && !m_isStopping)
            openNotebook(guard);
    });
}

Notebook *App::createNotebook(const QString &name, const QString &serviceId)
{
    NotebookEntry entry;
    entry.name = name.simplified();
    entry.domain = NotebooksModel::newDomain();
    entry.serviceId = serviceId;
    entry.isGenesis = true;
    return addNotebook(std::move(entry), {});
}

Notebook *App::addNotebook(NotebookEntry entry, const Edits &edits)
{
    if (entry.name.isEmpty())
        entry.name = tr("Notebook");
    Notebook *notebook = m_notebooks.add(std::move(entry));
    notebook->beginWith(edits);
    withSecrets(notebook, notebook->serviceId(), [] {}); // new ones, which are there at once
    openNotebook(notebook);
    setNotebook(notebook);
    return notebook;
}

void App::removeNotebook(Notebook *notebook)
{
    const int row = m_notebooks.rowOf(notebook);
    if (row < 0)
        return;
    if (notebook == m_notebook)
        setNotebook(m_notebooks.at(row > 0 ? row - 1 : 1));
    const QPointer<Notebook> guard(notebook);
    afterClosing(notebook, [this, guard] {
        if (!guard)
            return;
        forgetSecrets(guard);
        m_notebooks.remove(guard);
    });
}

QString App::keepService(MessagingService service, const mld::Secrets &secrets)
{
    for (auto it = secrets.constBegin(); it != secrets.constEnd(); ++it) {
        if (!service.secrets.contains(it.key()))
            service.secrets.append(it.key());
    }
    const MessagingService *known = m_services.service(service.id);
    const bool isChanged = known && (*known != service || !secrets.isEmpty());
    service.id = m_services.put(service);
    keepSecrets(service, secrets);
    const QString id = service.id;
    if (isChanged) {
        for (int row = 0; row < m_notebooks.count(); ++row) {
            if (m_notebooks.at(row)->serviceId() == id)
                reopen(m_notebooks.at(row));
        }
    }
    if (m_defaultService.isEmpty() && !service.isBuiltIn())
        setDefaultService(id);
    for (int row = 0; row < m_notebooks.count(); ++row)
        updateMoveNews(m_notebooks.at(row));
    return id;
}

void App::removeService(const QString &id)
{
    if (notebooksUsing(id) > 0) {
        Q_EMIT noticed(tr("Notebooks still use this service: let them use another first."), true);
        return;
    }
    const MessagingService *service = m_services.service(id);
    if (!service || service->isBuiltIn())
        return;
    QStringList entries;
    for (const QString &field : service->secrets + service->wantedSecrets())
        entries.append(service->secretEntry(field));
    entries.removeDuplicates();
    m_services.remove(id);
    for (const QString &entry : std::as_const(entries))
        m_secrets.remove(entry);
}

void App::switchService(const QString &id, bool isOn)
{
    const MessagingService *known = m_services.service(id);
    if (!known || known->isOff == !isOn)
        return;
    MessagingService service = *known;
    service.isOff = !isOn;
    keepService(std::move(service), {});
}

int App::notebooksUsing(const QString &serviceId) const
{
    int count = 0;
    for (int row = 0; row < m_notebooks.count(); ++row)
        count += m_notebooks.at(row)->serviceId() == serviceId;
    return count;
}

QString App::initial(const QString &name) const
{
    return initialOf(name);
}

void App::copyText(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
}

QString App::clipboardText() const
{
    return QGuiApplication::clipboard()->text();
}

void App::openLink(const QString &url)
{
    QDesktopServices::openUrl(QUrl(url));
}

} // namespace commonplace
