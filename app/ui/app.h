// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/invitation.h"
#include "notebook/notebooksmodel.h"
#include "settings/appsettings.h"
#include "settings/profile.h"
#include "settings/secretstore.h"
#include "settings/servicesmodel.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSet>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <memory>

class QQmlEngine;
class QJSEngine;

namespace commonplace {

/// The program, as the windows see it: the person's settings, services and notebooks, and what can be
/// done with them. One per process, made by main().
class App : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(commonplace::AppSettings *settings READ settings CONSTANT)
    Q_PROPERTY(commonplace::ServicesModel *services READ services CONSTANT)
    Q_PROPERTY(commonplace::NotebooksModel *notebooks READ notebooks CONSTANT)
    /// The notebook in the window; null if there is none.
    Q_PROPERTY(commonplace::Notebook *notebook READ notebook WRITE setNotebook NOTIFY notebookChanged)
    Q_PROPERTY(QString profileName READ profileName CONSTANT)
    Q_PROPERTY(QString version READ version CONSTANT)
    /// The service for new notebooks, unless another is chosen; empty for this machine only.
    Q_PROPERTY(QString defaultService READ defaultService NOTIFY defaultServiceChanged)

public:
    /// `store` is where secrets go; it must outlive the app.
    App(Profile profile, SecretStore *store, QObject *parent = nullptr);
    ~App() override;

    static App *create(QQmlEngine *, QJSEngine *);
    static App *instance();

    AppSettings *settings() { return &m_settings; }
    ServicesModel *services() { return &m_services; }
    NotebooksModel *notebooks() { return &m_notebooks; }
    Secrets *secrets() { return &m_secrets; }
    Notebook *notebook() const { return m_notebook; }
    void setNotebook(Notebook *notebook);
    QString profileName() const { return m_profile.name(); }
    QString version() const;
    QString defaultService() const { return m_defaultService; }
    void setDefaultService(const QString &id);

    /// Opens the notebooks: the last one at once, and the others when it is there.
    void start();
    /// Closes all notebooks; `stopped` follows within a few seconds. If the disk does not take all that was written,
    /// `unwrittenLeft` follows instead, and the notebooks are open again.
    void stop();
    /// Whether something waits that the disk did not take.
    Q_INVOKABLE bool wouldLose() const;
    /// The person knows that what the disk does not take is lost: stop() leaves it.
    Q_INVOKABLE void loseUnwritten() { m_mayLose = true; }

    /// Makes a notebook and shows it. `serviceId` may be empty.
    Q_INVOKABLE commonplace::Notebook *createNotebook(const QString &name, const QString &serviceId);
    /// Remembers a notebook of which the domain is known, begins it with some edits, and shows it.
    Notebook *addNotebook(NotebookEntry entry, const Edits &edits);
    /// Joins the notebook of an invitation and shows it. If it is here already, it is moved to the service of
    /// the invitation, unless it is there.
    Notebook *join(const Invitation &invitation, const mld::Secrets &secrets);
    /// Follows a link that the person has agreed to: joins, or asks if something is missing or the link
    /// changes what is here.
    void followLink(const QString &link);
    /// The link that invites to a notebook; empty if it has no service, or invitationFault() is not.
    Q_INVOKABLE QString invitationLink(commonplace::Notebook *notebook) const;
    /// Why there can be no link to a notebook that has a service; empty if nothing is in the way.
    Q_INVOKABLE QString invitationFault(commonplace::Notebook *notebook) const;
    /// What stands for a name where there is room for one character only.
    Q_INVOKABLE QString initial(const QString &name) const;
    Q_INVOKABLE void copyText(const QString &text);
    Q_INVOKABLE QString clipboardText() const;
    /// Lets a notebook be carried by another service, or by none. The others are told by the service that
    /// carries it now, if they are there to be told; so it may take a few seconds.
    Q_INVOKABLE void moveNotebook(commonplace::Notebook *notebook, const QString &serviceId);
    /// Why a notebook cannot be moved there as it is, and what to do; empty if it can.
    Q_INVOKABLE QString moveFault(commonplace::Notebook *notebook, const QString &serviceId) const;
    /// What whoever shares a notebook must know: what the link is for, why there is none, or how there will be one.
    Q_INVOKABLE QString sharingWords(commonplace::Notebook *notebook) const;
    /// Whether the notebook's own secrets are lost here, so that nobody meets this computer; renewSecrets() is a way out.
    Q_INVOKABLE bool isLockedOut(commonplace::Notebook *notebook) const;
    /// Makes new secrets for a notebook that isLockedOut(), which is shared anew by them.
    Q_INVOKABLE void renewSecrets(commonplace::Notebook *notebook);
    /// Shows what following a notebook that somebody has moved would do, and asks.
    Q_INVOKABLE void followMove(commonplace::Notebook *notebook);
    /// Stays where the notebook is now, and says no more about that move.
    Q_INVOKABLE void ignoreMove(commonplace::Notebook *notebook);
    /// Takes a notebook and its data off this machine.
    Q_INVOKABLE void removeNotebook(commonplace::Notebook *notebook);
    /// Opens again a notebook that could not be opened.
    Q_INVOKABLE void reopen(commonplace::Notebook *notebook);
    Q_INVOKABLE void removeService(const QString &id);
    /// Lets a service be used, or not for now, whatever notebooks are on it.
    Q_INVOKABLE void switchService(const QString &id, bool isOn);
    /// How many notebooks use a service.
    Q_INVOKABLE int notebooksUsing(const QString &serviceId) const;
    /// Opens a link that a person has clicked in a note.
    Q_INVOKABLE void openLink(const QString &url);

