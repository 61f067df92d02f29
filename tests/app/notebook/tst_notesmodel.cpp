// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/noteselection.h"
#include "notebook/notetotals.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace commonplace;

class TestNotesModel : public QObject
{
    Q_OBJECT

    static QDateTime minute(int n)
    {
        return QDateTime(QDate(2026, 11, 23), QTime(12, 0), Qt::UTC).addSecs(60 * n);
    }
    static NoteSummary note(const QString &id, int modified)
    {
        NoteSummary note;
        note.id = id;
        note.title = id.toUpper();
        note.modified = minute(modified);
        return note;
    }
    static QStringList ids(const NotesList &list)
    {
        QStringList result;
        for (int row = 0; row < list.rowCount(); ++row)
            result.append(list.idAt(row));
        return result;
    }

private Q_SLOTS:
    void totalsAreThoseOfAllNotes()
    {
        const QStringList words { QStringLiteral("garden"), QStringLiteral("Garden"), QStringLiteral("Äpfel"),
                                  QStringLiteral("A\u0308pfel"), QStringLiteral("beans") };
        QRandomGenerator random(20261130);
        QMap<QString, NoteSummary> notes;
        NoteTotals totals;
        for (int step = 0; step < 2000; ++step) {
            const QString id = QString::number(random.bounded(12));
            if (random.bounded(4) == 0) {
                notes.remove(id);
            } else {
                NoteSummary &changed = notes[id];
                changed = note(id, step);
                for (const QString &word : words) {
                    if (random.bounded(3) == 0)
                        changed.tags.append(word);
                }
                if (random.bounded(3) == 0)
                    changed.trashed = minute(step);
            }
            const auto found = notes.constFind(id);
            totals.set(id, found == notes.constEnd() ? nullptr : &*found);

            int trashed = 0;
            QSet<QString> tags;
            for (const NoteSummary &each : std::as_const(notes)) {
                trashed += each.trashed.isValid();
                for (const QString &tag : each.trashed.isValid() ? QStringList() : each.tags)
                    tags.insert(tag.normalized(QString::NormalizationForm_KC).toCaseFolded());
            }
            QCOMPARE(totals.trashCount(), trashed);
            const QStringList names = totals.tags();
            QSet<QString> told;
            for (const QString &name : names)
                told.insert(name.normalized(QString::NormalizationForm_KC).toCaseFolded());
            QCOMPARE(told, tags);
            QCOMPARE(names.size(), tags.size());
            QCOMPARE(totals.hasTag(QStringLiteral("GARDEN")), tags.contains(QStringLiteral("garden")));
        }
    }

    void aChangeThatTouchesNoTagSaysSo()
    {
        NoteTotals totals;
        NoteSummary tagged = note(QStringLiteral("a"), 1);
        tagged.tags = { QStringLiteral("garden") };
        QVERIFY(totals.set(tagged.id, &tagged));
        tagged.modified = minute(2);
        QVERIFY(!totals.set(tagged.id, &tagged));
        tagged.trashed = minute(3);
        QVERIFY(totals.set(tagged.id, &tagged));
        QVERIFY(totals.tags().isEmpty());
    }

    void changesRowByRow()
    {
        NotesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
        const QString a = QStringLiteral("a");
        const QString b = QStringLiteral("b");
        const QString c = QStringLiteral("c");
        model.put({ note(a, 1), note(b, 2), note(a, 3) });
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(inserts.size(), 1);
        QCOMPARE(model.note(a)->modified, minute(3));
        model.put({ note(b, 2) });
        QCOMPARE(changes.size(), 0); // nothing new
        model.put({ note(b, 5), note(c, 4) });
        QCOMPARE(changes.size(), 1);
        model.remove({ a, QStringLiteral("unknown") });
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(!model.note(a));
        model.put({ note(c, 6) });
        QCOMPARE(model.note(c)->modified, minute(6));
        QCOMPARE(resets.size(), 0);
    }

