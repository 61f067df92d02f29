// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/noteindex.h"
#include "notebook/person.h"
#include "ui/noteeditor.h"

#include "settings/sampleservice.h"
#include "support/mosquittobroker.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

using namespace commonplace;

/// A notebook as the window sees it, its notes, and members who write in it together.
class TestNotebook : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    int m_count = 0;

    QString store() { return m_dir.filePath(QString::number(++m_count) + QStringLiteral(".mld")); }

private Q_SLOTS:
    void withoutDescriptorsItSaysSo()
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, {});
        const int next = ::dup(STDERR_FILENO);
        ::close(next);
        rlimit before = {};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit tight { rlim_t(next) + 4, before.rlim_max };
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &tight), 0);
        ada.open();
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY2(ada.notebook->problem().contains(QStringLiteral("files")), qPrintable(ada.notebook->problem()));
        ada.open(); // again, once there are some
        QTRY_VERIFY(ada.notebook->isLoaded());
        QVERIFY(ada.notebook->problem().isEmpty());
    }

    void keepsNotesOnThisMachine()
    {
        const QString file = store();
        const QString domain = NotebooksModel::newDomain();
        QString id;
        NotebookEntry entry;
        {
            Person ada(QStringLiteral("Ada"), file, domain, true, {});
            QAbstractItemModelTester tester(ada.notebook->notes(), QAbstractItemModelTester::FailureReportingMode::QtTest);
            ada.open();
            QTRY_VERIFY(ada.notebook->isLoaded());
            id = ada.notebook->createNote(QStringLiteral("Plans"));
            QCOMPARE(ada.title(0), QStringLiteral("Plans")); // at once
            ada.openNote(id);
            QTRY_VERIFY(ada.isOpen);
            ada.type(0, QStringLiteral("# Sow\n"));
            ada.type(6, QStringLiteral("beans 🌱"));
            QTRY_COMPARE(ada.notebook->tone(), Notebook::Tone::Quiet);
            QVERIFY(ada.notebook->sentence().contains(QStringLiteral("this machine only")));
            QTRY_COMPARE(ada.notebook->notes()->index(0, 0).data(NotesModel::PreviewRole).toString(), QStringLiteral("Sow"));
            ada.notebook->setTitle(id, QStringLiteral("Spring plans"));
            ada.notebook->rename(QStringLiteral("Our allotment"));
            QTRY_COMPARE(ada.title(0), QStringLiteral("Spring plans"));
            QTRY_COMPARE(ada.notebook->name(), QStringLiteral("Our allotment"));
            QVERIFY(ada.close());
            QVERIFY2(ada.failures.isEmpty(), qPrintable(ada.failures.join(u'\n')));
            entry = ada.notebook->entry();
        }
        QVERIFY(entry.hasStarted);
        Person again(QStringLiteral("Ada"), file, domain, false, {});
        again.open();
        QTRY_VERIFY(again.notebook->isLoaded());
        QCOMPARE(again.title(0), QStringLiteral("Spring plans"));
        QCOMPARE(again.notebook->name(), QStringLiteral("Our allotment"));
        again.openNote(id);
        QTRY_VERIFY(again.isOpen);
        QCOMPARE(again.text, QStringLiteral("# Sow\nbeans 🌱"));
        QVERIFY(again.close());
    }

    void theLastNoteIsOneOfItsOwn()
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        const QString own = ada.notebook->createNote();
        NoteEditor editor;
        editor.setNotebook(ada.notebook.get());
        editor.setNoteId(own);
        QTRY_COMPARE(ada.notebook->entry().lastNote, own);
        QSignalSpy gone(&editor, &NoteEditor::gone);
        editor.setNoteId(QStringLiteral("n-of-another-notebook"));
        QTRY_COMPARE(gone.size(), 1);
        QCOMPARE(ada.notebook->entry().lastNote, own);
        QVERIFY(ada.close());
    }

    void aLargePasteGoesOutInPieces()
    {
        // More than one message may carry: none gets through at once.
        mld::test::MosquittoBroker broker({ .extra = QStringLiteral("message_size_limit 128000\n") });
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), broker.port());
        const QString domain = NotebooksModel::newDomain();
        Person ada(QStringLiteral("Ada"), store(), domain, true, service);
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        const QString id = ada.notebook->createNote(QStringLiteral("Plans"));
        Person ben(QStringLiteral("Ben"), store(), domain, false, service);
        ben.open();
        QTRY_VERIFY_WITH_TIMEOUT(ben.notebook->isLoaded(), 15'000);
        for (Person *person : { &ada, &ben }) {
            person->openNote(id);
            QTRY_VERIFY(person->isOpen);
        }
        QString paste; // hard to compress
        QRandomGenerator letters(7);
        while (paste.size() < 319'000)
            paste += QChar(u'!' + char16_t(letters.bounded(90)));
        ada.type(0, paste);
        ada.type(0, QStringLiteral("and on"));
        QTRY_COMPARE_WITH_TIMEOUT(ben.text.size(), ada.text.size(), 30'000);
        QCOMPARE(ben.text, ada.text);
        QVERIFY(ben.close());
        QVERIFY(ada.close());
    }

    void aNoteOfAnotherProgramGetsAText()
    {
        const QString file = store();
        const QString domain = NotebooksModel::newDomain();
        const QString id = QStringLiteral("n-elsewhere");
        Person ada(QStringLiteral("Ada"), file, domain, true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        QTRY_COMPARE(ada.notebook->tone(), Notebook::Tone::Quiet);
        QVERIFY(ada.close());
        {
            mld::CloneConfig config;
            config.id = ada.notebook->entry().cloneId;
            config.domain = domain;
            config.context = notedata::context();
            config.constraints = notedata::constraints();
            config.storePath = file;
            mld::Clone other(std::move(config), nullptr);
            QSignalSpy started(&other, &mld::Clone::started);
            QVERIFY(other.start());
            QTRY_COMPARE(started.size(), 1);
            bool isWritten = false;
            other.write(QJsonObject { { QStringLiteral("@id"), id },
                                      { QStringLiteral("@type"), QStringLiteral("schema:NoteDigitalDocument") },
                                      { QStringLiteral("schema:name"), QStringLiteral("Elsewhere") } },
                        [&](const mld::Result<void> &result) { isWritten = result.isOk(); });
            QTRY_VERIFY(isWritten);
            QSignalSpy closed(&other, &mld::Clone::closed);
            other.close();
            QTRY_COMPARE(closed.size(), 1);
        }
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        ada.type(0, QStringLiteral("typed"));
        ada.type(5, QStringLiteral(" here"));
        QTRY_COMPARE(ada.notebook->notes()->index(0, 0).data(NotesModel::PreviewRole).toString(),
                     QStringLiteral("typed here"));
        QVERIFY(ada.close());
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        QCOMPARE(ada.text, QStringLiteral("typed here"));
        QVERIFY(ada.close());
    }

    void trashAndBack()
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        const QString id = ada.notebook->createNote(QStringLiteral("Old"));
        const QString other = ada.notebook->createNote(QStringLiteral("New"));
        ada.notebook->trash(id);
        QTRY_COMPARE(ada.notebook->trashCount(), 1);
        QCOMPARE(ada.notebook->notes()->count(), 1);
        ada.notebook->restore(id);
        QTRY_COMPARE(ada.notebook->trashCount(), 0);
        ada.notebook->setPinned(id, true);
        QTRY_COMPARE(ada.notebook->notes()->rowOf(id), 0);
        ada.openNote(other);
        QTRY_VERIFY(ada.isOpen);
        ada.notebook->trash(other);
        QTRY_COMPARE(ada.notebook->trashCount(), 1);
        ada.notebook->emptyTrash();
        QTRY_VERIFY(ada.isGone);
        QTRY_COMPARE(ada.notebook->trashCount(), 0);
        QCOMPARE(ada.notebook->notes()->count(), 1);
        QVERIFY2(ada.failures.isEmpty(), qPrintable(ada.failures.join(u'\n')));
        QVERIFY(ada.close());
    }

    void findsWordsInTexts()
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        const QString beans = ada.notebook->createNote(QStringLiteral("Sowing"));
        ada.notebook->createNote(QStringLiteral("Harvest"));
        ada.openNote(beans);
        QTRY_VERIFY(ada.isOpen);
        ada.type(0, QStringLiteral("Two rows of BEANS"));
        QTRY_COMPARE(ada.notebook->notes()->count(), 2);
        ada.notebook->setSearchText(QStringLiteral("beans sow"));
        QTRY_COMPARE(ada.notebook->notes()->count(), 1);
        QCOMPARE(ada.notebook->notes()->idAt(0), beans);
        ada.notebook->setSearchText({});
        QCOMPARE(ada.notebook->notes()->count(), 2);
        QVERIFY(ada.close());
    }

    // What is far down is not in the list, and not read for it; searches find it all the same.
    void findsWhatIsWrittenFarDown()
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        const QString id = ada.notebook->createNote(QStringLiteral("Long"));
        const QString other = ada.notebook->createNote(QStringLiteral("Other"));
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        ada.type(0, QStringLiteral("first line\n") + QStringLiteral("and on\n").repeated(2000));
        const auto preview = [&] { return ada.notebook->allNotes()->note(id)->preview; };
        QTRY_COMPARE(preview(), QStringLiteral("first line"));
        ada.type(ada.text.size(), QStringLiteral("needle"));
        ada.notebook->setSearchText(QStringLiteral("needle"));
        QTRY_COMPARE(ada.notebook->notes()->count(), 1);
        ada.openNote(other); // of the other, nothing is at hand but the store
        QTRY_VERIFY(ada.isOpen);
        ada.notebook->setPinned(id, true);
        QTRY_VERIFY(ada.notebook->allNotes()->note(id)->isPinned);
        ada.type(0, QStringLiteral("needles"));
        QTRY_COMPARE(ada.notebook->notes()->count(), 2);
        QCOMPARE(preview(), QStringLiteral("first line"));
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        ada.type(0, QStringLiteral("very "));
        QTRY_COMPARE(preview(), QStringLiteral("very first line"));
        QVERIFY(ada.close());
    }

    // What searches need is kept beside the store, and made anew where it does not fit.
    void findsAfterARestart_data()
    {
        QTest::addColumn<bool>("isLost");
        QTest::newRow("as it was left") << false;
        QTest::newRow("made anew") << true;
    }
    void findsAfterARestart()
    {
        QFETCH(bool, isLost);
        const QString file = store();
        const QString index = NoteIndex::pathFor(file);
        Person ada(QStringLiteral("Ada"), file, NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        const QString id = ada.notebook->createNote(QStringLiteral("Sowing"));
        ada.notebook->createNote(QStringLiteral("Other"));
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        ada.type(0, QStringLiteral("Two rows of bäns #garden"));
        QVERIFY(ada.close());
        {
            const auto kept = NoteIndex::open(index);
            QVERIFY(kept);
            QVERIFY(!(*kept)->time().isEmpty()); // all was taken in before it was closed
            QCOMPARE((*kept)->find(SearchWords(QStringLiteral("bans"))).ids, QSet<QString> { id });
        }
        if (isLost)
            IndexFile::removeFiles(index);
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        QCOMPARE(ada.notebook->notes()->count(), 2);
        QCOMPARE(ada.notebook->allNotes()->note(id)->preview, QStringLiteral("Two rows of bäns #garden"));
        QTRY_COMPARE(ada.notebook->tags(), QStringList { QStringLiteral("garden") });
        ada.notebook->setSearchText(QStringLiteral("bans"));
        QTRY_COMPARE(ada.notebook->notes()->count(), 1);
        QVERIFY(ada.close());
    }

    // A program that was killed leaves an index that has not heard of the last words, or of the last deletion.
    void anIndexThatIsBehindCatchesUp()
    {
        const QString file = store();
        const QString index = NoteIndex::pathFor(file);
        Person ada(QStringLiteral("Ada"), file, NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        const QString kept = ada.notebook->createNote(QStringLiteral("Kept"));
        const QString gone = ada.notebook->createNote(QStringLiteral("Gone"));
        QVERIFY(ada.close());
        QVERIFY(QFile::copy(index, index + QStringLiteral(".old")));
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        ada.notebook->setTitle(kept, QStringLiteral("Called otherwise"));
        ada.notebook->deleteForever(gone);
        QVERIFY(ada.close());
        IndexFile::removeFiles(index);
        QVERIFY(QFile::rename(index + QStringLiteral(".old"), index));
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        QTRY_COMPARE(ada.notebook->allNotes()->rowCount(), 1);
        QTRY_COMPARE(ada.title(0), QStringLiteral("Called otherwise"));
        ada.notebook->setSearchText(QStringLiteral("called"));
        QTRY_COMPARE(ada.notebook->notes()->count(), 1);
        ada.notebook->setSearchText(QStringLiteral("kept"));
        QTRY_COMPARE(ada.notebook->notes()->count(), 0);
        QVERIFY(ada.close());
    }

    void tagsAndLinksAreFollowed()
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        const QString plans = ada.notebook->createNote(QStringLiteral("Spring plans"));
        const QString diary = ada.notebook->createNote(QStringLiteral("Diary"));
        ada.openNote(diary);
        QTRY_VERIFY(ada.isOpen);
        ada.type(0, QStringLiteral("see [[spring plans]] #garden"));
        QTRY_COMPARE(ada.notebook->tags(), QStringList { QStringLiteral("garden") });
        ada.notebook->notes()->setTag(QStringLiteral("garden"));
        QCOMPARE(ada.notebook->notes()->count(), 1);
        ada.notebook->trash(diary);
        QTRY_VERIFY(ada.notebook->tags().isEmpty());
        QCOMPARE(ada.notebook->notes()->tag(), QString()); // there is nothing to filter by
        ada.notebook->restore(diary);
        QCOMPARE(ada.notebook->noteCalled(QStringLiteral("SPRING plans")), plans);
        const QString made = ada.notebook->noteCalled(QStringLiteral("Autumn"));
        QCOMPARE(ada.notebook->allNotes()->note(made)->title, QStringLiteral("Autumn"));
        ada.notebook->setSearchText(QStringLiteral("[[Spring plans]]"));
        QTRY_COMPARE(ada.notebook->notes()->count(), 1);
        QCOMPARE(ada.notebook->notes()->idAt(0), diary);
        QVERIFY(ada.close());
    }

    void copiesAndMovesNotes()
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, {});
        Person other(QStringLiteral("Other"), store(), NotebooksModel::newDomain(), true, {});
        ada.open();
        other.open();
        QTRY_VERIFY(ada.notebook->isLoaded() && other.notebook->isLoaded());
        const QString id = ada.notebook->createNote(QStringLiteral("Sowing"));
        ada.notebook->setPinned(id, true);
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        const QString text = QStringLiteral("beans #garden\n").repeated(1000);
        ada.type(0, text);
        ada.notebook->duplicateNotes({ id });
        QTRY_COMPARE(ada.notebook->notes()->count(), 2);
        QTRY_VERIFY(ada.title(0) == QStringLiteral("Sowing (copy)") || ada.title(1) == QStringLiteral("Sowing (copy)"));

        ada.notebook->copyNotesTo(other.notebook.get(), { id }, true);
        QTRY_COMPARE(ada.notebook->trashCount(), 1); // where it was it is in the trash, in case somebody goes on with it
        QTRY_COMPARE(other.notebook->notes()->count(), 1);
        const QString moved = other.notebook->notes()->idAt(0);
        QVERIFY(moved != id);
        QTRY_VERIFY(other.notebook->allNotes()->note(moved)->isPinned);
        QTRY_COMPARE(other.notebook->tags(), QStringList { QStringLiteral("garden") });
        other.openNote(moved);
        QTRY_VERIFY(other.isOpen);
        QTRY_COMPARE(other.text, text);
        ada.notebook->copyNotesTo(ada.notebook.get(), { id }, true); // to where it is
        QVERIFY(ada.close());
        QVERIFY(other.close());
    }

    void doesThingsWithSeveral()
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        const QStringList ids { ada.notebook->createNote(QStringLiteral("a")), ada.notebook->createNote(QStringLiteral("b")) };
        const QString third = ada.notebook->createNote(QStringLiteral("c"));
        ada.notebook->pinNotes({ ids.first() }, true);
        QVERIFY(!ada.notebook->arePinned(ids));
        ada.notebook->pinNotes(ids, true);
        QVERIFY(ada.notebook->arePinned(ids));
        QSignalSpy trashed(ada.notebook.get(), &Notebook::trashed);
        ada.notebook->trashNotes(ids + QStringList { QStringLiteral("nobody") });
        QCOMPARE(trashed.size(), 1);
        QCOMPARE(trashed.first().first().toStringList(), ids);
        QCOMPARE(ada.notebook->notes()->count(), 1);
        ada.notebook->restoreNotes(ids);
        QCOMPARE(ada.notebook->notes()->count(), 3);
        ada.notebook->trashNotes({ third });
        ada.notebook->deleteNotes({ third });
        QTRY_COMPARE(ada.notebook->allNotes()->rowCount(), 2);
        // The order is the notebook's own, and is remembered.
        ada.notebook->notes()->setOrder(NotesList::Order::Title);
        QCOMPARE(NotebookEntry::fromJson(ada.notebook->entry().toJson()).order, int(NotesList::Order::Title));
        QVERIFY(ada.close());
    }

    void saysWhyItCannotBeOpened()
    {
        const QString file = store();
        QFile damaged(file);
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.write(QByteArray(5000, 'x'));
        damaged.close();
        Person ada(QStringLiteral("Ada"), file, NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(!ada.notebook->problem().isEmpty());
        QVERIFY2(ada.notebook->problem().contains(QStringLiteral("damaged")), qPrintable(ada.notebook->problem()));
        QCOMPARE(ada.notebook->tone(), Notebook::Tone::Problem);
        QTRY_VERIFY(!ada.notebook->isOpen());
        QVERIFY(damaged.size() == 5000); // nothing was changed in it
    }

    void oneFileIsOpenOnce()
    {
        const QString file = store();
        const QString domain = NotebooksModel::newDomain();
        Person first(QStringLiteral("Ada"), file, domain, true, {});
        first.open();
        QTRY_VERIFY(first.notebook->isReady());
        Person second(QStringLiteral("Again"), file, domain, false, {});
        second.open();
        QTRY_VERIFY(!second.notebook->problem().isEmpty());
        QVERIFY2(second.notebook->problem().contains(QStringLiteral("another program")),
                 qPrintable(second.notebook->problem()));
        QVERIFY(first.close());
    }

    void twoPeopleWriteAtOnce()
    {
        mld::test::MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), broker.port());
        const QString domain = NotebooksModel::newDomain();
        Person ada(QStringLiteral("Ada"), store(), domain, true, service);
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        const QString id = ada.notebook->createNote(QStringLiteral("Plans"));
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        ada.type(0, QStringLiteral("start\n"));

        Person ben(QStringLiteral("Ben"), store(), domain, false, service);
        ben.open();
        QTRY_VERIFY_WITH_TIMEOUT(ben.notebook->isLoaded(), 15'000);
        QTRY_COMPARE(ben.notebook->notes()->count(), 1);
        QCOMPARE(ben.notebook->name(), QStringLiteral("Allotment"));
        ben.openNote(id);
        QTRY_VERIFY(ben.isOpen);
        QTRY_COMPARE(ben.text, ada.text);

        // Each at their own end, without waiting for the other.
        for (int i = 0; i < 40; ++i) {
            ada.type(0, QStringLiteral("a"));
            ben.type(ben.text.size(), i % 5 == 0 ? QStringLiteral("🌱") : QStringLiteral("b"));
            if (i % 4 == 0)
                QTest::qWait(1);
        }
        QTRY_COMPARE(ada.text.count(u'a'), 41);
        QTRY_COMPARE(ben.text, ada.text);
        QCOMPARE(ben.text, QString(40, u'a') + QStringLiteral("start\n") + QStringLiteral("🌱bbbb").repeated(8));

        // They know of each other, and of what has arrived.
        QTRY_COMPARE(ada.notebook->people()->names(), QStringLiteral("Ben"));
        QTRY_COMPARE(ben.notebook->people()->names(), QStringLiteral("Ada"));
        QTRY_VERIFY_WITH_TIMEOUT(ada.notebook->sentence().contains(QStringLiteral("received by Ben")), 8000);

        // And of where the other is.
        const auto bensCaret = [&] {
            const PeopleModel *people = ada.notebook->people();
            return people->data(people->index(0), PeopleModel::CaretRole).toInt();
        };
        ben.notebook->setWhereabouts(id, 42, 40);
        QTRY_COMPARE(bensCaret(), 42);

        // The broker goes: both write on, and meet again.
        broker.kill();
        QTRY_COMPARE_WITH_TIMEOUT(ada.notebook->tone(), Notebook::Tone::Offline, 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(ben.notebook->tone(), Notebook::Tone::Offline, 15'000);
        ada.type(0, QStringLiteral("A1 "));
        ben.type(0, QStringLiteral("B1 "));
        QTRY_VERIFY(ada.notebook->sentence().startsWith(QStringLiteral("Saved on this machine.")));
        QVERIFY(broker.start());
        QTRY_VERIFY_WITH_TIMEOUT(ada.text.contains(QStringLiteral("B1")) && ben.text == ada.text, 30'000);

        QVERIFY(ben.close());
        QTRY_COMPARE(ada.notebook->people()->count(), 0);
        QVERIFY(ada.close());
        QVERIFY2(ada.failures.isEmpty() && ben.failures.isEmpty(), qPrintable((ada.failures + ben.failures).join(u'\n')));
    }

    // A folder that was taken to another machine, say.
    void aCopyBecomesOnesOwn()
    {
        const QString file = store();
        const QString copied = store();
        Person ada(QStringLiteral("Ada"), file, NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        const QString id = ada.notebook->createNote(QStringLiteral("Plans"));
        QTRY_COMPARE(ada.notebook->tone(), Notebook::Tone::Quiet);
        QVERIFY(!ada.notebook->isStray());
        QVERIFY(ada.close());
        QVERIFY(QFile::copy(file, copied));

        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("the store is a copy")));
        ada.moveTo(copied);
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        QTRY_VERIFY(ada.notebook->isStray());
        QCOMPARE(ada.notebook->tone(), Notebook::Tone::Problem);
        QVERIFY2(ada.notebook->sentence().contains(QStringLiteral("make it your own")), qPrintable(ada.notebook->sentence()));
        QSignalSpy wanted(ada.notebook.get(), &Notebook::reopenWanted);
        ada.notebook->makeOwn();
        QCOMPARE(wanted.size(), 1);
        QVERIFY(ada.close());
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        QTRY_COMPARE(ada.notebook->tone(), Notebook::Tone::Quiet);
        QVERIFY(!ada.notebook->isStray());
        ada.notebook->setTitle(id, QStringLiteral("My plans"));
        QTRY_COMPARE(ada.title(0), QStringLiteral("My plans"));
        QVERIFY(ada.close());
        ada.open(); // and stays it
        QTRY_VERIFY(ada.notebook->isLoaded());
        QTRY_COMPARE(ada.notebook->tone(), Notebook::Tone::Quiet);
        QCOMPARE(ada.title(0), QStringLiteral("My plans"));
        QVERIFY(ada.close());
    }

    void aWrongPasswordIsSaid()
    {
        mld::test::MosquittoBroker broker({ .username = QStringLiteral("ada"), .password = QStringLiteral("right") });
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), broker.port(), false, QStringLiteral("ada"));
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, service);
        ada.open();
        QTRY_COMPARE_WITH_TIMEOUT(ada.notebook->tone(), Notebook::Tone::Problem, 10'000);
        QVERIFY(ada.notebook->sentence().contains(QStringLiteral("does not accept the user name or the password")));
        QVERIFY(ada.notebook->isReady()); // and one can write
        ada.notebook->createNote(QStringLiteral("Still here"));
        QCOMPARE(ada.notebook->notes()->count(), 1);
        QVERIFY(ada.close());
    }

    void manyNotesLoad()
    {
        const QString file = store();
        const QString domain = NotebooksModel::newDomain();
        {
            Person ada(QStringLiteral("Ada"), file, domain, true, {});
            ada.open();
            QTRY_VERIFY(ada.notebook->isReady());
            for (int i = 0; i < 600; ++i)
                ada.notebook->createNote(QStringLiteral("Note %1").arg(i));
            QTRY_COMPARE_WITH_TIMEOUT(ada.notebook->tone(), Notebook::Tone::Quiet, 60'000);
            QVERIFY(ada.close());
        }
        Person again(QStringLiteral("Ada"), file, domain, false, {});
        QSignalSpy inserts(again.notebook->notes(), &QAbstractItemModel::rowsInserted);
        again.open();
        QTRY_VERIFY_WITH_TIMEOUT(again.notebook->isLoaded(), 20'000);
        QCOMPARE(again.notebook->notes()->count(), 600);
        QVERIFY(inserts.size() > 1); // little by little
        QVERIFY(again.close());
    }
};

QTEST_MAIN(TestNotebook)
#include "tst_notebook.moc"