    /// Keeps a service, with those of its secrets that are given, and connects the notebooks that use it anew.
    /// Returns its id.
    QString keepService(MessagingService service, const mld::Secrets &secrets);
    using SecretsAnswer = std::function<void(SecretStore::Status status, const mld::Secrets &secrets)>;
    /// Asks the keychain for the secrets that it takes to connect. `answer` is called once or more, with what there
    /// is: at last with a status that is final, the first of those that are not Ok.
    void readSecrets(const MessagingService &service, SecretsAnswer answer);
    /// A service that is known, with what an invitation to a notebook there brings: it is switched on, and may find others
    /// where they were not looked for.
    static MessagingService asInvited(const MessagingService &known, const Invitation &invitation);
    /// Whether an invitation has other secrets of a notebook than are known here.
    bool bringsSecrets(const Notebook &notebook, const Invitation &invitation) const;

Q_SIGNALS:
    void notebookChanged();
    void defaultServiceChanged();
    /// A sentence to show for a while.
    void noticed(const QString &message, bool isProblem);
    /// Somebody may want to join with this link: the person is to be asked.
    void invitationArrived(const QString &link);
    /// What there is to say of sharing it, or its link, may be another now.
    void sharingChanged(commonplace::Notebook *notebook);
    /// The window should come to the front.
    void raiseRequested();
    void stopped();
    void unwrittenLeft();

private:
    Invitation invitationTo(const Notebook &notebook, const MessagingService &service) const;
    void openNotebook(Notebook *notebook);
    /// Opens the next of those that wait for it, and then the others.
    void openOthers();
    void openNotebook(Notebook *notebook, SecretStore::Status status);
    /// How to reach a notebook's service, which goes by `state`; null if it has none or it cannot be used.
    TransportMaker makerFor(const Notebook &notebook, const mld::Secrets &secrets, ServiceState &state) const;
    void introduceSelf();
    /// Keeps the service of an invitation, or takes the one that is known for it, and returns its id.
    QString keepInvited(const Invitation &invitation, const mld::Secrets &secrets);
    void keepSecrets(const MessagingService &service, const mld::Secrets &secrets);
    /// Asks the keychain for entries, by their fields. `answer` is called as by readSecrets().
    void readEntries(const QMap<QString, QString> &entries, SecretsAnswer answer);
    /// Whether all secrets of the notebook's own are known that this service takes.
    bool isInPossession(const Notebook &notebook, const MessagingService &service) const;
    /// Those that the keychain has, and has not been asked for: its entries, by their fields.
    QMap<QString, QString> unreadEntries(const Notebook &notebook, const MessagingService &service) const;
    void rememberSecrets(Notebook *notebook, const mld::Secrets &secrets);
    void keepNotebookSecrets(Notebook *notebook, const mld::Secrets &secrets);
    /// What has become of keeping them.
    void noteKept(Notebook *notebook, Secrets::Kept kept, SecretStore::Status status);
    void forgetSecrets(Notebook *notebook);
    /// Goes on when the secrets are known that a notebook needs at a service, new ones if it never had any. That may
    /// be at once.
    void withSecrets(Notebook *notebook, const QString &serviceId, std::function<void()> then);
    /// That they are nowhere, and what to do.
    QString secretFault(const Notebook &notebook, SecretStore::Status status) const;
    void moveWithSecrets(Notebook *notebook, const QString &serviceId);
    void updateMoveNews(Notebook *notebook);
    /// What tells others that a notebook goes to a service.
    QString newsOfMove(const Notebook &notebook, const MessagingService &service) const;
    void afterClosing(Notebook *notebook, std::function<void()> then);
    /// All notebooks are closed.
    void finishStopping();

    Profile m_profile;
    AppSettings m_settings;
    ServicesModel m_services;
    Secrets m_secrets;
    NotebooksModel m_notebooks;
    QPointer<Notebook> m_notebook;
    QHash<QString, mld::Secrets> m_notebookSecrets; ///< of their own, by the notebooks' ids
    QSet<QString> m_unkept; ///< notebooks whose secrets the keychain has not taken
    QString m_defaultService;
    QList<QPointer<Notebook>> m_toOpen; ///< since the program was started
    bool m_isStopping = false;
    bool m_mayLose = false; ///< what cannot be written
};

} // namespace commonplace