    void listsTheLatestFirstAndPinnedBefore()
    {
        NotesModel model;
        NotesList list;
        QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
        list.setSourceModel(&model);
        NoteSummary pinned = note(QStringLiteral("p"), 0);
        pinned.isPinned = true;
        NoteSummary trashed = note(QStringLiteral("t"), 9);
        trashed.trashed = minute(10);
        model.put({ note(QStringLiteral("a"), 1), note(QStringLiteral("b"), 2), pinned, trashed });
        QCOMPARE(ids(list), QStringList({ QStringLiteral("p"), QStringLiteral("b"), QStringLiteral("a") }));
        model.put({ note(QStringLiteral("a"), 3) });
        QCOMPARE(ids(list), QStringList({ QStringLiteral("p"), QStringLiteral("a"), QStringLiteral("b") }));
        list.setShowsTrash(true);
        QCOMPARE(ids(list), QStringList({ QStringLiteral("t") }));
        list.setShowsTrash(false);
        list.setFound(SearchWords(QStringLiteral("x")), { QStringLiteral("b"), QStringLiteral("t") }, {});
        QCOMPARE(ids(list), QStringList({ QStringLiteral("b") }));
        list.clearFound();
        QCOMPARE(list.count(), 3);
        QCOMPARE(list.rowOf(QStringLiteral("b")), 2);
        QCOMPARE(list.idAt(7), QString());
    }

    void listsInTheOrderOfChoice()
    {
        NotesModel model;
        NotesList list;
        QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
        list.setSourceModel(&model);
        const auto make = [](const char *id, const QString &title, int made, int changed) {
            NoteSummary summary = note(QLatin1String(id), changed);
            summary.title = title;
            summary.created = minute(made);
            return summary;
        };
        NoteSummary pinned = make("p", QStringLiteral("zz"), 0, 0);
        pinned.isPinned = true;
        model.put({ make("a", QStringLiteral("Note 10"), 3, 4), make("b", QStringLiteral("note 9"), 1, 6), make("c", QStringLiteral("Äpfel"), 2, 5), pinned });
        QCOMPARE(ids(list).join(u' '), QStringLiteral("p b c a"));
        list.setOrder(NotesList::Order::Made);
        QCOMPARE(ids(list).join(u' '), QStringLiteral("p a c b"));
        list.setOrder(NotesList::Order::Title);
        QCOMPARE(ids(list).mid(0, 1).join(u' '), QStringLiteral("p"));
        QVERIFY(list.rowOf(QStringLiteral("b")) < list.rowOf(QStringLiteral("a"))); // 9 is before 10
        model.put({ make("b", QStringLiteral("note 11"), 1, 6) });
        QVERIFY(list.rowOf(QStringLiteral("b")) > list.rowOf(QStringLiteral("a")));
    }

    void listsThoseWithATag()
    {
        NotesModel model;
        NotesList list;
        list.setSourceModel(&model);
        NoteSummary tagged = note(QStringLiteral("a"), 1);
        tagged.tags = { QStringLiteral("Garden"), QStringLiteral("🌱") };
        model.put({ tagged, note(QStringLiteral("b"), 2) });
        list.setTag(QStringLiteral("garden"));
        QCOMPARE(ids(list), QStringList { QStringLiteral("a") });
        tagged.tags = {};
        model.put({ tagged });
        QCOMPARE(list.count(), 0);
        list.setTag({});
        QCOMPARE(list.count(), 2);
    }

    void marksWhatIsSearchedFor()
    {
        NotesModel model;
        NotesList list;
        list.setSourceModel(&model);
        NoteSummary plans = note(QStringLiteral("a"), 1);
        plans.title = QStringLiteral("Spring plans");
        plans.preview = QStringLiteral("first line");
        model.put({ plans });
        const auto pieces = [&](int role) { return list.index(0, 0).data(role).toStringList(); };
        QVERIFY(pieces(NotesModel::TitlePiecesRole).isEmpty());
        list.setFound(SearchWords(QStringLiteral("plan")), { QStringLiteral("a") }, {});
        QCOMPARE(pieces(NotesModel::TitlePiecesRole), QStringList({ QStringLiteral("Spring "), QStringLiteral("plans"), QString() }));
        QCOMPARE(pieces(NotesModel::PreviewPiecesRole), QStringList { QStringLiteral("first line") });
        const QStringList part { QStringLiteral("the "), QStringLiteral("planks"), QString() };
        list.setFound(SearchWords(QStringLiteral("plan")), { QStringLiteral("a") }, { { QStringLiteral("a"), part } });
        QCOMPARE(pieces(NotesModel::PreviewPiecesRole), part);
        list.clearFound();
        QVERIFY(pieces(NotesModel::PreviewPiecesRole).isEmpty());
    }

