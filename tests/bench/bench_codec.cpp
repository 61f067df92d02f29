// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clock/globalclock.h"
#include "clock/treeclock.h"
#include "codec/operation.h"
#include "codec/operationcontent.h"
#include "journal/fusion.h"
#include "journal/textfusion.h"
#include "rdf/literal.h"
#include "rdf/vocabulary.h"
#include "text/tseq.h"

#include <benchmark/benchmark.h>

using namespace mld;

namespace {

const OperationContext &context()
{
    static const OperationContext forExample(QStringLiteral("bench.example.org"));
    return forExample;
}

/// Subjects of five properties each, as an import of things has them.
OperationContent things(qint64 triples, bool isReified)
{
    const auto property = [](const char *name) {
        return Term::iri(context().vocab() + QString::fromLatin1(name));
    };
    const Term type = Term::iri(iris::rdfType);
    const Term thing = property("Thing");
    const Term name = property("name");
    const Term size = property("size");
    const Term weight = property("weight");
    const Term next = property("next");
    const std::vector<Tid> tids = isReified ? std::vector<Tid>{ "kwORAQI=" } : std::vector<Tid>();
    OperationContent content;
    for (qint64 i = 0; i < triples / 5; ++i) {
        const auto iri = [](qint64 number) {
            return Term::iri(context().base() + QStringLiteral("thing%1").arg(number));
        };
        const Term subject = iri(i);
        const auto add = [&](const Term &predicate, const Term &object) {
            content.inserts.push_back({ { subject, predicate, object }, tids });
        };
        add(type, thing);
        add(name, Term::string(QStringLiteral("The thing with number %1").arg(i)));
        add(size, *literal::fromNumber(double(i)));
        add(weight, *literal::fromNumber(double(i) + 0.5));
        add(next, iri(i + 1));
    }
    return content;
}

void encode(benchmark::State &state)
{
    const bool isReified = state.range(1) != 0;
    const OperationContent content = things(state.range(0), isReified);
    for (auto _ : state)
        benchmark::DoNotOptimize(*encodeContent(content, context(), isReified));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

void decode(benchmark::State &state)
{
    const bool isReified = state.range(1) != 0;
    const QByteArray bytes =
            *encodeContent(things(state.range(0), isReified), context(), isReified);
    for (auto _ : state)
        benchmark::DoNotOptimize(*decodeContent(bytes, context(), isReified));
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.SetBytesProcessed(state.iterations() * bytes.size());
}

/// All layers of a message, as sent.
void encodeWhole(benchmark::State &state)
{
    const OperationContent content = things(state.range(0), false);
    OperationTuple tuple;
    tuple.from = 1;
    tuple.time = TreeClock::genesis().ticked();
    for (auto _ : state) {
        (void)packContent(tuple, content, context());
        benchmark::DoNotOptimize(encodeMessage({ 0, *encodeTuple(tuple, context()), {} }));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// All layers of a message, as received.
void decodeWhole(benchmark::State &state)
{
    OperationTuple tuple;
    tuple.from = 1;
    tuple.time = TreeClock::genesis().ticked();
    (void)packContent(tuple, things(state.range(0), false), context());
    const QByteArray bytes = encodeMessage({ 0, *encodeTuple(tuple, context()), {} });
    for (auto _ : state) {
        const auto message = decodeMessage(bytes);
        benchmark::DoNotOptimize(*decodeOperation(*decodeTuple(message->enc, context()), context()));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// The clocks of a domain with so many processes, each forked from some other.
std::vector<TreeClock> processes(qint64 count)
{
    std::vector<TreeClock> clocks{ TreeClock::genesis().ticked() };
    for (size_t i = 0; clocks.size() < size_t(count); i = (i * 7 + 3) % clocks.size()) {
        TreeClock::Fork fork = *clocks[i].forked();
        clocks[i] = fork.left.ticked();
        clocks.push_back(fork.right.ticked());
    }
    for (TreeClock &clock : clocks) {
        for (const TreeClock &other : clocks)
            clock = *clock.joined(other);
    }
    return clocks;
}

/// What delivering one operation asks of the clocks (wire.md 8).
void deliver(benchmark::State &state)
{
    const auto clocks = processes(state.range(0));
    TreeClock local = clocks.front();
    TreeClock remote = clocks.back();
    GlobalClock gwc;
    for (const TreeClock &clock : clocks)
        (void)gwc.set(clock);
    for (auto _ : state) {
        remote = remote.ticked();
        const TreeClock received = *TreeClock::decode(remote.encode());
        benchmark::DoNotOptimize(local.anyNonIdLt(received));
        benchmark::DoNotOptimize(local.ticksOf(received));
        local = local.joined(received)->ticked().ticked();
        benchmark::DoNotOptimize(gwc.set(received).isOk());
    }
    state.SetItemsProcessed(state.iterations());
}

void hash(benchmark::State &state)
{
    TreeClock time = processes(state.range(0)).front();
    for (auto _ : state) {
        time = time.ticked();
        benchmark::DoNotOptimize(time.hash());
    }
    state.SetItemsProcessed(state.iterations());
}

/// Operations of ten triples each.
void fuseMany(benchmark::State &state)
{
    std::vector<Operation> operations;
    TreeClock time;
    const OperationContent content = things(10 * state.range(0), true);
    for (qint64 i = 0; i < state.range(0); ++i) {
        time = time.ticked();
        Operation operation{ time.ticks(), time, {}, {}, {} };
        const auto begin = content.inserts.begin() + 10 * i;
        operation.content.inserts.assign(begin, begin + 10);
        operations.push_back(operation);
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(*fuse(operations, textFusion()));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// Key presses in one text.
std::vector<Operation> typing(qint64 count)
{
    const Triple body{ Term::iri(context().base() + QStringLiteral("note")),
                       Term::iri(QStringLiteral("http://schema.org/text")),
                       Term::literal(QStringLiteral("cm1"), iris::text) };
    TSeq text(QStringLiteral("clone-of-the-writer-0001"));
    std::vector<Operation> operations;
    TreeClock time;
    for (qint64 i = 0; i < count; ++i) {
        time = time.ticked();
        Operation operation{ time.ticks(), time, {}, {}, {} };
        const qsizetype index = i % 50 == 0 ? text.length() / 2 : TSeq::End; // moves at times
        const auto edit = i % 8 == 7 ? text.splice(text.length() - 1, 1) : text.splice(index, 0, u"x");
        operation.content.updates.push_back({ body, edit->operation.toMsgPack() });
        operations.push_back(std::move(operation));
    }
    return operations;
}

void fuseTyping(benchmark::State &state)
{
    const std::vector<Operation> operations = typing(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(*fuse(operations, textFusion()));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// A fusion of which all but the last was seen, key press by key press.
void cutTyping(benchmark::State &state)
{
    const std::vector<Operation> operations = typing(state.range(0));
    const Operation all = *fuse(operations, textFusion());
    const std::vector<Operation> seen(operations.begin(), operations.end() - 1);
    for (auto _ : state)
        benchmark::DoNotOptimize(*cut(all, seen, textFusion()));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

} // namespace

BENCHMARK(encode)->ArgNames({ "triples", "reified" })->ArgsProduct({ { 10, 10000, 100000 }, { 0, 1 } });
BENCHMARK(decode)->ArgNames({ "triples", "reified" })->ArgsProduct({ { 10, 10000, 100000 }, { 0, 1 } });
BENCHMARK(encodeWhole)->ArgName("triples")->Arg(10)->Arg(100000);
BENCHMARK(decodeWhole)->ArgName("triples")->Arg(10)->Arg(100000);
BENCHMARK(deliver)->ArgName("processes")->Arg(2)->Arg(10)->Arg(100)->Arg(1000);
BENCHMARK(hash)->ArgName("processes")->Arg(2)->Arg(10)->Arg(100)->Arg(1000);
BENCHMARK(fuseMany)->ArgName("operations")->Arg(10)->Arg(1000);
BENCHMARK(fuseTyping)->ArgName("operations")->Arg(100)->Arg(1000)->Arg(4000);
BENCHMARK(cutTyping)->ArgName("operations")->Arg(100)->Arg(1000)->Arg(4000);
BENCHMARK_MAIN();
