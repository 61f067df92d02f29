// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/notedata.h"

#include <QTest>

using namespace commonplace;

class TestNoteData : public QObject
{
    Q_OBJECT

    static QJsonObject dateTime(const QString &text)
    {
        return { { QStringLiteral("@type"), QStringLiteral("http://www.w3.org/2001/XMLSchema#dateTime") },
                 { QStringLiteral("@value"), text } };
    }

private Q_SLOTS:
    void readsWhatItWrites()
    {
        const QDateTime now = QDateTime::fromString(QStringLiteral("2026-11-23T15:00:00.000Z"), Qt::ISODate);
        const QJsonObject note = notedata::createNote(QStringLiteral("n-1"), QStringLiteral("Plans"),
                                                      QStringLiteral("# Sow\n\nbeans"), now);
        QVERIFY(notedata::isNote(note));
        const NoteSummary summary = notedata::summary(note);
        QCOMPARE(summary.id, QStringLiteral("n-1"));
        QCOMPARE(summary.title, QStringLiteral("Plans"));
        QCOMPARE(summary.preview, QStringLiteral("Sow"));
        QCOMPARE(summary.created, now);
        QCOMPARE(summary.modified, now);
        QVERIFY(!summary.trashed.isValid());
        QVERIFY(!summary.isPinned);
    }

    void takesTheGreatestOfConcurrentValues()
    {
        const QJsonObject note {
            { QStringLiteral("@id"), QStringLiteral("n") },
            { QStringLiteral("@type"), QJsonArray { QStringLiteral("x"), QStringLiteral("schema:NoteDigitalDocument") } },
            { QStringLiteral("schema:name"), QJsonArray { QStringLiteral("A"), QStringLiteral("B") } },
            { QStringLiteral("schema:dateModified"),
              QJsonArray { dateTime(QStringLiteral("2026-01-02T00:00:00Z")), dateTime(QStringLiteral("2026-01-03T00:00:00Z")),
                           QStringLiteral("rubbish") } },
            { QStringLiteral("cp:pinned"), QJsonArray { false, true } },
        };
        QVERIFY(notedata::isNote(note));
        const NoteSummary summary = notedata::summary(note);
        QCOMPARE(summary.title, QStringLiteral("B"));
        QCOMPARE(summary.modified.date(), QDate(2026, 1, 3));
        QVERIFY(summary.isPinned);
    }

    void survivesForeignData()
    {
        const QJsonObject odd { { QStringLiteral("@id"), QStringLiteral("n") },
                                { QStringLiteral("schema:name"), 5 },
                                { QStringLiteral("schema:text"), QJsonObject {} },
                                { QStringLiteral("schema:dateCreated"), QJsonArray { QJsonArray {} } } };
        const NoteSummary summary = notedata::summary(odd);
        QCOMPARE(summary.title, QString());
        QCOMPARE(summary.preview, QString());
        QVERIFY(!notedata::isNote(odd));
    }

    void readsSplices()
    {
        const auto splice = [](int at, int removed, const QString &text) {
            return QJsonObject { { QStringLiteral("@splice"), QJsonArray { at, removed, text } } };
        };
        const QJsonObject one { { QStringLiteral("schema:text"), splice(1, 2, QStringLiteral("x")) } };
        QCOMPARE(notedata::bodyChange(one), std::optional(TextChange(Splice { 1, 2, QStringLiteral("x") })));
        const QJsonObject several {
            { QStringLiteral("schema:text"), QJsonArray { splice(9, 1, {}), splice(1, 0, QStringLiteral("y")) } }
        };
        QCOMPARE(notedata::bodyChange(several),
                 std::optional(TextChange(QVector<Splice> { { 1, 0, QStringLiteral("y") }, { 9, 1, {} } })));
        QVERIFY(!notedata::bodyChange({ { QStringLiteral("schema:name"), QStringLiteral("x") } }));
        QVERIFY(!notedata::bodyChange({ { QStringLiteral("schema:text"), QStringLiteral("whole") } }));
    }

    void previews_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("preview");
        QTest::newRow("heading") << QStringLiteral("\n\n## Sow **beans**\nx") << QStringLiteral("Sow beans");
        QTest::newRow("box") << QStringLiteral("- [x] milk") << QStringLiteral("milk");
        QTest::newRow("link") << QStringLiteral("see [here](https://x.example)") << QStringLiteral("see here");
        QTest::newRow("rule first") << QStringLiteral("---\n> said") << QStringLiteral("said");
        QTest::newRow("emoji") << QStringLiteral("🌱") << QStringLiteral("🌱");
        QTest::newRow("nothing") << QStringLiteral("\n- \n") << QString();
    }
    void previews()
    {
        QFETCH(QString, body);
        QTEST(notedata::preview(body), "preview");
    }
};

QTEST_GUILESS_MAIN(TestNoteData)
#include "tst_notedata.moc"
