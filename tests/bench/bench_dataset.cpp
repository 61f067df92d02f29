// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/dataset.h"
#include "dataset/snapshot.h"
#include "rdf/vocabulary.h"
#include "store/store.h"

#include <QFile>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

Term node(const QString &name)
{
    return Term::iri(u"http://bench.m-ld.org/"_s + name);
}

Term property(const QString &name)
{
    return Term::iri(u"http://schema.org/"_s + name);
}

/// Notes as the app makes them, but for their text: four triples each.
Patch notes(int from, int to)
{
    Patch patch;
    const Term type = Term::iri(iris::rdfType);
    const Term note = property(u"NoteDigitalDocument"_s);
    const Term name = property(u"name"_s);
    const Term keywords = property(u"keywords"_s);
    const Term created = property(u"dateCreated"_s);
    for (int i = from; i < to; ++i) {
        const Term subject = node(u"note-%1"_s.arg(i, 8, 16, QChar(u'0')));
        patch.inserts.push_back({ subject, type, note });
        patch.inserts.push_back({ subject, name, Term::string(u"The title of note %1"_s.arg(i)) });
        patch.inserts.push_back({ subject, keywords, Term::string(u"tag %1"_s.arg(i % 100)) });
        patch.inserts.push_back(
                { subject, created,
                  Term::literal(u"2024-01-%1T%2:00:00Z"_s.arg(i % 28 + 1, 2, 10, QChar(u'0'))
                                        .arg(i % 24, 2, 10, QChar(u'0')),
                                iris::xsdDateTime) });
    }
    return patch;
}

void need(const Result<void> &result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
}

/// A notebook on disk.
struct Notebook
{
    explicit Notebook(int subjects = 0)
    {
        open();
        for (int i = 0; i < subjects; i += 5000) {
            const Tid tid = QByteArray::number(i).toBase64();
            if (!dataset->applyLocal(notes(i, std::min(i + 5000, subjects)), tid))
                qFatal("write");
            need(store->commit());
        }
    }

    void open()
    {
        dataset.reset();
        store.reset();
        store = *Store::open(folder.filePath(u"notebook"_s));
        dataset = std::make_unique<Dataset>(*store, u"clone"_s);
    }

    QTemporaryDir folder;
    std::unique_ptr<Store> store;
    std::unique_ptr<Dataset> dataset;
};

/// The memory that this process holds, in MiB.
double residentMib()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * 4 / 1024;
}

int describe(const Dataset &data, const Term &subject)
{
    int length = 0;
    data.match(data.find(subject), 0, 0, [&](TermId, TermId p, TermId o) {
        length += int(data.term(p).text().size() + data.term(o).text().size());
        return true;
    });
    return length;
}

/// Writes subjects, four triples each, as one durable local transaction.
void writeLocal(benchmark::State &state)
{
    const Patch patch = notes(0, int(state.range(0)));
    for (auto _ : state) {
        state.PauseTiming();
        Notebook notebook;
        state.ResumeTiming();
        benchmark::DoNotOptimize(notebook.dataset->applyLocal(patch, "AQ=="));
        need(notebook.store->commit());
        state.PauseTiming();
        notebook.open();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * qint64(patch.inserts.size()));
}

/// The same, as another clone's operation.
void writeRemote(benchmark::State &state)
{
    OperationContent content;
    for (const Triple &triple : notes(0, int(state.range(0))).inserts)
        content.inserts.push_back({ triple, {} });
    for (auto _ : state) {
        state.PauseTiming();
        Notebook notebook;
        state.ResumeTiming();
        benchmark::DoNotOptimize(notebook.dataset->applyRemote(content, "AQ=="));
        need(notebook.store->commit());
        state.PauseTiming();
        notebook.open();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * qint64(content.inserts.size()));
}

