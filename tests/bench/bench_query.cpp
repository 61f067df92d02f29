// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset/dataset.h"
#include "jsonld/context.h"
#include "query/read.h"
#include "query/write.h"
#include "store/store.h"

#include <QJsonDocument>

#include <benchmark/benchmark.h>

using namespace mld;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int noteCount = 5000;

/// A notebook of notes without text, written through patterns.
struct Notebook
{
    Notebook()
        : store(*Store::open(u":memory:"_s)), dataset(*store, u"clone"_s),
          context(*Context::forDomain(u"bench.m-ld.org"_s,
                                      { { u"schema"_s, u"http://schema.org/"_s } }))
    {
        QJsonArray notes;
        for (int i = 0; i < noteCount; ++i) {
            notes.append(QJsonObject{
                    { u"@id"_s, u"note-%1"_s.arg(i) },
                    { u"@type"_s, u"schema:NoteDigitalDocument"_s },
                    { u"schema:name"_s, u"The title of note %1"_s.arg(i) },
                    { u"schema:keywords"_s, QJsonArray{ u"tag %1"_s.arg(i % 100), u"all"_s } },
                    { u"rank"_s, i } });
        }
        write(notes);
    }

    void write(const QJsonValue &pattern)
    {
        const auto patch = query::evaluateWrite(dataset, context, pattern,
                                                { [this] { return u"id%1"_s.arg(++ids); }, {} });
        if (!patch || !dataset.applyLocal(*patch, QByteArray::number(++ids)) || !store->commit())
            qFatal("write");
    }

    QJsonArray read(const char *pattern) const
    {
        const auto found =
                query::read(dataset, context, QJsonDocument::fromJson(pattern).object());
        if (!found)
            qFatal("%s", qPrintable(found.error().message));
        return *found;
    }

    std::unique_ptr<Store> store;
    Dataset dataset;
    Context context;
    int ids = 0;
};

Notebook &notebook()
{
    static Notebook shared;
    return shared;
}

void selectByType(benchmark::State &state)
{
    const Notebook &notes = notebook();
    for (auto _ : state) {
        const QJsonArray found = notes.read(R"({"@select": ["?s", "?n"], "@where": {"@id": "?s",
            "@type": "schema:NoteDigitalDocument", "schema:name": "?n"}})");
        if (found.size() != noteCount)
            qFatal("select");
    }
}
BENCHMARK(selectByType)->Unit(benchmark::kMillisecond);

void selectByNumber(benchmark::State &state)
{
    const Notebook &notes = notebook();
    for (auto _ : state) {
        if (notes.read(R"({"@select": "?s", "@where": {"@id": "?s", "rank": 4321}})").size() != 1)
            qFatal("select");
    }
}
BENCHMARK(selectByNumber)->Unit(benchmark::kMicrosecond);

void selectFiltered(benchmark::State &state)
{
    const Notebook &notes = notebook();
    for (auto _ : state)
        benchmark::DoNotOptimize(notes.read(R"({"@select": "?s", "@where": {"@id": "?s",
            "rank": {"@value": "?r", "@gte": 4990}}})"));
}
BENCHMARK(selectFiltered)->Unit(benchmark::kMillisecond);

void describeOne(benchmark::State &state)
{
    const Notebook &notes = notebook();
    for (auto _ : state) {
        if (notes.read(R"({"@describe": "note-2500"})").size() != 1)
            qFatal("describe");
    }
}
BENCHMARK(describeOne)->Unit(benchmark::kMicrosecond);

void describeAll(benchmark::State &state)
{
    const Notebook &notes = notebook();
    for (auto _ : state) {
        const QJsonArray found = notes.read(R"({"@describe": "?s",
            "@where": {"@id": "?s", "@type": "schema:NoteDigitalDocument"}})");
        if (found.size() != noteCount)
            qFatal("describe");
    }
}
BENCHMARK(describeAll)->Unit(benchmark::kMillisecond);

void evaluateUpdate(benchmark::State &state)
{
    Notebook &notes = notebook();
    const QJsonObject pattern = QJsonDocument::fromJson(
            R"({"@update": {"@id": "note-100", "schema:name": "Another title"}})").object();
    for (auto _ : state) {
        const auto patch = query::evaluateWrite(notes.dataset, notes.context, pattern,
                                                { [] { return u"id"_s; }, {} });
        if (!patch || patch->deletes.size() != 1)
            qFatal("update");
    }
}
BENCHMARK(evaluateUpdate)->Unit(benchmark::kMicrosecond);

} // namespace

BENCHMARK_MAIN();
