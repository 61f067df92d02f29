// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "editingtrace.h"
#include "text/tseq.h"

#include <benchmark/benchmark.h>

#include <QHash>

#include <algorithm>
#include <chrono>
#include <vector>

using namespace mld;
using Clock = std::chrono::steady_clock;

namespace {

const EditingTrace &trace(const std::string &name)
{
    static QHash<QString, EditingTrace> traces;
    const QString key = QString::fromStdString(name);
    if (!traces.contains(key))
        traces.insert(key, EditingTrace::read(EditingTrace::folder() + QStringLiteral("/sequential_traces/")
                                              + key + QStringLiteral(".json.gz")));
    return *traces.constFind(key);
}

const QString writer = QStringLiteral("clone-of-the-writer-0001");
const QString reader = QStringLiteral("clone-of-the-reader-0002");

template <typename Each>
void replay(const EditingTrace &trace, TSeq &text, Each each)
{
    for (const EditingTrace::Transaction &transaction : trace.transactions) {
        for (const EditingTrace::Patch &patch : transaction.patches)
            each(text.splice(patch.index, patch.deleteCount, patch.content)->operation);
    }
}

std::vector<QByteArray> operationsOf(const EditingTrace &trace)
{
    std::vector<QByteArray> operations;
    TSeq text(writer);
    replay(trace, text, [&](const TextOperation &operation) {
        operations.push_back(operation.toMsgPack());
    });
    return operations;
}

TSeq finished(const EditingTrace &trace)
{
    TSeq text(writer);
    replay(trace, text, [](const TextOperation &) {});
    return text;
}

/// The slowest single edits, which an average hides. Of each edit it is the fastest repetition that
/// counts: what the machine did besides is no fault of the edit.
class Latencies
{
public:
    void beginRepetition() { m_next = 0; }
    template <typename Act>
    void time(Act act)
    {
        const auto start = Clock::now();
        act();
        const double time
            = std::chrono::duration<double, std::micro>(Clock::now() - start).count();
        if (m_next == m_times.size())
            m_times.push_back(time);
        else
            m_times[m_next] = std::min(m_times[m_next], time);
        ++m_next;
    }
    void report(benchmark::State &state)
    {
        std::sort(m_times.begin(), m_times.end());
        state.counters["p50_us"] = m_times[m_times.size() / 2];
        state.counters["p99_us"] = m_times[m_times.size() * 99 / 100];
        state.counters["max_us"] = m_times.back();
    }

private:
    std::vector<double> m_times;
    size_t m_next = 0;
};

bool isMissing(benchmark::State &state, const EditingTrace &trace)
{
    if (trace.transactions.empty())
        state.SkipWithError("set MLD_EDITING_TRACES to a folder with the editing traces");
    return trace.transactions.empty();
}

// The writer's side: every edit, and its operation as bytes.
void local(benchmark::State &state, const std::string &name)
{
    const EditingTrace &edits = trace(name);
    if (isMissing(state, edits))
        return;
    qsizetype bytes = 0;
    qsizetype count = 0;
    for (auto _ : state) {
        TSeq text(writer);
        bytes = count = 0;
        replay(edits, text, [&](const TextOperation &operation) {
            bytes += operation.toMsgPack().size();
            ++count;
        });
        if (text.length() != edits.endContent.size())
            state.SkipWithError("the text is wrong");
    }
    state.SetItemsProcessed(state.iterations() * count);
    state.counters["op_bytes"] = double(bytes) / double(count);
}

void localEach(benchmark::State &state, const std::string &name)
{
    const EditingTrace &edits = trace(name);
    if (isMissing(state, edits))
        return;
    Latencies latencies;
    for (auto _ : state) {
        latencies.beginRepetition();
        TSeq text(writer);
        for (const EditingTrace::Transaction &transaction : edits.transactions) {
            for (const EditingTrace::Patch &patch : transaction.patches) {
                latencies.time([&] {
                    const auto edit = text.splice(patch.index, patch.deleteCount, patch.content);
                    benchmark::DoNotOptimize(edit->operation.toMsgPack());
                });
            }
        }
    }
    latencies.report(state);
}

// A reader's side: every operation from bytes to splices.
void remote(benchmark::State &state, const std::string &name)
{
    const EditingTrace &edits = trace(name);
    if (isMissing(state, edits))
        return;
    const std::vector<QByteArray> operations = operationsOf(edits);
    for (auto _ : state) {
        TSeq text(reader);
        for (const QByteArray &operation : operations) {
            const auto update = text.apply(*TextOperation::fromMsgPack(operation), writer);
            benchmark::DoNotOptimize(update->splices.size());
        }
        if (text.length() != edits.endContent.size())
            state.SkipWithError("the text is wrong");
    }
    state.SetItemsProcessed(state.iterations() * qint64(operations.size()));
}

void remoteEach(benchmark::State &state, const std::string &name)
{
    const EditingTrace &edits = trace(name);
    if (isMissing(state, edits))
        return;
    const std::vector<QByteArray> operations = operationsOf(edits);
    Latencies latencies;
    for (auto _ : state) {
        latencies.beginRepetition();
        TSeq text(reader);
        for (const QByteArray &operation : operations) {
            latencies.time([&] {
                const auto update = text.apply(*TextOperation::fromMsgPack(operation), writer);
                benchmark::DoNotOptimize(update->splices.size());
            });
        }
    }
    latencies.report(state);
}

void save(benchmark::State &state, const std::string &name)
{
    const EditingTrace &edits = trace(name);
    if (isMissing(state, edits))
        return;
    const TSeq text = finished(edits);
    qsizetype size = 0;
    for (auto _ : state)
        size = text.saveState().size();
    state.counters["bytes"] = double(size);
}

void open(benchmark::State &state, const std::string &name)
{
    const EditingTrace &edits = trace(name);
    if (isMissing(state, edits))
        return;
    const QByteArray saved = finished(edits).saveState();
    for (auto _ : state) {
        const auto text = TSeq::load(writer, saved);
        benchmark::DoNotOptimize(text->text());
    }
}

void registerAll()
{
    for (const char *name : {"automerge-paper", "rustcode", "seph-blog1", "sveltecomponent",
                             "json-crdt-patch", "friendsforever_flat"}) {
        const std::string trace = name;
        const auto add = [&](const char *what, void (*run)(benchmark::State &, const std::string &)) {
            benchmark::RegisterBenchmark((trace + "/" + what).c_str(), run, trace)
                ->Unit(benchmark::kMillisecond);
        };
        add("local", local);
        add("local-each", localEach);
        add("remote", remote);
        add("remote-each", remoteEach);
        add("save", save);
        add("open", open);
    }
}

} // namespace

int main(int argc, char **argv)
{
    registerAll();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
