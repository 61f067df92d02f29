// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Writes through Clone, each a whole transaction with its store on disk, beside what the same disk
// takes to make an append durable. Each figure comes with what was spent outside the disk's own sync.
#include "clone/clone.h"
#include "editingtrace.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <random>
#include <vector>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

using SteadyClock = std::chrono::steady_clock;

double microsecondsSince(SteadyClock::time_point start)
{
    return std::chrono::duration<double, std::micro>(SteadyClock::now() - start).count();
}

/// How often the disk was asked to sync, and how long that took.
struct Syncs
{
    int count = 0;
    double microseconds = 0;
};
Syncs syncs;

int timedSync(long call, int descriptor)
{
    const auto start = SteadyClock::now();
    const long result = ::syscall(call, descriptor);
    ++syncs.count;
    syncs.microseconds += microsecondsSince(start);
    return int(result);
}

void need(const Result<void> &result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
}

/// The figures of many single measurements, as counters in microseconds.
class Samples
{
public:
    void add(double total, double withoutSync)
    {
        m_totals.push_back(total);
        m_withoutSync.push_back(withoutSync);
    }
    void report(benchmark::State &state)
    {
        reportOne(state, m_totals, "p50", "p99");
        reportOne(state, m_withoutSync, "p50NoSync", "p99NoSync");
    }

private:
    static void reportOne(benchmark::State &state, std::vector<double> &values, const char *median,
                          const char *slow)
    {
        std::sort(values.begin(), values.end());
        state.counters[median] = values[values.size() / 2];
        state.counters[slow] = values[values.size() * 99 / 100];
    }

    std::vector<double> m_totals;
    std::vector<double> m_withoutSync;
};

/// A clone that is alone, with its store on disk.
class Author
{
public:
    Author() : m_clone(config())
    {
        QObject::connect(&m_clone, &Clone::updated, [this](const CloneUpdate &) { ++m_updates; });
        need(m_clone.start());
        while (!m_clone.isStarted())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }

    Clone &clone() { return m_clone; }
    int updates() const { return m_updates; }
    /// Bytes of the store's file, or of its log.
    qint64 fileSize(const QString &suffix = {}) const { return QFileInfo(m_folder.filePath(u"clone.mld"_s) + suffix).size(); }
    /// Closes the clone, for good.
    void close()
    {
        bool isClosed = false;
        QObject::connect(&m_clone, &Clone::closed, [&isClosed] { isClosed = true; });
        m_clone.close();
        while (!isClosed)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }

    /// Writes, and waits until it is durable.
    void write(const QJsonObject &pattern)
    {
        bool isDone = false;
        m_clone.write(pattern, [&isDone](const Result<void> &written) {
            need(written);
            isDone = true;
        });
        while (!isDone)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }

    /// Deletes a subject for good, and waits until that is durable.
    void remove(const QString &id)
    {
        bool isDone = false;
        m_clone.remove(id, [&isDone](const Result<void> &removed) {
            need(removed);
            isDone = true;
        });
        while (!isDone)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }

    /// As write(), measured.
    void measure(const QJsonObject &pattern, benchmark::State &state, Samples &samples)
    {
        const Syncs before = syncs;
        const auto start = SteadyClock::now();
        write(pattern);
        const double total = microsecondsSince(start);
        state.SetIterationTime(total / 1e6);
        samples.add(total, total - (syncs.microseconds - before.microseconds));
    }

private:
    CloneConfig config() const
    {
        CloneConfig config;
        config.id = u"author"_s;
        config.domain = u"bench.example.org"_s;
        config.genesis = true;
        config.storePath = m_folder.filePath(u"clone.mld"_s);
        config.constraints = {QJsonObject{{u"@type"_s, u"shared-text"_s}, {u"property"_s, u"body"_s}}};
        return config;
    }

    QTemporaryDir m_folder;
    Clone m_clone;
    int m_updates = 0;
};

QJsonObject subject(int i)
{
    return {{u"@id"_s, u"subject%1"_s.arg(i)}, {u"name"_s, u"Name %1"_s.arg(i)}};
}

QJsonObject spliceOf(int index, int deleted, const QString &content)
{
    const QJsonArray splice{index, deleted, content};
    return {{u"@update"_s, QJsonObject{{u"@id"_s, u"note"_s}, {u"body"_s, QJsonObject{{u"@splice"_s, splice}}}}}};
}

