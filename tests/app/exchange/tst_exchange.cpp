// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "exchange/enml.h"
#include "exchange/markdownfile.h"
#include "exchange/notesreader.h"
#include "exchange/noteswriter.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <rapidcheck.h>

using namespace Qt::Literals::StringLiterals;
using namespace commonplace;

namespace {

void put(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
    file.write(bytes);
}

struct Read
{
    QList<PlainNote> notes;
    ReadReport report;
    bool isOk = false;

    explicit Read(const QString &path)
    {
        double last = 0;
        isOk = readNotes(path, report, [&](PlainNote &&note, double progress) {
                   notes.append(std::move(note));
                   if (progress < last || progress > 1)
                       qFatal("progress goes from %f to %f", last, progress);
                   last = progress;
                   return true;
               }).isOk();
        std::sort(notes.begin(), notes.end(), [](const PlainNote &a, const PlainNote &b) { return a.title < b.title; });
    }
};

/// Words, line ends, quotes, fences and whatever else may be mistaken for markup.
rc::Gen<QString> anyText()
{
    const auto piece = rc::gen::element(u"a"_s, u" "_s, u"\n"_s, u"---"_s, u"\r"_s, u"\""_s, u"\\"_s, u": "_s, u"#"_s,
                                        u"title"_s, u"['x', y]"_s, u"é"_s, u"\U0001F600"_s, u"\t"_s, u"\n---\n"_s, u"- "_s);
    return rc::gen::map(rc::gen::container<std::vector<QString>>(piece), [](const std::vector<QString> &pieces) {
        QString text;
        for (const QString &each : pieces)
            text += each;
        return text;
    });
}

rc::Gen<QDateTime> anyDate()
{
    return rc::gen::map(rc::gen::inRange<qint64>(-1'000'000'000'000, 4'000'000'000'000), [](qint64 when) {
        return when % 5 == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(when, Qt::UTC);
    });
}

PlainNote anyNote()
{
    PlainNote note;
    note.title = *anyText();
    note.text = *anyText();
    if (note.text.contains(u"\r\n"_s) && note.text.count(u"\r\n"_s) == note.text.count(u'\n'))
        note.text += u"\n\n"_s; // a text with nothing but such line ends may come back with others
    for (const QString &tag : { *anyText(), *anyText() }) {
        if (const QString tidy = markdownfile::tagged(tag); !tidy.isEmpty() && !note.tags.contains(tidy))
            note.tags.append(tidy);
    }
    note.created = *anyDate();
    note.modified = *anyDate();
    note.trashed = *anyDate();
    note.isPinned = *rc::gen::arbitrary<bool>();
    return note;
}

} // namespace

