// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// A change costs the same however many notes there are: counted in steps of the store's machine, not in time.
#include "clone/clone.h"

#include <QTest>

#include <functional>
#include <sqlite3.h>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

qint64 steps = 0;

int countStep(void *)
{
    ++steps;
    return 0;
}

/// Called by SQLite for each file that is opened.
int countStepsOf(sqlite3 *db, char **, const sqlite3_api_routines *)
{
    sqlite3_progress_handler(db, 1, &countStep, nullptr);
    return SQLITE_OK;
}

QString noteId(int i)
{
    return u"note%1"_s.arg(i);
}

QJsonObject note(int i)
{
    return { { u"@id"_s, noteId(i) },
             { u"@type"_s, u"http://schema.org/NoteDigitalDocument"_s },
             { u"name"_s, u"Note %1"_s.arg(i) },
             { u"created"_s, i },
             { u"body"_s, u"The text of note %1."_s.arg(i) } };
}

QJsonObject update(const QJsonObject &subject)
{
    return { { u"@update"_s, subject } };
}

} // namespace

class TestCloneWork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        sqlite3_auto_extension(reinterpret_cast<void (*)()>(&countStepsOf));
    }

    void changesCostTheSameAmongManyNotes_data()
    {
        using Change = std::function<QJsonObject(int)>;
        QTest::addColumn<Change>("change");
        QTest::newRow("a new note with text") << Change([](int i) { return note(i + 100'000); });
        QTest::newRow("a splice") << Change([](int i) {
            const QJsonObject splice { { u"@splice"_s, QJsonArray { 3, 1, u"x"_s } } };
            return update({ { u"@id"_s, noteId(i) }, { u"body"_s, splice } });
        });
        QTest::newRow("a title") << Change([](int i) {
            return update({ { u"@id"_s, noteId(i) }, { u"name"_s, u"Another %1"_s.arg(i) } });
        });
        QTest::newRow("another text") << Change([](int i) {
            return update({ { u"@id"_s, noteId(i) }, { u"body"_s, u"Another text %1"_s.arg(i) } });
        });
        QTest::newRow("a deletion") << Change();
    }
    void changesCostTheSameAmongManyNotes()
    {
        using Change = std::function<QJsonObject(int)>;
        QFETCH(Change, change);
        CloneConfig config;
        config.id = u"a"_s;
        config.domain = u"test.example.org"_s;
        config.genesis = true;
        config.storePath = u":memory:"_s;
        config.constraints = { QJsonObject { { u"@type"_s, u"shared-text"_s }, { u"property"_s, u"body"_s } } };
        Clone clone(config);
        QVERIFY(clone.start());
        int failures = 0;
        const auto answered = [&](const Result<void> &result) { failures += !result; };
        int count = 0;
        const auto grow = [&](int to) {
            while (count < to)
                clone.write(note(count++), answered);
        };
        const auto cost = [&](int from) {
            const qint64 before = steps;
            for (int i = from; i < from + 20; ++i) {
                if (change)
                    clone.write(change(i), answered);
                else
                    clone.remove(noteId(i), answered);
            }
            return (steps - before) / 20;
        };
        grow(250);
        (void)cost(40); // what is looked up once
        const qint64 few = cost(100);
        grow(4000);
        (void)cost(240);
        const qint64 many = cost(2000);
        QCoreApplication::processEvents();
        QCOMPARE(failures, 0);
        QVERIFY(few > 100);
        QVERIFY2(many <= few * 3 / 2, qPrintable(u"%1 steps among 250 notes, %2 among 4,000"_s.arg(few).arg(many)));
    }
};

QTEST_GUILESS_MAIN(TestCloneWork)
#include "tst_clonework.moc"
