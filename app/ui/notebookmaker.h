// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/notebook.h"

#include <QObject>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace mld {
class Registrar;
}

namespace commonplace {

/// A notebook being made. Where its messaging service names it, the service is asked first, which may take a while and
/// may fail; nothing is made then.
class NotebookMaker : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(bool isBusy READ isBusy NOTIFY changed)
    /// What is in the way, and what to do; empty if nothing is.
    Q_PROPERTY(QString fault READ fault NOTIFY changed)

public:
    explicit NotebookMaker(QObject *parent = nullptr);
    ~NotebookMaker() override;

    bool isBusy() const { return m_isBusy; }
    QString fault() const { return m_fault; }

    /// Whether the service is asked, so that it may take a while.
    Q_INVOKABLE bool asks(const QString &serviceId) const;
    /// `made` follows, at once where the service need not be asked.
    Q_INVOKABLE void make(const QString &name, const QString &serviceId);
    /// Makes one with copies of another's notes, which stays as it is.
    Q_INVOKABLE void copy(commonplace::Notebook *notebook, const QString &serviceId);
    /// Nothing is made; there is no fault any more.
    Q_INVOKABLE void cancel();

Q_SIGNALS:
    void changed();
    void made(commonplace::Notebook *notebook);

private:
    void begin(const QString &name, const QString &serviceId);
    void ask(const QString &serviceId, const mld::Secrets &secrets);
    void onNamed(const QString &domain, bool isGenesis);
    void add(NotebookEntry entry);
    void fail(const QString &fault);

    NotebookEntry m_entry; ///< as far as it is known
    QPointer<Notebook> m_original; ///< of a copy; null if it was closed meanwhile
    bool m_isCopy = false;
    std::unique_ptr<mld::Registrar> m_registrar;
    QString m_fault;
    int m_round = 0; ///< what was begun in another is cancelled
    bool m_isBusy = false;
};

} // namespace commonplace