class TestExchange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasWrittenIsReadAgain()
    {
        QVERIFY(rc::check("read(write(note)) = note", [] {
            const PlainNote note = anyNote();
            RC_ASSERT(markdownfile::read(markdownfile::write(note), u"other"_s) == note);
        }));
    }

    void aFolderOfNotesComesBack()
    {
        QTemporaryDir folder;
        QList<PlainNote> notes;
        const QDateTime day = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);
        for (const QString &title : { u"Same"_s, u"Same"_s, u"same"_s, u"a/b: c?"_s, u"..."_s, u""_s, u"CON"_s, QString(300, u'é') })
            notes.append({ title, u"Text of "_s + title, { u"tag"_s }, day, day.addSecs(notes.size()) });
        NotesWriter writer(folder.filePath(u"new/folder"_s));
        for (const PlainNote &note : std::as_const(notes))
            QVERIFY(writer.write(note).isOk());
        QCOMPARE(writer.written(), int(notes.size()));
        Read read(folder.filePath(u"new/folder"_s));
        QVERIFY(read.isOk);
        const auto byTime = [](const PlainNote &a, const PlainNote &b) { return a.modified < b.modified; };
        std::sort(read.notes.begin(), read.notes.end(), byTime);
        QCOMPARE(read.notes, notes);
        QCOMPARE(read.report.misfits, 0);
    }

    void noFileIsOverwritten()
    {
        QTemporaryDir folder;
        put(folder.filePath(u"Beans.md"_s), "mine");
        NotesWriter writer(folder.path());
        QVERIFY(writer.write({ u"Beans"_s, u"theirs"_s, {} }).isOk());
        QFile mine(folder.filePath(u"Beans.md"_s));
        QVERIFY(mine.open(QIODevice::ReadOnly));
        QCOMPARE(mine.readAll(), "mine");
        QVERIFY(QFile::exists(folder.filePath(u"Beans 2.md"_s)));
    }

    void aFolderThatCannotBeWrittenIsSaid()
    {
        QTemporaryDir folder;
        put(folder.filePath(u"file"_s), "");
        const auto written = NotesWriter(folder.filePath(u"file/folder"_s)).write({ u"Beans"_s, {}, {} });
        QVERIFY(!written.isOk());
        QVERIFY(written.error().message.contains(u"file/folder"_s));
    }

    void everyEncodingIsRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("UTF-8") << QByteArray("gr\xc3\xbc\xc3\x9f\n") << u"grüß\n"_s;
        QTest::newRow("with a byte order mark") << QByteArray("\xef\xbb\xbfgr\xc3\xbc\xc3\x9f") << u"grüß"_s;
        QTest::newRow("UTF-16") << QByteArray("\xff\xfe" "g\0r\0\xfc\0", 8) << u"grü"_s;
        QTest::newRow("Latin-1") << QByteArray("gr\xfc\xdf") << u"grüß"_s;
        QTest::newRow("CRLF") << QByteArray("a\r\nb\r\n") << u"a\nb\n"_s;
        QTest::newRow("both line ends") << QByteArray("a\r\nb\n") << u"a\r\nb\n"_s;
        QTest::newRow("zeros") << QByteArray("a\0b", 3) << u"ab"_s;
        QTest::newRow("half a character") << QByteArray("\xff\xfe" "a\0\xfe\xde", 6) << u"a?"_s;
        QTest::newRow("nothing") << QByteArray() << QString();
    }
    void everyEncodingIsRead()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QCOMPARE(markdownfile::read(bytes, u"name"_s).text, text);
    }

    void otherProgramsFrontMatterIsUnderstood()
    {
        const PlainNote note = markdownfile::read("---\r\n"
                                                  "title: 'It''s mine'\r\n"
                                                  "date: 2024-05-01 12:30:00Z\r\n"
                                                  "tags:\r\n  - garden work\r\n  - \"#beans\"\r\n"
                                                  "aliases: [x]\r\n"
                                                  "layout:\r\n  wide: true\r\n"
                                                  "---\r\n\r\nText\r\n", u"file"_s);
        QCOMPARE(note.title, u"It's mine"_s);
        QCOMPARE(note.tags, (QStringList { u"garden-work"_s, u"beans"_s }));
        QCOMPARE(note.created, QDateTime::fromString(u"2024-05-01T12:30:00Z"_s, Qt::ISODate));
        // What a note has no place for is not lost.
        QCOMPARE(note.text, u"---\naliases: [x]\nlayout:\n  wide: true\n---\n\nText\n"_s);
        QCOMPARE(markdownfile::read("---\ntags: a, b\n---\nx", {}).tags, (QStringList { u"a"_s, u"b"_s }));
        QCOMPARE(markdownfile::read("---\nno end\n", u"n"_s).text, u"---\nno end\n"_s);
    }

    void aVaultBecomesNotesWithTags()
    {
        QTemporaryDir vault;
        put(vault.filePath(u"Garden/Vegetables/Beans.md"_s), "Sow in May. ![[bean.png]]");
        put(vault.filePath(u"Garden/bean.png"_s), "not a note");
        put(vault.filePath(u".obsidian/plugins/readme.md"_s), "not a note either");
        put(vault.filePath(u"plain.TXT"_s), "plain");
        const Read read(vault.path());
        QVERIFY(read.isOk);
        QCOMPARE(read.notes.size(), 2);
        QCOMPARE(read.notes.at(0).title, u"Beans"_s);
        QCOMPARE(read.notes.at(0).tags, (QStringList { u"Garden"_s, u"Vegetables"_s }));
        QVERIFY(read.notes.at(0).modified.isValid() && read.notes.at(0).created.isValid());
        QCOMPARE(read.report.attachments, 1);
    }

    void whatDoesNotFitIsTold()
    {
        QTemporaryDir folder;
        QFile huge(folder.filePath(u"huge.md"_s));
        QVERIFY(huge.open(QIODevice::WriteOnly) && huge.resize(20 << 20));
        put(folder.filePath(u"small.md"_s), "x");
        const Read read(folder.path());
        QCOMPARE(read.notes.size(), 1);
        QCOMPARE(read.report.misfits, 1);
        QVERIFY(read.report.told.constFirst().startsWith(u"huge.md: "_s));
    }

    void readingCanBeEnded()
    {
        QTemporaryDir folder;
        for (int i = 0; i < 5; ++i)
            put(folder.filePath(u"%1.md"_s.arg(i)), "x");
        ReadReport report;
        int taken = 0;
        QVERIFY(readNotes(folder.path(), report, [&](PlainNote &&, double) { return ++taken < 2; }).isOk());
        QCOMPARE(taken, 2);
    }

    void anotherKindOfFileIsRefusedInWords()
    {
        QTemporaryDir folder;
        put(folder.filePath(u"x.pdf"_s), "%PDF");
        ReadReport report;
        const auto read = readNotes(folder.filePath(u"x.pdf"_s), report, [](PlainNote &&, double) { return true; });
        QVERIFY(!read.isOk());
        QVERIFY(read.error().message.contains(u".enex"_s));
        put(folder.filePath(u"x.jex"_s), "no archive at all");
        QVERIFY(!Read(folder.filePath(u"x.jex"_s)).isOk);
        put(folder.filePath(u"x.enex"_s), "<html/>");
        QVERIFY(!Read(folder.filePath(u"x.enex"_s)).isOk);
    }

    void markupBecomesMarkdown_data()
    {
        QTest::addColumn<QString>("markup");
        QTest::addColumn<QString>("markdown");
        const auto row = [](const char *name, const char *markup, const char *markdown) {
            QTest::newRow(name) << QString::fromUtf8(markup) << QString::fromUtf8(markdown);
        };
        row("lines", "<div>one</div><div>two</div><div><br/></div><div>three</div>", "one\ntwo\n\nthree");
        row("paragraphs", "<p>one</p><p>two</p>", "one\n\ntwo");
        row("emphasis", "<div>a <b>bold</b> and <i>slanted</i> <s>gone</s></div>", "a **bold** and _slanted_ ~~gone~~");
        row("headings", "<h1>Garden</h1><div>text</div><h3>Beans</h3>", "# Garden\n\ntext\n\n### Beans");
        row("lists", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol><li>d</li><li><div>e</div></li></ol>",
            "- a\n    - b\n- c\n\n1. d\n2. e");
        row("boxes", "<div><en-todo checked=\"true\"/>done</div><div><en-todo/>open</div><ul><li><en-todo/>x</li></ul>",
            "- [x] done\n- [ ] open\n\n- [ ] x");
        row("links", "<div><a href=\"https://a.example/x y\">here</a> <a href=\"file:///etc/passwd\">there</a></div>",
            "[here](https://a.example/x%20y) there");
        row("quotes", "<blockquote><div>said</div><div>so</div></blockquote><div>x</div>", "> said\n> so\n\nx");
        row("code", "<pre>a  b\nc</pre><div>x</div>", "```\na  b\nc\n```\n\nx");
        row("tables", "<table><tr><td>a</td><td>b|c</td></tr><tr><td>d</td><td>e</td></tr></table>",
            "| a | b\\|c |\n| --- | --- |\n| d | e |");
        row("entities", "<div>a&nbsp;&mdash;&amp;</div>", "a —&");
        row("unknown entities", "<div>&zwnj;x</div>", "&zwnj;x");
    }
    void markupBecomesMarkdown()
    {
        QFETCH(QString, markup);
        QFETCH(QString, markdown);
        const EnmlText text = readEnml(u"<?xml version=\"1.0\"?><!DOCTYPE en-note SYSTEM "
                                       "\"http://xml.evernote.com/pub/enml2.dtd\"><en-note>"_s + markup + u"</en-note>"_s);
        QVERIFY(text.isWhole);
        QCOMPARE(text.markdown, markdown);
    }

    void evernotesExportIsRead()
    {
        QTemporaryDir folder;
        put(folder.filePath(u"x.enex"_s),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><en-export><note><title>Beans &amp; peas</title>"
            "<created>20240501T123000Z</created><updated>20240502T123000Z</updated><tag>garden work</tag>"
            "<content><![CDATA[<?xml version=\"1.0\"?><en-note><div>Sow<en-media type=\"image/png\"/></div></en-note>]]>"
            "</content><resource><data encoding=\"base64\">AAAA</data></resource></note>"
            "<note><title>Broken</title><content><![CDATA[<en-note><div>half]]></content></note>"
            "<note><title>Cut");
        const Read read(folder.filePath(u"x.enex"_s));
        QVERIFY(read.isOk);
        QCOMPARE(read.notes.size(), 2);
        QCOMPARE(read.notes.at(0).title, u"Beans & peas"_s);
        QCOMPARE(read.notes.at(0).text, u"Sow"_s);
        QCOMPARE(read.notes.at(0).tags, QStringList { u"garden-work"_s });
        QCOMPARE(read.notes.at(0).created, QDateTime::fromString(u"2024-05-01T12:30:00Z"_s, Qt::ISODate));
        QCOMPARE(read.notes.at(1).text, u"half"_s);
        QCOMPARE(read.report.attachments, 1);
        QCOMPARE(read.report.misfits, 2); // the broken text, and the end of the file
    }

    void joplinsArchiveIsRead()
    {
        QTemporaryDir folder;
        const QByteArray note = "0123456789abcdef0123456789abcdef";
        const auto file = [&](const char *name) { return folder.filePath(u"items/"_s + QString::fromLatin1(name)); };
        // Notes first, what they refer to after them.
        put(file("a.md"), "Beans\n\nSow in May.\n\nSee [Peas](:/fedcba9876543210fedcba9876543210).\n\nid: " + note
                + "\nparent_id: n1\ncreated_time: 2024-05-01T12:30:00.000Z\nuser_created_time: 2023-01-01T00:00:00.000Z\n"
                  "updated_time: 2024-05-02T12:30:00.000Z\nis_todo: 1\ntodo_completed: 1714650000000\ntype_: 1");
        put(file("b.md"), "Peas\n\nid: fedcba9876543210fedcba9876543210\nparent_id: n1\ntype_: 1");
        put(file("c.md"), "Garden\n\nid: n1\nparent_id: \ntype_: 2");
        put(file("d.md"), "spring\n\nid: t1\ntype_: 5");
        put(file("e.md"), "id: x1\nnote_id: " + note + "\ntag_id: t1\ntype_: 6");
        put(file("f.md"), "bean.png\n\nid: r1\ntype_: 4");
        put(file("resources/r1.png"), "picture");
        QProcess tar;
        tar.start(u"tar"_s, { u"-cf"_s, folder.filePath(u"x.jex"_s), u"-C"_s, folder.filePath(u"items"_s), u"."_s });
        QVERIFY(tar.waitForFinished() && tar.exitCode() == 0);
        const Read read(folder.filePath(u"x.jex"_s));
        QVERIFY(read.isOk);
        QCOMPARE(read.notes.size(), 2);
        QCOMPARE(read.notes.at(0).title, u"Beans"_s);
        QCOMPARE(read.notes.at(0).text, u"- [x] Beans\n\nSow in May.\n\nSee [[Peas]]."_s);
        QCOMPARE(read.notes.at(0).tags, (QStringList { u"Garden"_s, u"spring"_s }));
        QCOMPARE(read.notes.at(0).created, QDateTime::fromString(u"2023-01-01T00:00:00Z"_s, Qt::ISODate));
        QCOMPARE(read.notes.at(1).text, QString());
        QCOMPARE(read.report.attachments, 1);
        QCOMPARE(read.report.misfits, 0);
        // Half of it is half of the notes, and a word.
        QFile archive(folder.filePath(u"x.jex"_s));
        QVERIFY(archive.open(QIODevice::ReadWrite) && archive.resize(archive.size() - 10'000));
        const Read half(folder.filePath(u"x.jex"_s));
        QVERIFY(half.notes.size() <= 2);
    }
};

QTEST_GUILESS_MAIN(TestExchange)
#include "tst_exchange.moc"
