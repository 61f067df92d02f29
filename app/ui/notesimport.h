// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exchange/notesreader.h"
#include "notebook/notebook.h"

#include <QObject>
#include <QPointer>
#include <QThread>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace commonplace {

/// Notes of other programs on their way into a notebook. A thread of its own reads them; what it has read waits there
/// until the notebook has taken the most of what came before, so that neither the window nor the memory is filled.
class NotesImport : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(State state READ state NOTIFY changed)
    /// From 0 to 1.
    Q_PROPERTY(double progress READ progress NOTIFY changed)
    /// How many notes have come, or why none can; for people.
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    /// What did not fit, a line for each; empty if all did.
    Q_PROPERTY(QString misfits READ misfits NOTIFY changed)

public:
    enum class State { Idle, Reading, Done, Failed };
    Q_ENUM(State)

    explicit NotesImport(QObject *parent = nullptr);
    ~NotesImport() override;

    State state() const { return m_state; }
    double progress() const { return m_progress; }
    QString summary() const;
    QString misfits() const { return m_report.told.join(u'\n'); }

    /// Reads a folder or file of this machine (see readNotes()) into a notebook that is open.
    Q_INVOKABLE void start(commonplace::Notebook *notebook, const QUrl &place);
    /// What has come until now stays.
    Q_INVOKABLE void cancel();
    /// Forgets the last one, so that another can be started.
    Q_INVOKABLE void clear();
    Q_INVOKABLE void copyReport() const;

Q_SIGNALS:
    void changed();

private:
    /// What both threads use.
    struct Shared;

    void take(const Edits &edits, double progress);
    void finish(const ReadReport &report, const QString &fault, bool isCancelled);

    QPointer<Notebook> m_notebook;
    std::shared_ptr<Shared> m_shared;
    std::unique_ptr<QThread> m_thread;
    ReadReport m_report;
    QString m_fault;
    double m_progress = 0;
    State m_state = State::Idle;
    bool m_isCancelled = false;
};

} // namespace commonplace