/// One small durable transaction after another, in a large notebook.
void writeOneByOne(benchmark::State &state)
{
    Notebook notebook(100'000);
    int i = 200'000;
    for (auto _ : state) {
        const Tid tid = QByteArray::number(i).toBase64();
        benchmark::DoNotOptimize(notebook.dataset->applyLocal(notes(i, i + 1), tid));
        need(notebook.store->commit());
        ++i;
    }
    state.SetItemsProcessed(state.iterations());
}

/// All properties of a subject, of 100,000, with nothing of it in memory but by chance.
void describeOne(benchmark::State &state)
{
    Notebook notebook(100'000);
    quint32 i = 0;
    for (auto _ : state) {
        i = i * 1664525 + 1013904223;
        const Term subject = node(u"note-%1"_s.arg(i % 100'000, 8, 16, QChar(u'0')));
        benchmark::DoNotOptimize(describe(*notebook.dataset, subject));
    }
    state.SetItemsProcessed(state.iterations());
}

/// From nothing to the first subject described, of 100,000.
void openAndRead(benchmark::State &state)
{
    Notebook notebook(100'000);
    for (auto _ : state) {
        state.PauseTiming();
        notebook.dataset.reset();
        notebook.store.reset();
        state.ResumeTiming();
        notebook.open();
        benchmark::DoNotOptimize(describe(*notebook.dataset, node(u"note-00001234"_s)));
    }
    state.counters["MiB"] = residentMib();
}

/// What a receiver does with a snapshot, less what the network takes: decode, load, index, commit.
void loadSnapshot(benchmark::State &state)
{
    const OperationContext context(u"bench.m-ld.org"_s);
    std::vector<QByteArray> batches;
    {
        Notebook source(int(state.range(0)));
        const auto snapshot = source.dataset->snapshot();
        while (const auto batch = *snapshot->next(100))
            batches.push_back(*encodeTriples(*batch, context));
    }
    for (auto _ : state) {
        state.PauseTiming();
        Notebook notebook;
        state.ResumeTiming();
        notebook.dataset->beginLoad();
        for (const QByteArray &batch : batches)
            need(notebook.dataset->load(*decodeTriples(batch, context)));
        notebook.dataset->endLoad();
        need(notebook.store->commit());
        state.PauseTiming();
        notebook.open();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0) * 4);
}

/// What a sender does, less what the network takes.
void takeSnapshot(benchmark::State &state)
{
    const OperationContext context(u"bench.m-ld.org"_s);
    Notebook notebook(int(state.range(0)));
    for (auto _ : state) {
        const auto snapshot = notebook.dataset->snapshot();
        while (const auto batch = *snapshot->next(100))
            benchmark::DoNotOptimize(encodeTriples(*batch, context));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0) * 4);
}

/// The pause in which the data stands still.
void pauseForSnapshot(benchmark::State &state)
{
    Notebook notebook(int(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(notebook.dataset->snapshot());
}

/// A durable keystroke in a text of the given length.
void keystroke(benchmark::State &state)
{
    Notebook notebook;
    const Triple body { node(u"note"_s), property(u"text"_s), Term::literal(u"id"_s, iris::text) };
    Patch patch;
    patch.inserts = { body };
    patch.newTexts.insert(u"id"_s, QString(state.range(0), u'x'));
    (void)notebook.dataset->applyLocal(patch, "AQ==");
    need(notebook.store->commit());
    qint64 index = state.range(0) / 2;
    for (auto _ : state) {
        Patch typed;
        typed.splices = { { body, { { index++, 0, u"y"_s } } } };
        benchmark::DoNotOptimize(
                notebook.dataset->applyLocal(typed, QByteArray::number(index).toBase64()));
        need(notebook.store->commit());
    }
    state.SetItemsProcessed(state.iterations());
}

} // namespace

BENCHMARK(writeLocal)->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(writeRemote)->Arg(5000)->Unit(benchmark::kMillisecond);
BENCHMARK(writeOneByOne)->Unit(benchmark::kMicrosecond);
BENCHMARK(describeOne)->Unit(benchmark::kMicrosecond);
BENCHMARK(openAndRead)->Unit(benchmark::kMillisecond);
BENCHMARK(loadSnapshot)->Arg(6000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(takeSnapshot)->Arg(6000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(pauseForSnapshot)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(keystroke)->Arg(1000)->Arg(200'000)->Unit(benchmark::kMicrosecond);
BENCHMARK_MAIN();
