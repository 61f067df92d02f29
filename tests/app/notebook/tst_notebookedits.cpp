// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/person.h"
#include "ui/noteeditor.h"

#include "settings/sampleservice.h"
#include "support/mosquittobroker.h"

#include <QDeadlineTimer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace commonplace;

namespace {

/// While it lives, no file of this process takes anything: as good as a disk that is full.
class FullDisk
{
public:
    FullDisk()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        m_isOn = ::getrlimit(RLIMIT_FSIZE, &m_before) == 0;
        const rlimit full { 0, m_before.rlim_max };
        m_isOn = m_isOn && ::setrlimit(RLIMIT_FSIZE, &full) == 0;
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk &) = delete;
    FullDisk &operator=(const FullDisk &) = delete;

    bool isOn() const { return m_isOn; }

private:
    rlimit m_before = {};
    bool m_isOn = false;
};

} // namespace

/// Whatever becomes of disk, notebook and other members: nothing that a person wrote is lost without a word.
class TestNotebookEdits : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    int m_count = 0;

    QString store() { return m_dir.filePath(QString::number(++m_count) + QStringLiteral(".mld")); }

private Q_SLOTS:
    // However a notebook ends, nothing that goes on at the window may meet what is gone.
    void closesUnderAHandThatTypes()
    {
        const QString file = store();
        const QString domain = NotebooksModel::newDomain();
        Person ada(QStringLiteral("Ada"), file, domain, true, {});
        QString id;
        // A file that may not grow is as good as a disk that is full.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before = {};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit full { 0, before.rlim_max };
        for (int round = 0; round < 30; ++round) {
            ada.open();
            QTRY_VERIFY(ada.notebook->isLoaded());
            if (id.isEmpty())
                id = ada.notebook->createNote(QStringLiteral("Plans"));
            ada.openNote(id);
            QTRY_VERIFY(ada.isOpen);
            bool isClosed = false;
            QObject::connect(ada.notebook.get(), &Notebook::closed, this, [&] { isClosed = true; },
                             Qt::SingleShotConnection);
            // Every second time by itself, as when the store fails.
            const bool isFailing = round % 2 == 1;
            if (isFailing) {
                QCOMPARE(::setrlimit(RLIMIT_FSIZE, &full), 0);
                ada.type(0, QStringLiteral("y"));
            } else {
                ada.type(0, QStringLiteral("x"));
                ada.notebook->close();
            }
            QDeadlineTimer limit(8000);
            while (!isClosed && !limit.hasExpired()) {
                for (int i = 0; i < 500; ++i)
                    ada.notebook->setWhereabouts(id, i % 2, 0);
                QCoreApplication::processEvents();
            }
            QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
            QVERIFY(isClosed);
            QCOMPARE(!ada.notebook->problem().isEmpty(), isFailing);
            QVERIFY(!ada.notebook->isOpen());
        }
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        QCOMPARE(ada.text.count(u'x'), 15);
        QVERIFY(ada.close());
    }

    // Whatever is done when the disk is full is kept, said to be so, and written once there is room.
    void aFullDiskLosesNothing()
    {
        const QString file = store();
        const QString domain = NotebooksModel::newDomain();
        QString id;
        QString late;
        NotebookEntry entry;
        {
            Person ada(QStringLiteral("Ada"), file, domain, true, {});
            ada.open();
            QTRY_VERIFY(ada.notebook->isLoaded());
            id = ada.notebook->createNote(QStringLiteral("Plans"));
            ada.openNote(id);
            QTRY_VERIFY(ada.isOpen);
            ada.type(0, QStringLiteral("kept "));
            QTRY_COMPARE(ada.notebook->tone(), Notebook::Tone::Quiet);
            {
                const FullDisk full;
                QVERIFY(full.isOn());
                QSignalSpy due(ada.notebook.get(), &Notebook::reopenWanted);
                ada.type(5, QStringLiteral("one "));
                ada.notebook->setTitle(id, QStringLiteral("Spring plans"));
                ada.type(9, QStringLiteral("two "));
                QTRY_VERIFY(!ada.notebook->isReady());
                QVERIFY(!ada.notebook->problem().isEmpty());
                late = ada.notebook->createNote(QStringLiteral("Made when it was full"));
                QTRY_VERIFY(!ada.notebook->isOpen());
                ada.notebook->setPinned(id, true);
                QVERIFY(ada.notebook->hasUnwritten());
                QVERIFY2(ada.notebook->sentence().contains(QStringLiteral("kept in this window")),
                         qPrintable(ada.notebook->sentence()));
                QCOMPARE(ada.notebook->tone(), Notebook::Tone::Problem);
                QTRY_COMPARE_WITH_TIMEOUT(due.size(), 1, 8000);
                ada.open(); // still full
                QVERIFY(ada.notebook->hasUnwritten() || ada.notebook->isOpen());
                QTRY_VERIFY(!ada.notebook->isOpen());
                QVERIFY(!ada.notebook->isReady());
                QVERIFY(!ada.notebook->problem().isEmpty());
            }
            ada.open();
            QTRY_VERIFY(ada.notebook->isLoaded());
            QVERIFY(ada.notebook->problem().isEmpty());
            QCOMPARE(ada.notebook->allNotes()->note(id)->title, QStringLiteral("Spring plans"));
            QVERIFY(ada.notebook->allNotes()->note(id)->isPinned);
            QVERIFY(ada.notebook->allNotes()->note(late));
            ada.openNote(id);
            QTRY_VERIFY(ada.isOpen);
            QCOMPARE(ada.text, QStringLiteral("kept one two "));
            QVERIFY2(ada.failures.isEmpty(), qPrintable(ada.failures.join(u'\n')));
            QVERIFY(ada.close());
            QVERIFY(!ada.notebook->hasUnwritten());
        }
        Person again(QStringLiteral("Ada"), file, domain, false, {});
        again.open();
        QTRY_VERIFY(again.notebook->isLoaded());
        QCOMPARE(again.notebook->notes()->count(), 2);
        again.openNote(id);
        QTRY_VERIFY(again.isOpen);
        QCOMPARE(again.text, QStringLiteral("kept one two "));
        QVERIFY(again.close());
    }

    void aNotebookMadeOnAFullDiskIsMadeLater()
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, {});
        {
            const FullDisk full;
            QVERIFY(full.isOn());
            ada.open();
            QTRY_VERIFY(!ada.notebook->problem().isEmpty());
            QTRY_VERIFY(!ada.notebook->isOpen());
            QVERIFY(!ada.notebook->entry().hasStarted);
        }
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        const QString id = ada.notebook->createNote();
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        ada.type(0, QStringLiteral("a text, "));
        ada.type(8, QStringLiteral("not a string"));
        QTRY_COMPARE(ada.notebook->tone(), Notebook::Tone::Quiet);
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        QCOMPARE(ada.text, QStringLiteral("a text, not a string"));
        QVERIFY(ada.close());
    }

    // A program that ends just after there was made room still saves.
    void whatIsLeftIsWrittenOnTheWayOut()
    {
        const QString file = store();
        const QString domain = NotebooksModel::newDomain();
        QString id;
        {
            Person ada(QStringLiteral("Ada"), file, domain, true, {});
            ada.open();
            QTRY_VERIFY(ada.notebook->isLoaded());
            id = ada.notebook->createNote();
            ada.openNote(id);
            QTRY_VERIFY(ada.isOpen);
            {
                const FullDisk full;
                QVERIFY(full.isOn());
                ada.type(0, QStringLiteral("just in time"));
                QTRY_VERIFY(!ada.notebook->isOpen());
                QVERIFY(ada.notebook->hasUnwritten());
            }
            ada.open();
            QVERIFY(ada.close());
            QVERIFY(!ada.notebook->hasUnwritten());
        }
        Person again(QStringLiteral("Ada"), file, domain, false, {});
        again.open();
        QTRY_VERIFY(again.notebook->isLoaded());
        again.openNote(id);
        QTRY_VERIFY(again.isOpen);
        QCOMPARE(again.text, QStringLiteral("just in time"));
        QVERIFY(again.close());
    }

    void whatIsLeftOfADeletedNoteIsRecovered()
    {
        const QString file = store();
        const QString domain = NotebooksModel::newDomain();
        Person ada(QStringLiteral("Ada"), file, domain, true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        const QString id = ada.notebook->createNote(QStringLiteral("Plans"));
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        ada.type(0, QStringLiteral("kept "));
        QTRY_COMPARE(ada.notebook->tone(), Notebook::Tone::Quiet);
        {
            const FullDisk full;
            QVERIFY(full.isOn());
            ada.type(5, QStringLiteral("words"));
            QTRY_VERIFY(!ada.notebook->isOpen());
        }
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
            other.write(notedata::deleteNote(id), [&](const mld::Result<void> &result) { isWritten = result.isOk(); });
            QTRY_VERIFY(isWritten);
            QSignalSpy closed(&other, &mld::Clone::closed);
            other.close();
            QTRY_COMPARE(closed.size(), 1);
        }
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        QTRY_COMPARE(ada.notebook->trashCount(), 1);
        ada.notebook->notes()->setShowsTrash(true);
        QCOMPARE(ada.title(0), QStringLiteral("Recovered: kept words"));
        QCOMPARE(ada.failures.size(), 1);
        ada.openNote(ada.notebook->notes()->idAt(0));
        QTRY_COMPARE(ada.text, QStringLiteral("kept words"));
        QVERIFY(ada.close());
    }

    // What is done between an end and the next beginning, as when a notebook gets another service.
    void editsOfAClosedNotebookAreMadeWhenItOpens()
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        const QString id = ada.notebook->createNote(QStringLiteral("Plans"));
        QVERIFY(ada.close());
        ada.notebook->setTitle(id, QStringLiteral("Changed"));
        QVERIFY(ada.notebook->hasUnwritten());
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        QCOMPARE(ada.title(0), QStringLiteral("Changed"));
        QVERIFY(!ada.notebook->hasUnwritten());
        QVERIFY(ada.close());
    }

    void anEditOfWhatIsGoneIsRefusedWithAWord()
    {
        Person ada(QStringLiteral("Ada"), store(), NotebooksModel::newDomain(), true, {});
        ada.open();
        QTRY_VERIFY(ada.notebook->isLoaded());
        const QString id = ada.notebook->createNote(QStringLiteral("Plans"));
        ada.notebook->deleteForever(id);
        ada.notebook->setTitle(id, QStringLiteral("Changed"));
        ada.notebook->trash(id);
        QTRY_COMPARE(ada.failures.size(), 1); // once
        QVERIFY2(ada.failures.first().contains(QStringLiteral("deleted")), qPrintable(ada.failures.first()));
        QTRY_COMPARE(ada.notebook->allNotes()->rowCount(), 0); // and nothing of it stays, in the trash or elsewhere
        QVERIFY(ada.close());
    }

    void whatIsHeldBackIsWrittenAtTheEnd()
    {
        const QString file = store();
        const QString domain = NotebooksModel::newDomain();
        {
            Person ada(QStringLiteral("Ada"), file, domain, true, {});
            ada.open();
            QTRY_VERIFY(ada.notebook->isReady());
            NoteEditor editor;
            editor.setNotebook(ada.notebook.get());
            editor.setNoteId(ada.notebook->createNote());
            editor.setTitle(QStringLiteral("Typed just now"));
            QVERIFY(ada.close());
            QVERIFY2(ada.failures.isEmpty(), qPrintable(ada.failures.join(u'\n')));
        }
        Person again(QStringLiteral("Ada"), file, domain, false, {});
        again.open();
        QTRY_VERIFY(again.notebook->isLoaded());
        QCOMPARE(again.title(0), QStringLiteral("Typed just now"));
        QVERIFY(again.close());
    }

    // Whoever deletes a note for good cannot know what somebody has written in it without a connection.
    void ownWordsOutliveADeletionByOthers_data()
    {
        QTest::addColumn<bool>("isOpen");
        QTest::addColumn<bool>("isRestarted");
        QTest::newRow("open") << true << false;
        QTest::newRow("left") << false << false;
        QTest::newRow("after a restart") << false << true;
    }
    void ownWordsOutliveADeletionByOthers()
    {
        QFETCH(bool, isOpen);
        QFETCH(bool, isRestarted);
        mld::test::MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const MessagingService service = mqttAt(QStringLiteral("127.0.0.1"), broker.port());
        const QString domain = NotebooksModel::newDomain();
        Person ada(QStringLiteral("Ada"), store(), domain, true, service);
        ada.open();
        QTRY_VERIFY(ada.notebook->isReady());
        const QString id = ada.notebook->createNote(QStringLiteral("Plans"));
        const QString other = ada.notebook->createNote(QStringLiteral("Other"));
        ada.openNote(id);
        QTRY_VERIFY(ada.isOpen);
        ada.type(0, QStringLiteral("both have this. "));
        Person ben(QStringLiteral("Ben"), store(), domain, false, service);
        ben.open();
        QTRY_VERIFY_WITH_TIMEOUT(ben.notebook->isLoaded(), 15'000);
        ben.openNote(id);
        QTRY_VERIFY(ben.isOpen);
        QTRY_COMPARE(ben.text, ada.text);

        broker.kill();
        QTRY_COMPARE_WITH_TIMEOUT(ada.notebook->tone(), Notebook::Tone::Offline, 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(ben.notebook->tone(), Notebook::Tone::Offline, 15'000);
        ben.type(16, QStringLiteral("Only Ben has this."));
        ada.notebook->deleteForever(id);
        ada.notebook->deleteForever(other); // nobody wrote in that one
        QTRY_COMPARE(ada.notebook->notes()->count(), 0);
        if (!isOpen) {
            ben.openNote(other);
            QTRY_VERIFY(ben.isOpen);
        }
        if (isRestarted) {
            QVERIFY(ben.close());
            QCOMPARE(ben.notebook->entry().unshared, QStringList { id });
            ben.open();
            QTRY_VERIFY(ben.notebook->isLoaded());
        }
        QVERIFY(broker.start());
        QTRY_COMPARE_WITH_TIMEOUT(ben.notebook->trashCount(), 1, 30'000);
        QTRY_COMPARE(ben.notebook->notes()->count(), 0);
        ben.notebook->notes()->setShowsTrash(true);
        QCOMPARE(ben.title(0), QStringLiteral("Recovered: Plans"));
        const QString recovered = ben.notebook->notes()->idAt(0);
        QVERIFY(recovered != id);
        ben.openNote(recovered);
        QTRY_COMPARE(ben.text, QStringLiteral("both have this. Only Ben has this."));
        QCOMPARE(ben.failures.size(), 1); // a word that stays
        QVERIFY2(ben.failures.first().contains(QStringLiteral("Recovered: Plans")), qPrintable(ben.failures.first()));
        QVERIFY(ben.notebook->goneWords(id).contains(QStringLiteral("Recovered: Plans")));
        QVERIFY(ben.notebook->goneWords(other).contains(QStringLiteral("deleted")));
        QVERIFY(ada.notebook->goneWords(id).isEmpty()); // she knows
        QVERIFY(ben.close());
        QVERIFY(ada.close());
    }
};

QTEST_MAIN(TestNotebookEdits)
#include "tst_notebookedits.moc"
