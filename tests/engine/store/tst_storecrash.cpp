// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clock/treeclock.h"
#include "dataset/dataset.h"
#include "journal/journal.h"
#include "rdf/vocabulary.h"
#include "store/store.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

/// How often a writer is killed: MLD_CRASHES, if that is more than what every run has.
int kills()
{
    return std::max(60, qEnvironmentVariableIntValue("MLD_CRASHES"));
}

constexpr int triplesOfOne = 5;

Term node(const QString &name)
{
    return Term::iri(u"http://example.org/"_s + name);
}

Term body()
{
    return Term::literal(u"id1"_s, iris::text);
}

TreeClock clockAt(qint64 ticks)
{
    return *TreeClock().ticked(ticks);
}

/// One operation: some triples, a keystroke, a journal entry and the clock, as a clone writes them.
void writeOne(Store &store, Dataset &dataset, Journal &journal, qint64 tick)
{
    Store::Savepoint part(store);
    Patch patch;
    for (int i = 0; i < triplesOfOne; ++i) {
        patch.inserts.push_back({ node(u"s%1"_s.arg(tick)), node(u"p%1"_s.arg(i)),
                                  Term::string(u"value %1"_s.arg(tick)) });
    }
    const Triple text { node(u"note"_s), node(u"text"_s), body() };
    if (tick == 1) {
        patch.inserts.push_back(text);
        patch.newTexts.insert(u"id1"_s, u"1 "_s);
    } else {
        patch.splices.push_back({ text, { { Splice::end, 0, QString::number(tick) + u' ' } } });
    }
    JournalEntry entry;
    entry.tick = tick;
    entry.time = clockAt(tick);
    entry.tid = entry.time.hash();
    const auto change = dataset.applyLocal(patch, entry.tid);
    if (!change)
        _exit(3);
    entry.undo = change->change.undo;
    journal.append(entry);
    journal.setTime(entry.time);
    if (!part.release())
        _exit(3);
}

/// The child: writes for ever, a few operations to a commit, and says after each commit up to which tick
/// all is safe.
[[noreturn]] void writeForEver(const QString &path, int out)
{
    auto opened = Store::open(path);
    if (!opened)
        _exit(2);
    Store &store = **opened;
    Dataset dataset(store, u"clone"_s);
    Journal journal(store);
    const auto time = journal.time();
    for (qint64 tick = time ? time->ticks() + 1 : 1;;) {
        for (int i = 0; i < 3; ++i)
            writeOne(store, dataset, journal, tick++);
        if (!store.commit())
            _exit(4);
        const qint64 safe = tick - 1;
        if (write(out, &safe, sizeof safe) != sizeof safe)
            _exit(5);
        store.tendLog();
    }
}

qint64 countOf(const Dataset &dataset, const Term &subject)
{
    qint64 count = 0;
    const TermId id = dataset.find(subject);
    if (id) {
        dataset.match(id, 0, 0, [&](TermId, TermId, TermId) {
            ++count;
            return true;
        });
    }
    return count;
}

} // namespace

/// design.md 2, rules 1 and 2: nothing that was acknowledged is lost, and nothing is there in part,
/// at whatever instruction the process dies.
class TestStoreCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsAllThatWasAcknowledged();

private:
    void checkAll(const QString &path, qint64 acknowledged);
};

void TestStoreCrash::keepsAllThatWasAcknowledged()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"notebook"_s);
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    qint64 acknowledged = 0;
    for (int i = 0; i < kills(); ++i) {
        int ends[2];
        QCOMPARE(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            writeForEver(path, ends[1]);
        }
        close(ends[1]);
        // From before the file is open to some way into the writing.
        const int delay = random.bounded(30'000);
        const timespec wait { 0, delay * 1000L };
        if (i % 4 == 0)
            nanosleep(&wait, nullptr);
        else
            for (int commits = random.bounded(1, 30); commits > 0; --commits) {
                pollfd ready { ends[0], POLLIN, 0 };
                QVERIFY(poll(&ready, 1, 10'000) == 1);
                qint64 safe = 0;
                QCOMPARE(read(ends[0], &safe, sizeof safe), ssize_t(sizeof safe));
                acknowledged = safe;
            }
        kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        qint64 safe = 0;
        while (read(ends[0], &safe, sizeof safe) == ssize_t(sizeof safe))
            acknowledged = safe;
        close(ends[0]);
        checkAll(path, acknowledged);
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY(acknowledged > kills());
}

void TestStoreCrash::checkAll(const QString &path, qint64 acknowledged)
{
    auto opened = Store::open(path);
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    Store &store = **opened;
    const auto sound = store.check();
    QVERIFY2(sound, sound ? "" : qPrintable(sound.error().message));
    const Dataset dataset(store, u"clone"_s);
    const Journal journal(store);
    const auto time = journal.time();
    const qint64 last = time ? time->ticks() : 0;
    QVERIFY2(last >= acknowledged, qPrintable(u"%1 < %2"_s.arg(last).arg(acknowledged)));
    // Each operation is there whole: its triples, its text, its entry. None beyond the clock.
    QString text;
    qint64 tick = 0;
    auto entries = journal.entriesAfter(0);
    while (const auto entry = entries.next()) {
        QCOMPARE(entry->tick, ++tick);
        text += QString::number(tick) + u' ';
    }
    QCOMPARE(tick, last);
    for (qint64 i = std::max<qint64>(1, last - 200); i <= last; ++i)
        QCOMPARE(countOf(dataset, node(u"s%1"_s.arg(i))), triplesOfOne);
    QCOMPARE(countOf(dataset, node(u"s%1"_s.arg(last + 1))), 0);
    QCOMPARE(dataset.textOf(u"id1"_s).value_or(QString()), text);
    QVERIFY(!store.error());
}

QTEST_GUILESS_MAIN(TestStoreCrash)
#include "tst_storecrash.moc"
