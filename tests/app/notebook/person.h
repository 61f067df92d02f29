// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "notebook/notebook.h"
#include "notebook/notebooksmodel.h"
#include "settings/messagingservice.h"
#include "text/textlink.h"

#include <QSignalSpy>

#include <memory>
#include <optional>

namespace commonplace {

/// A person with one notebook: what the editor does, without a window.
class Person
{
public:
    Person(const QString &name, const QString &store, const QString &domain, bool isGenesis,
           const std::optional<MessagingService> &service, const QString &cloneId = NotebooksModel::newCloneId())
        : m_store(store), m_service(service)
    {
        NotebookEntry entry;
        entry.id = name;
        entry.domain = domain;
        entry.name = QStringLiteral("Allotment");
        entry.cloneId = cloneId;
        entry.isGenesis = isGenesis;
        entry.serviceId = service ? QStringLiteral("s") : QString();
        notebook = std::make_unique<Notebook>(entry);
        notebook->setSelf(name, QStringLiteral("#5b5fd6"));
        QObject::connect(notebook.get(), &Notebook::noteOpened, notebook.get(), [this](qint64 session, const QString &body) {
            if (session == m_session) {
                m_link = TextLink(TextChange::Side::After);
                text = body;
                isOpen = true;
            }
        });
        QObject::connect(notebook.get(), &Notebook::noteChanged, notebook.get(),
                         [this](qint64 session, const TextMessage &message) {
                             if (session == m_session)
                                 text = m_link.receive(message).applied(text);
                         });
        QObject::connect(notebook.get(), &Notebook::noteAcknowledged, notebook.get(), [this](qint64 session, qint64 count) {
            if (session == m_session)
                m_link.acknowledge(count);
        });
        QObject::connect(notebook.get(), &Notebook::noteGone, notebook.get(), [this] { isGone = true; });
        QObject::connect(notebook.get(), &Notebook::writeFailed, notebook.get(),
                         [this](const QString &message) { failures.append(message); });
    }

    void open()
    {
        NotebookSetup setup;
        setup.clone = notebook->entry().cloneId;
        setup.domain = notebook->entry().domain;
        setup.isGenesis = notebook->entry().isGenesis && !notebook->entry().hasStarted;
        setup.initialName = notebook->entry().name;
        setup.storePath = m_store;
        if (m_service)
            setup.makeTransport = *m_service->maker({});
        notebook->open(std::move(setup), { QStringLiteral("the broker"), {}, SecretStore::Status::Ok });
    }
    void moveTo(const QString &store) { m_store = store; }
    bool close()
    {
        QSignalSpy closed(notebook.get(), &Notebook::closed);
        notebook->close();
        return closed.wait(8000);
    }
    void openNote(const QString &id)
    {
        isOpen = false;
        m_session = notebook->openNote(id);
    }
    void type(qsizetype position, const QString &letters)
    {
        const TextChange change(Splice { std::min(position, text.size()), 0, letters });
        text = change.applied(text);
        notebook->changeNote(m_session, m_link.send(change));
    }
    QString title(int row) const { return notebook->notes()->index(row, 0).data(NotesModel::TitleRole).toString(); }

    std::unique_ptr<Notebook> notebook;
    QString text;
    bool isOpen = false;
    bool isGone = false;
    QStringList failures;

private:
    QString m_store;
    std::optional<MessagingService> m_service;
    TextLink m_link { TextChange::Side::After };
    qint64 m_session = 0;
};

} // namespace commonplace
