// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "exchange/markdownfile.h"
#include "exchange/notesreader.h"
#include "notebook/person.h"
#include "ui/notesexport.h"
#include "ui/notesimport.h"

#include <QDir>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace commonplace;

namespace {

/// All notes of a folder, by title.
QMap<QString, PlainNote> notesIn(const QString &folder)
{
    QMap<QString, PlainNote> notes;
    ReadReport report;
    (void)readNotes(folder, report, [&](PlainNote &&note, double) {
        notes.insert(note.title, note);
        return true;
    });
    return notes;
}

} // namespace

/// Notes go from a notebook into files, and from files into a notebook.
class TestNotesExchange : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

    QString place(const char *name) { return m_dir.filePath(QString::fromLatin1(name)); }

    /// Exports a notebook into a new folder within `into`, which is returned.
    static QString exported(Notebook *notebook, const QString &into)
    {
        QDir().mkpath(into);
        NotesExport writing;
        writing.start(notebook, QUrl::fromLocalFile(into));
        if (!QTest::qWaitFor([&] { return writing.state() == NotesExport::State::Done; }, 20'000))
            qWarning("not exported: %s", qPrintable(writing.summary()));
        const QStringList folders = QDir(into).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        return folders.size() == 1 ? QDir(into).filePath(folders.constFirst()) : QString();
    }

private Q_SLOTS:
    void aNotebookComesBackFromItsFiles()
    {
        const QDateTime day = QDateTime::fromString(QStringLiteral("2024-05-01T12:30:00Z"), Qt::ISODate);
        QMap<QString, PlainNote> notes;
        const auto add = [&](const PlainNote &note) { notes.insert(note.title, note); };
        add({ QStringLiteral("Beans"), QStringLiteral("# Sow\n\nin *May*"), { QStringLiteral("garden") }, day, day.addDays(1) });
        add({ QStringLiteral("Long"), QStringLiteral("wörter ").repeated(5000), {}, day, day.addDays(2) });
        add({ QStringLiteral("Pinned"), {}, {}, day, day.addDays(3), {}, true });
        add({ QStringLiteral("Gone"), QStringLiteral("x"), {}, day, day.addDays(4), QDateTime::currentDateTimeUtc().addDays(-1) });
        for (int i = 0; i < 100; ++i)
            add({ QStringLiteral("Note %1").arg(i), QString::number(i), {}, day, day });
        for (const PlainNote &note : std::as_const(notes)) {
            QDir().mkpath(place("in"));
            QFile file(QDir(place("in")).filePath(note.title + QStringLiteral(".md")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(markdownfile::write(note));
        }

        Person ada(QStringLiteral("Ada"), place("ada.mld"), NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        NotesImport reading;
        reading.start(ada.notebook.get(), QUrl::fromLocalFile(place("in")));
        QTRY_COMPARE_WITH_TIMEOUT(reading.state(), NotesImport::State::Done, 20'000);
        QVERIFY2(reading.summary().contains(QString::number(notes.size())), qPrintable(reading.summary()));
        QCOMPARE(reading.misfits(), QString());
        const QString folder = exported(ada.notebook.get(), place("out"));
        QVERIFY(!folder.isEmpty());
        QVERIFY(ada.close());
        QVERIFY2(ada.failures.isEmpty(), qPrintable(ada.failures.join(u'\n')));

        QMap<QString, PlainNote> back = notesIn(folder);
        QCOMPARE(back.size(), notes.size());
        for (const PlainNote &note : std::as_const(notes)) {
            PlainNote found = back.value(note.title);
            // To the millisecond, as files have it.
            QCOMPARE(found.trashed.toMSecsSinceEpoch(), note.trashed.toMSecsSinceEpoch());
            found.trashed = note.trashed;
            // What is written in pieces, after the note was made, may be dated by that.
            if (note.title == QStringLiteral("Long"))
                found.modified = note.modified;
            QVERIFY2(found == note, qPrintable(note.title));
        }
    }

    void whatCannotBeReadIsSaid()
    {
        Person ada(QStringLiteral("Ada"), place("said.mld"), NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        NotesImport reading;
        reading.start(ada.notebook.get(), QUrl::fromLocalFile(place("nowhere")));
        QTRY_COMPARE(reading.state(), NotesImport::State::Failed);
        QVERIFY(reading.summary().contains(QStringLiteral("nowhere")));
        reading.clear();
        QCOMPARE(reading.state(), NotesImport::State::Idle);
        QVERIFY(ada.close());
    }

    void aClosedNotebookIsNotExported()
    {
        Person ada(QStringLiteral("Ada"), place("closed.mld"), NotebooksModel::newDomain(), true, {});
        NotesExport writing;
        writing.start(ada.notebook.get(), QUrl::fromLocalFile(m_dir.path()));
        QCOMPARE(writing.state(), NotesExport::State::Failed);
        QVERIFY(!writing.summary().isEmpty());
    }

    void importingIsStoppedWithItsOwner()
    {
        QDir().mkpath(place("many"));
        for (int i = 0; i < 500; ++i) {
            QFile file(QDir(place("many")).filePath(QStringLiteral("%1.md").arg(i)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("text");
        }
        Person ada(QStringLiteral("Ada"), place("stopped.mld"), NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        {
            NotesImport reading; // its thread waits for room, as nobody takes what it has read
            reading.start(ada.notebook.get(), QUrl::fromLocalFile(place("many")));
        }
        QVERIFY(ada.close());
    }
};

QTEST_MAIN(TestNotesExchange)
#include "tst_notesexchange.moc"
