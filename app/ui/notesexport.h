// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange/plainnote.h"
#include "notebook/notebook.h"

#include <QObject>
#include <QPointer>
#include <QThread>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace commonplace {

/// The notes of a notebook on their way into a folder, a Markdown file each. A thread of its own writes them.
class NotesExport : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(State state READ state NOTIFY changed)
    /// From 0 to 1.
    Q_PROPERTY(double progress READ progress NOTIFY changed)
    /// What was written and where, or why it cannot be; for people.
    Q_PROPERTY(QString summary READ summary NOTIFY changed)

public:
    enum class State { Idle, Writing, Done, Failed };
    Q_ENUM(State)

    explicit NotesExport(QObject *parent = nullptr);
    ~NotesExport() override;

    State state() const { return m_state; }
    double progress() const { return m_progress; }
    QString summary() const;

    /// Writes the notes of an open notebook into a new folder, called as it is, within a folder of this machine.
    Q_INVOKABLE void start(commonplace::Notebook *notebook, const QUrl &place);
    /// What was written until now stays.
    Q_INVOKABLE void cancel();
    /// Forgets the last one, so that another can be started.
    Q_INVOKABLE void clear();

Q_SIGNALS:
    void changed();

private:
    struct Shared;

    void write(const QList<PlainNote> &notes);
    void finish(const QString &fault, bool isCancelled);

    QPointer<Notebook> m_notebook;
    QString m_folder;
    std::shared_ptr<Shared> m_shared;
    std::unique_ptr<QThread> m_thread;
    QString m_fault;
    double m_progress = 0;
    int m_written = 0;
    State m_state = State::Idle;
    bool m_isCancelled = false;
};

} // namespace commonplace
