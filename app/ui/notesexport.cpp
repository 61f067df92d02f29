// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/notesexport.h"

#include "exchange/noteswriter.h"
#include "notebook/notefiles.h"

#include <QDir>

#include <atomic>

namespace commonplace {
namespace {

constexpr int notesBetweenNews = 64;

/// A folder that is not there yet, within `outer`.
QString newFolder(const QString &outer, const QString &name)
{
    const QDir folder(outer);
    const QString wanted = NotesWriter::fileName(name);
    QString path = folder.filePath(wanted);
    for (int i = 2; QFileInfo::exists(path); ++i)
        path = folder.filePath(QStringLiteral("%1 %2").arg(wanted).arg(i));
    return path;
}

} // namespace

struct NotesExport::Shared
{
    std::atomic<bool> isCancelled = false;
};

NotesExport::NotesExport(QObject *parent) : QObject(parent) { }

NotesExport::~NotesExport()
{
    cancel();
    if (m_thread)
        m_thread->wait();
}

void NotesExport::start(Notebook *notebook, const QUrl &place)
{
    if (m_state == State::Writing || !notebook)
        return;
    clear();
    if (m_notebook)
        m_notebook->disconnect(this);
    m_notebook = notebook;
    m_shared = std::make_shared<Shared>();
    m_folder = newFolder(place.toLocalFile(), notebook->name());
    m_state = State::Writing;
    Q_EMIT changed();
    if (!notebook->isReady()) {
        finish(tr("The notebook is not open, so its notes cannot be read. Try again when it is."), false);
        return;
    }
    connect(notebook, &Notebook::notesRead, this, [this](const QJsonArray &subjects) {
        QList<PlainNote> notes;
        notes.reserve(subjects.size());
        for (const QJsonValue &subject : subjects)
            notes.append(plainNote(subject.toObject()));
        write(notes);
    }, Qt::SingleShotConnection);
    connect(notebook, &Notebook::closed, this, [this] {
        if (m_state == State::Writing && !m_thread)
            finish(tr("The notebook was closed before its notes were read. Open it, and try again."), false);
    });
    notebook->readNotes();
}

void NotesExport::write(const QList<PlainNote> &notes)
{
    if (m_state != State::Writing || m_thread)
        return;
    m_thread.reset(QThread::create([this, shared = m_shared, folder = m_folder, notes] {
        NotesWriter writer(folder);
        QString fault;
        const auto tell = [&] {
            QMetaObject::invokeMethod(this, [this, written = writer.written(), all = notes.size()] {
                m_written = written;
                m_progress = all > 0 ? double(written) / double(all) : 1;
                Q_EMIT changed();
            }, Qt::QueuedConnection);
        };
        for (const PlainNote &note : notes) {
            const auto written = writer.write(note);
            if (!written)
                fault = written.error().message;
            if (!written || shared->isCancelled)
                break;
            if (writer.written() % notesBetweenNews == 0)
                tell();
        }
        tell();
        QMetaObject::invokeMethod(this, [this, fault, isCancelled = shared->isCancelled.load()] {
            finish(fault, isCancelled);
        }, Qt::QueuedConnection);
    }));
    m_thread->start();
}

void NotesExport::finish(const QString &fault, bool isCancelled)
{
    m_fault = fault;
    m_isCancelled = isCancelled;
    m_state = fault.isEmpty() ? State::Done : State::Failed;
    if (m_thread) {
        m_thread->wait();
        m_thread.reset();
    }
    Q_EMIT changed();
}

QString NotesExport::summary() const
{
    const QString folder = QDir::toNativeSeparators(m_folder);
    if (m_state == State::Failed)
        return m_written > 0 ? tr("%1 %n note(s) had been written to %2 before.", nullptr, m_written).arg(m_fault, folder)
                             : m_fault;
    if (m_state != State::Done)
        return {};
    if (m_isCancelled)
        return tr("Stopped. %n note(s) had been written to %1, and stay there.", nullptr, m_written).arg(folder);
    return m_written > 0 ? tr("%n note(s) are in %1.", nullptr, m_written).arg(folder)
                         : tr("There are no notes in this notebook.");
}

void NotesExport::cancel()
{
    if (m_shared)
        m_shared->isCancelled = true;
    if (m_state == State::Writing && !m_thread)
        finish({}, true);
}

void NotesExport::clear()
{
    if (m_state == State::Writing)
        return;
    m_fault.clear();
    m_progress = 0;
    m_written = 0;
    m_isCancelled = false;
    m_state = State::Idle;
    Q_EMIT changed();
}

} // namespace commonplace
