// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/notesimport.h"

#include "notebook/notefiles.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSemaphore>

#include <atomic>

namespace commonplace {
namespace {

constexpr qsizetype notesAtOnce = 32;
constexpr int batchesAhead = 4;

} // namespace

struct NotesImport::Shared
{
    QSemaphore room { batchesAhead }; ///< for batches that the window has not taken yet
    std::atomic<bool> isCancelled = false;
};

NotesImport::NotesImport(QObject *parent) : QObject(parent) { }

NotesImport::~NotesImport()
{
    cancel();
    if (m_thread)
        m_thread->wait();
}

void NotesImport::start(Notebook *notebook, const QUrl &place)
{
    if (m_state == State::Reading || !notebook)
        return;
    clear();
    m_notebook = notebook;
    m_shared = std::make_shared<Shared>();
    m_state = State::Reading;
    m_thread.reset(QThread::create([this, shared = m_shared, path = place.toLocalFile()] {
        ReadReport report;
        Edits edits;
        qsizetype notes = 0;
        const auto hand = [&](double progress) {
            shared->room.acquire();
            QMetaObject::invokeMethod(this, [this, edits, progress] { take(edits, progress); }, Qt::QueuedConnection);
            edits.clear();
            notes = 0;
        };
        const auto read = readNotes(path, report, [&](PlainNote &&note, double progress) {
            edits += editsOf(note);
            if (++notes == notesAtOnce)
                hand(progress);
            return !shared->isCancelled;
        });
        if (!edits.isEmpty())
            hand(1);
        const QString fault = read ? QString() : read.error().message;
        QMetaObject::invokeMethod(this, [this, report, fault, isCancelled = shared->isCancelled.load()] {
            finish(report, fault, isCancelled);
        }, Qt::QueuedConnection);
    }));
    m_thread->start();
    Q_EMIT changed();
}

void NotesImport::take(const Edits &edits, double progress)
{
    m_shared->room.release();
    if (m_notebook)
        m_notebook->addNotes(edits);
    else
        cancel(); // it was removed meanwhile
    m_progress = progress;
    Q_EMIT changed();
}

void NotesImport::finish(const ReadReport &report, const QString &fault, bool isCancelled)
{
    m_report = report;
    m_fault = fault;
    m_isCancelled = isCancelled;
    m_state = fault.isEmpty() ? State::Done : State::Failed;
    m_thread->wait();
    m_thread.reset();
    Q_EMIT changed();
}

QString NotesImport::summary() const
{
    if (m_state == State::Failed)
        return m_fault;
    if (m_state != State::Done)
        return {};
    QStringList sentences;
    if (m_isCancelled)
        sentences.append(tr("Stopped. %n note(s) came until then, and stay.", nullptr, m_report.notes));
    else if (m_report.notes == 0)
        sentences.append(tr("There were no notes in it."));
    else
        sentences.append(tr("%n note(s) came.", nullptr, m_report.notes));
    if (m_report.attachments > 0)
        sentences.append(tr("%n picture(s) or other file(s) stayed where they are.", nullptr, m_report.attachments));
    if (m_report.misfits > 0)
        sentences.append(tr("%n thing(s) could not be read, or not as a whole:", nullptr, m_report.misfits));
    return sentences.join(u' ');
}

void NotesImport::cancel()
{
    // The thread may wait for room while nobody takes anything any more.
    if (m_shared)
        m_shared->isCancelled = true;
    if (m_shared && m_thread)
        m_shared->room.release(batchesAhead);
}

void NotesImport::clear()
{
    if (m_state == State::Reading)
        return;
    m_report = {};
    m_fault.clear();
    m_progress = 0;
    m_isCancelled = false;
    m_state = State::Idle;
    Q_EMIT changed();
}

void NotesImport::copyReport() const
{
    QGuiApplication::clipboard()->setText(summary() + u'\n' + misfits());
}

} // namespace commonplace