/// Handles events for so long.
void rest(double microseconds)
{
    const auto start = SteadyClock::now();
    while (microsecondsSince(start) < microseconds)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
}

/// What the file system takes to make a small append durable: the measure for what follows.
void fileSystemAppend(benchmark::State &state)
{
    const QTemporaryDir folder;
    const QByteArray bytes(state.range(0), 'x');
    const int file = ::open(folder.filePath(u"appended"_s).toLocal8Bit().constData(),
                            O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    Samples samples;
    for (auto _ : state) {
        const Syncs before = syncs;
        const auto start = SteadyClock::now();
        if (::write(file, bytes.constData(), size_t(bytes.size())) != bytes.size() || ::fdatasync(file) != 0)
            qFatal("the file cannot be written");
        const double total = microsecondsSince(start);
        state.SetIterationTime(total / 1e6);
        samples.add(total, total - (syncs.microseconds - before.microseconds));
    }
    ::close(file);
    samples.report(state);
    state.SetItemsProcessed(state.iterations());
}

/// One write of one subject after the other, each waited for.
void durableWrite(benchmark::State &state)
{
    Author author;
    int i = 0;
    for (; i < 200; ++i)
        author.write(subject(i));
    const int before = syncs.count;
    Samples samples;
    for (auto _ : state)
        author.measure(subject(i++), state, samples);
    samples.report(state);
    state.counters["syncs"] = double(syncs.count - before) / double(state.iterations());
    state.SetItemsProcessed(state.iterations());
}

/// Writes of which so many have been asked for and not been answered.
void durableWritesInFlight(benchmark::State &state)
{
    Author author;
    int asked = 0;
    int answered = 0;
    const auto ask = [&] {
        author.clone().write(subject(asked++), [&](const Result<void> &written) {
            need(written);
            ++answered;
        });
    };
    const int before = syncs.count;
    for (auto _ : state) {
        while (asked - answered < state.range(0))
            ask();
        for (const int seen = answered; answered == seen;)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    while (answered < asked)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    state.counters["syncs"] = double(syncs.count - before) / double(asked);
    state.SetItemsProcessed(asked);
}

/// Typing in a text that was written here and there, as one that several people have long worked on.
void keystroke(benchmark::State &state)
{
    const int length = int(state.range(0));
    const int pieces = std::min(length / 50, 2000);
    Author author;
    std::mt19937 random(1);
    const auto placeIn = [&random](int size) { return int(random() % unsigned(size + 1)); };
    author.write({{u"@id"_s, u"note"_s}, {u"body"_s, u""_s}});
    const QString piece(length / pieces, u'a');
    for (int i = 0; i < pieces; ++i)
        author.write(spliceOf(placeIn(i * int(piece.size())), 0, piece));
    int caret = 0;
    int typed = 0;
    const int before = syncs.count;
    Samples samples;
    for (auto _ : state) {
        if (typed++ % 40 == 0)
            caret = placeIn(length);
        author.measure(spliceOf(caret++, 0, u"k"_s), state, samples);
    }
    samples.report(state);
    state.counters["syncs"] = double(syncs.count - before) / double(state.iterations());
}

/// What the store takes of a document that was typed, each key press an operation: as it is a few seconds after
/// the last one, and when the clone has been closed.
void typedDocument(benchmark::State &state)
{
    const auto trace = EditingTrace::read(EditingTrace::folder() + u"/sequential_traces/automerge-paper.json.gz"_s);
    if (trace.transactions.empty())
        return state.SkipWithError("MLD_EDITING_TRACES does not name the folder of the traces");
    constexpr int inFlight = 128;
    for (auto _ : state) {
        Author author;
        author.write({{u"@id"_s, u"note"_s}, {u"body"_s, u""_s}});
        int asked = 0;
        int answered = 0;
        qint64 largest = 0;
        for (const EditingTrace::Transaction &transaction : trace.transactions) {
            for (const EditingTrace::Patch &patch : transaction.patches) {
                author.clone().write(spliceOf(patch.index, patch.deleteCount, patch.content),
                                     [&](const Result<void> &written) {
                                         need(written);
                                         ++answered;
                                     });
                ++asked;
                while (asked - answered > inFlight)
                    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            }
            largest = std::max(largest, author.fileSize());
        }
        while (answered < asked)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        rest(double(state.range(0)) * 1e6);
        state.counters["operations"] = asked;
        state.counters["largestKB"] = double(largest) / 1000;
        state.counters["fileKB"] = double(author.fileSize()) / 1000;
        state.counters["logKB"] = double(author.fileSize(u"-wal"_s)) / 1000;
        author.close();
        state.counters["closedKB"] = double(author.fileSize()) / 1000;
    }
}

QJsonObject note(int i)
{
    return {{u"@id"_s, u"note%1"_s.arg(i)},
            {u"@type"_s, u"http://schema.org/NoteDigitalDocument"_s},
            {u"http://schema.org/name"_s, u"The title of note %1"_s.arg(i)},
            {u"http://schema.org/dateModified"_s, i},
            {u"body"_s, u"The text of note %1, which is short."_s.arg(i)}};
}

/// Makes `count` notes, or `change`s as many; the counters say what one takes at the beginning and at the end, in
/// microseconds, without the disk's syncs.
void inSlices(benchmark::State &state, Author &author, int count, const std::function<void(int)> &change)
{
    constexpr int slices = 10;
    std::vector<double> taken;
    int i = 0;
    for (auto _ : state) {
        const Syncs before = syncs;
        const auto start = SteadyClock::now();
        for (int end = i + count / slices; i < end; ++i)
            change(i);
        const double total = microsecondsSince(start);
        state.SetIterationTime(total / 1e6);
        taken.push_back((total - (syncs.microseconds - before.microseconds)) * slices / count);
    }
    state.counters["first"] = taken.front();
    state.counters["last"] = taken.back();
    state.counters["fileMB"] = double(author.fileSize()) / 1e6;
}

/// Notes with texts, one after the other.
void manyNotes(benchmark::State &state)
{
    Author author;
    inSlices(state, author, int(state.range(0)), [&](int i) { author.write(note(i)); });
}

/// Edits, new titles and deletions among many notes.
void changesAmongManyNotes(benchmark::State &state)
{
    Author author;
    for (int i = 0; i < int(state.range(0)); i += 100) {
        QJsonArray notes;
        for (int j = i; j < i + 100; ++j)
            notes.append(note(j));
        author.write(QJsonObject{{u"@insert"_s, notes}});
    }
    inSlices(state, author, 3000, [&](int i) {
        const QString id = u"note%1"_s.arg(i);
        const QJsonObject splice{{u"@splice"_s, QJsonArray{4, 4, u"body"_s}}};
        author.write({{u"@update"_s, QJsonObject{{u"@id"_s, id}, {u"body"_s, splice}}}});
        author.write({{u"@update"_s, QJsonObject{{u"@id"_s, id}, {u"http://schema.org/name"_s, u"Title %1"_s.arg(i)}}}});
        author.remove(id);
    });
}

/// An item at the head of a list: each slot behind it gets another index, which is told to the app.
void listHeadInsert(benchmark::State &state)
{
    Author author;
    QJsonArray items;
    for (int i = 0; i < int(state.range(0)); ++i)
        items.append(u"Item %1"_s.arg(i));
    author.write({{u"@id"_s, u"list"_s}, {u"@list"_s, items}});
    int i = 0;
    Samples samples;
    for (auto _ : state) {
        const QJsonObject head{{u"0"_s, u"Head %1"_s.arg(i++)}};
        author.measure({{u"@id"_s, u"list"_s}, {u"@list"_s, head}}, state, samples);
    }
    samples.report(state);
}

} // namespace

// In place of the C library's, for the store as well.
extern "C" int fdatasync(int descriptor)
{
    return timedSync(SYS_fdatasync, descriptor);
}

extern "C" int fsync(int descriptor)
{
    return timedSync(SYS_fsync, descriptor);
}

BENCHMARK(fileSystemAppend)->Arg(512)->Arg(4096)->Arg(40960)->Iterations(1000)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(durableWrite)->Iterations(5000)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(durableWritesInFlight)->Arg(32)->Iterations(500)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(keystroke)->Arg(1000)->Arg(100'000)->Arg(1'000'000)->Iterations(5000)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(typedDocument)->Arg(15)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(manyNotes)->Arg(20'000)->Iterations(10)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(changesAmongManyNotes)->Arg(3000)->Arg(20'000)->Iterations(10)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(listHeadInsert)->Arg(50)->Arg(500)->Arg(5000)->Iterations(30)->UseManualTime()->Unit(benchmark::kMicrosecond);

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
