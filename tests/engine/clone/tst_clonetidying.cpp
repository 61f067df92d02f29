// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// What a clone does when nothing happens: what was deleted for good leaves its files, and what nothing refers to.
#include "clone/clone.h"
#include "memory/memorynetwork.h"
#include "memory/memorytransport.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <numeric>
#include <sqlite3.h>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

const DomainName kDomain = u"test.example.org"_s;
/// In all that is to be deleted.
const QString kMark = u"Mnemosyne"_s;
constexpr int kPatience = 60'000;

/// A clone with its store in a folder of its own.
class Member
{
public:
    explicit Member(const QString &id, MemoryNetwork *network = nullptr, bool genesis = true)
        : m_id(id), m_network(network), m_genesis(genesis)
    {
    }

    void open()
    {
        CloneConfig config;
        config.id = m_id;
        config.domain = kDomain;
        config.genesis = m_genesis;
        config.storePath = path();
        config.networkTimeoutMs = 20'000; // who is asked twice gives two clocks away, and one is nobody's
        config.constraints = { QJsonObject { { u"@type"_s, u"shared-text"_s }, { u"property"_s, u"body"_s } } };
        std::unique_ptr<MemoryTransport> end = m_network ? m_network->makeTransport() : nullptr;
        m_clone = std::make_unique<Clone>(config, std::move(end));
        const auto started = m_clone->start();
        QVERIFY2(started.isOk(), started ? "" : qPrintable(started.error().message));
    }

    void close()
    {
        bool isClosed = false;
        QObject::connect(m_clone.get(), &Clone::closed, [&] { isClosed = true; });
        m_clone->close();
        QTRY_VERIFY_WITH_TIMEOUT(isClosed, kPatience);
        m_clone.reset();
    }

    Clone &clone() { return *m_clone; }
    QString path() const { return m_folder.filePath(u"clone.mld"_s); }
    bool isLive() const { return m_clone->isStarted() && m_clone->status().online && !m_clone->status().outdated; }

    void write(const QJsonValue &pattern)
    {
        std::optional<Result<void>> outcome;
        m_clone->write(pattern, [&](const Result<void> &result) { outcome = result; });
        QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), kPatience);
        QVERIFY2(outcome->isOk(), *outcome ? "" : qPrintable(outcome->error().message));
    }
    void writeAll(int from, int to, const std::function<QJsonValue(int)> &pattern)
    {
        int answered = 0;
        for (int i = from; i < to; ++i) {
            m_clone->write(pattern(i), [&](const Result<void> &result) { answered += result.isOk(); });
            if (i % 100 == 99)
                QTRY_VERIFY_WITH_TIMEOUT(answered == i + 1 - from, kPatience);
        }
        QTRY_VERIFY_WITH_TIMEOUT(answered == to - from, kPatience);
    }
    void remove(const QString &id)
    {
        bool isDone = false;
        m_clone->remove(id, [&](const Result<void> &result) { isDone = result.isOk(); });
        QTRY_VERIFY_WITH_TIMEOUT(isDone, kPatience);
    }

    /// The notes up to a number.
    void removeAll(int count)
    {
        int removed = 0;
        for (int i = 0; i < count; ++i)
            m_clone->remove(u"note%1"_s.arg(i), [&](const Result<void> &result) { removed += result.isOk(); });
        QTRY_VERIFY_WITH_TIMEOUT(removed == count, kPatience);
    }

    /// What is known of a subject.
    QJsonObject subject(const QString &id) const
    {
        const auto found = m_clone->get(id, {});
        return found && *found ? **found : QJsonObject();
    }

    /// Bytes of the store's file, without the log, of which some is kept ready for the next change.
    qint64 size() const { return QFileInfo(path()).size(); }
    /// Bytes of all files of the store.
    qint64 sizeOnDisk() const
    {
        const QFileInfoList files = QDir(m_folder.path()).entryInfoList(QDir::Files);
        return std::accumulate(files.cbegin(), files.cend(), qint64(0),
                               [](qint64 sum, const QFileInfo &file) { return sum + file.size(); });
    }
    /// Whether any file of the store has these bytes.
    bool hasOnDisk(const QByteArray &bytes) const
    {
        const QFileInfoList files = QDir(m_folder.path()).entryInfoList(QDir::Files);
        return std::any_of(files.cbegin(), files.cend(), [&](const QFileInfo &info) {
            QFile file(info.filePath());
            return file.open(QIODevice::ReadOnly) && file.readAll().contains(bytes);
        });
    }
    bool hasMark() const
    {
        const QByteArray utf16(reinterpret_cast<const char *>(kMark.utf16()), kMark.size() * 2);
        return hasOnDisk(kMark.toUtf8()) || hasOnDisk(utf16);
    }
    /// Of a closed store.
    qint64 count(const char *what) const
    {
        sqlite3 *db = nullptr;
        sqlite3_stmt *statement = nullptr;
        qint64 found = -1;
        if (sqlite3_open(path().toUtf8().constData(), &db) == SQLITE_OK
            && sqlite3_prepare_v2(db, QByteArray(QByteArray("SELECT count(*) FROM ") + what).constData(), -1, &statement, nullptr) == SQLITE_OK
            && sqlite3_step(statement) == SQLITE_ROW) {
            found = sqlite3_column_int64(statement, 0);
        }
        sqlite3_finalize(statement);
        sqlite3_close(db);
        return found;
    }