    void selectsAsPeopleKnowIt()
    {
        NotesModel model;
        NotesList list;
        list.setSourceModel(&model);
        model.put({ note(QStringLiteral("d"), 1), note(QStringLiteral("c"), 2), note(QStringLiteral("b"), 3), note(QStringLiteral("a"), 4) });
        NoteSelection selection;
        selection.setList(&list);
        const auto shown = [&] { return selection.ids().join(u' '); };
        selection.choose(QStringLiteral("b"));
        selection.extendTo(QStringLiteral("d"));
        QCOMPARE(shown(), QStringLiteral("b c d"));
        selection.extendTo(QStringLiteral("a")); // from where it was begun, the other way
        QCOMPARE(shown(), QStringLiteral("a b"));
        selection.toggle(QStringLiteral("d"));
        selection.toggle(QStringLiteral("a"));
        QCOMPARE(shown(), QStringLiteral("b d"));
        QCOMPARE(selection.idsWith(QStringLiteral("d")).size(), 2);
        QCOMPARE(selection.idsWith(QStringLiteral("c")), QStringList { QStringLiteral("c") });
        model.remove({ QStringLiteral("d") });
        QCOMPARE(shown(), QStringLiteral("b"));
        QCOMPARE(selection.count(), 1);
        selection.selectAll();
        QCOMPARE(shown(), QStringLiteral("a b c"));
        list.setShowsTrash(true);
        QCOMPARE(selection.count(), 0);
    }

    void namesUntitledNotes()
    {
        NoteSummary untitled;
        QCOMPARE(NotesModel::shownTitle(untitled), QStringLiteral("New note"));
        untitled.preview = QStringLiteral("First line");
        QCOMPARE(NotesModel::shownTitle(untitled), QStringLiteral("First line"));
    }

    void tellsHowLongAgo()
    {
        const QDateTime now = QDateTime(QDate(2026, 11, 23), QTime(15, 0));
        QCOMPARE(NotesModel::ago(now.addSecs(-20), now), QStringLiteral("now"));
        QCOMPARE(NotesModel::ago(now.addSecs(5), now), QStringLiteral("now")); // another's clock is ahead
        QCOMPARE(NotesModel::ago(now.addSecs(-300), now), QStringLiteral("5 min"));
        QCOMPARE(NotesModel::ago(now.addDays(-1), now), QStringLiteral("Yesterday"));
        QVERIFY(NotesModel::ago(now.addDays(-40), now).startsWith(QStringLiteral("14 ")));
        QVERIFY(NotesModel::ago(now.addYears(-1), now).endsWith(QStringLiteral("2025")));
        QCOMPARE(NotesModel::ago({}, now), QString());
    }

    void showsWhoIsWhere()
    {
        NotesModel model;
        model.put({ note(QStringLiteral("a"), 1), note(QStringLiteral("b"), 2) });
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setPeople({ { QStringLiteral("b"), { QStringLiteral("#112233") } } });
        QCOMPARE(changes.size(), 1);
        QCOMPARE(model.index(1).data(NotesModel::PeopleRole).toStringList(), QStringList({ QStringLiteral("#112233") }));
        model.setPeople({});
        QCOMPARE(changes.size(), 2);
    }

    void takesManyNotesQuickly()
    {
        NotesModel model;
        NotesList list;
        list.setSourceModel(&model);
        QElapsedTimer timer;
        timer.start();
        for (int batch = 0; batch < 8; ++batch) {
            QVector<NoteSummary> notes;
            for (int i = 0; i < 250; ++i)
                notes.append(note(QString::number(batch * 250 + i), (i * 7919) % 2000));
            model.put(notes);
        }
        QCOMPARE(list.count(), 2000);
        // A bound so wide that only something quadratic breaks it.
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestNotesModel)
#include "tst_notesmodel.moc"