private:
    QTemporaryDir m_folder;
    QString m_id;
    MemoryNetwork *m_network;
    bool m_genesis;
    std::unique_ptr<Clone> m_clone;
};

QString noteId(int i)
{
    return u"note%1"_s.arg(i);
}

QJsonObject note(int i, const QString &words)
{
    return { { u"@id"_s, noteId(i) },
             { u"name"_s, u"%1 as a title %2"_s.arg(words).arg(i) },
             { u"keyword"_s, u"%1 as a word %2"_s.arg(words).arg(i) },
             { u"body"_s, u"%1 as a text %2"_s.arg(words).arg(i) } };
}

QJsonObject splice(const QString &id, int index, int deleted, const QString &content)
{
    const QJsonArray splice { index, deleted, content };
    return { { u"@update"_s, QJsonObject { { u"@id"_s, id }, { u"body"_s, QJsonObject { { u"@splice"_s, splice } } } } } };
}

QJsonObject change(const QString &id, const QString &property, const QJsonValue &value)
{
    return { { u"@update"_s, QJsonObject { { u"@id"_s, id }, { property, value } } } };
}

} // namespace

class TestCloneTidying : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deletedWordsLeaveTheFiles_data()
    {
        QTest::addColumn<bool>("rests");
        QTest::newRow("at a rest") << true;
        QTest::newRow("at the rest after the next start") << false;
    }
    void deletedWordsLeaveTheFiles()
    {
        QFETCH(bool, rests);
        Member a(u"a"_s);
        a.open();
        constexpr int count = 100;
        a.write(note(count, u"Kept"_s));
        a.writeAll(0, count, [](int i) { return note(i, kMark); });
        a.writeAll(0, count, [](int i) { return splice(noteId(i), 4, 0, u"typed"_s + kMark); });
        // What stays has had the words, too.
        a.writeAll(0, count, [](int i) { return change(noteId(count), u"keyword"_s, QString(kMark + QString::number(i))); });
        a.write(change(noteId(count), u"keyword"_s, u"Also kept"_s));
        a.write(splice(noteId(count), 0, 0, kMark));
        a.write(splice(noteId(count), 0, int(kMark.size()), {}));
        QVERIFY(a.hasMark());
        a.removeAll(count);
        if (!rests) {
            a.close();
            a.open();
            // Of what was edited in a note that stays, when it is opened again.
            QVERIFY(!a.subject(noteId(count)).isEmpty());
        }
        QTRY_VERIFY_WITH_TIMEOUT(!a.hasMark(), kPatience);
        QCOMPARE(a.subject(noteId(count)).value(u"body"_s).toString(), u"Kept as a text %1"_s.arg(count));
        a.close();
        QVERIFY(!a.hasMark());
        // Not in what is compressed, either.
        QCOMPARE(a.count("text"), 1);
        QCOMPARE(a.count("journal"), 0);
        QCOMPARE(a.count("journalpack"), 0);
        QCOMPARE(a.count("retained"), 1); // when the last operation was, and not what
        QCOMPARE(a.count("unusedterm"), 0);
        a.open();
        QCOMPARE(a.subject(noteId(count)).value(u"name"_s).toString(), u"Kept as a title %1"_s.arg(count));
        a.close();
    }

    /// Where there are others, the journal has it until all have shown that they know that it is deleted.
    void deletedWordsLeaveASharedStoreWithTheJournal()
    {
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network);
        Member b(u"b"_s, &network, false);
        a.open();
        a.write(note(0, kMark));
        b.open();
        QTRY_VERIFY_WITH_TIMEOUT(b.isLive() && a.isLive(), kPatience);
        b.write(change(u"other"_s, u"name"_s, u"Hello"_s)); // so that it is known who they are
        QTRY_VERIFY_WITH_TIMEOUT(!a.subject(u"other"_s).isEmpty(), kPatience);
        a.remove(noteId(0));
        QTRY_VERIFY_WITH_TIMEOUT(b.subject(noteId(0)).isEmpty(), kPatience);
        QVERIFY(a.hasMark());
        b.write(change(u"other"_s, u"name"_s, u"I have seen it"_s));
        QTRY_COMPARE_WITH_TIMEOUT(a.subject(u"other"_s).value(u"name"_s), QJsonValue(u"I have seen it"_s), kPatience);
        a.write(change(u"other"_s, u"name"_s, u"So have I"_s));
        QTRY_COMPARE_WITH_TIMEOUT(b.subject(u"other"_s).value(u"name"_s), QJsonValue(u"So have I"_s), kPatience);
        b.write(change(u"other"_s, u"name"_s, u"Bye"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!a.hasMark(), kPatience);
        a.close();
        b.close();
    }

    void whatNothingRefersToIsGivenBack_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("subjects") << u"subjects"_s;
        QTest::newRow("values") << u"values"_s;
        QTest::newRow("texts") << u"texts"_s;
    }
    void whatNothingRefersToIsGivenBack()
    {
        QFETCH(QString, what);
        MemoryNetwork network(MemoryNetwork::Time::Real);
        Member a(u"a"_s, &network);
        Member peer(u"peer"_s, &network, false);
        a.open();
        a.write(change(u"note"_s, u"name"_s, u"One that stays"_s));
        peer.open();
        QTRY_VERIFY_WITH_TIMEOUT(peer.isLive() && a.isLive(), kPatience);
        peer.write(change(u"other"_s, u"name"_s, u"Hello"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!a.subject(u"other"_s).isEmpty(), kPatience);
        constexpr int count = 800;
        if (what == u"subjects"_s) {
            for (int i = 0; i < count; i += 200) {
                QJsonArray subjects;
                for (int j = i; j < i + 200; ++j)
                    subjects.append(QJsonObject { { u"@id"_s, noteId(j) }, { u"name"_s, u"Name %1"_s.arg(j) }, { u"n"_s, j } });
                a.write(subjects);
            }
            const QJsonObject every { { u"@id"_s, u"?s"_s }, { u"n"_s, u"?n"_s } };
            const QJsonObject all { { u"@id"_s, u"?s"_s }, { u"?p"_s, u"?o"_s } };
            a.write(QJsonObject { { u"@delete"_s, all }, { u"@where"_s, QJsonArray { every, all } } });
        } else if (what == u"values"_s) {
            a.writeAll(0, count, [](int i) { return change(u"note"_s, u"modified"_s, i); });
        } else {
            a.writeAll(0, count / 4, [](int i) { return note(i, u"Some"_s); });
            a.removeAll(count / 4);
        }
        const qint64 full = a.sizeOnDisk();
        // Now it is known that the peer has it all.
        a.write(change(u"note"_s, u"name"_s, u"All is written"_s));
        QTRY_VERIFY_WITH_TIMEOUT(peer.subject(u"note"_s).value(u"name"_s) == u"All is written"_s, kPatience);
        peer.write(change(u"other"_s, u"name"_s, u"Seen"_s));
        Member newcomer(u"newcomer"_s, &network, false);
        QTRY_VERIFY_WITH_TIMEOUT(a.sizeOnDisk() < full / 4, kPatience);
        newcomer.open();
        QTRY_VERIFY_WITH_TIMEOUT(newcomer.isLive(), kPatience);
        a.write(change(u"note"_s, u"name"_s, u"The last"_s));
        QTRY_VERIFY_WITH_TIMEOUT(newcomer.subject(u"note"_s).value(u"name"_s) == u"The last"_s, kPatience);
        newcomer.close(); // so that all is in its file
        QTRY_VERIFY2_WITH_TIMEOUT(a.size() <= 2 * newcomer.size(),
                                  qPrintable(u"%1 > 2 * %2"_s.arg(a.size()).arg(newcomer.size())), kPatience);
        a.close();
        peer.close();
    }
};

QTEST_GUILESS_MAIN(TestCloneTidying)
#include "tst_clonetidying.moc"
