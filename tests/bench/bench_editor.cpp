// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// The editor's text view in a window: what it takes to open a text, from a key to its frame, to scroll, and in memory.
#include "editor/textview.h"

#include <benchmark/benchmark.h>

#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>
#include <QQuickWindow>
#include <QTest>

#include <algorithm>

using namespace commonplace;

namespace {

QString paragraphs(qsizetype length)
{
    const QString some = QStringLiteral("## Of foxes and dogs\n"
                                        "The quick **brown** fox jumps over the lazy dog, once, and twice, and then as "
                                        "often as it takes to fill some lines with words.\n"
                                        "- [ ] a task with `code` in it\n\n");
    return some.repeated(length / some.size());
}

QString oneLine(qsizetype length)
{
    const QString some = QStringLiteral("the quick brown fox jumps over the lazy dog, once and twice, ");
    return some.repeated(length / some.size());
}

double residentMiB()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? double(file.readAll().split(' ').value(1).toLongLong()) / 256 : 0;
}

class Window
{
public:
    Window()
    {
        m_window.resize(1000, 800);
        m_view.setParentItem(m_window.contentItem());
        m_view.setWidth(720);
        m_view.setViewHeight(800);
        QObject::connect(&m_view, &TextView::contentMoved, &m_view,
                         [this](double distance) { m_view.setViewTop(m_view.viewTop() + distance); });
        m_window.show();
        m_window.requestActivate();
        (void)QTest::qWaitForWindowActive(&m_window);
        m_view.forceActiveFocus();
    }
    TextView &view() { return m_view; }
    void frame() { (void)m_window.grabWindow(); }
    void type() { QTest::keyClick(&m_window, 'k'); }
    void see(qsizetype position)
    {
        m_view.setCursorPosition(int(position));
        m_view.setViewTop(std::max(0.0, m_view.cursorRectangle().y() - 400));
        frame();
    }

private:
    QQuickWindow m_window;
    TextView m_view;
};

QString textOf(const benchmark::State &state)
{
    return state.range(1) ? oneLine(state.range(0)) : paragraphs(state.range(0));
}

/// From a text to its first frame.
void openText(benchmark::State &state)
{
    const QString text = textOf(state);
    Window window;
    window.frame();
    const double before = residentMiB();
    for (auto _ : state) {
        window.view().reset(text);
        window.frame();
    }
    state.counters["MiB_more"] = residentMiB() - before;
    state.counters["MiB_all"] = residentMiB();
}

/// From a key in the middle to its frame.
void key(benchmark::State &state)
{
    Window window;
    window.view().reset(textOf(state));
    window.see(window.view().length() / 2);
    std::vector<double> times;
    for (auto _ : state) {
        QElapsedTimer timer;
        timer.start();
        window.type();
        window.frame();
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        state.SetIterationTime(seconds);
        times.push_back(seconds * 1000);
    }
    std::sort(times.begin(), times.end());
    state.counters["p50_ms"] = times[times.size() / 2];
    state.counters["p99_ms"] = times[times.size() * 99 / 100];
}

/// A step of the mouse wheel, through text that was not seen before.
void scrollStep(benchmark::State &state)
{
    Window window;
    window.view().reset(textOf(state));
    window.see(window.view().length() / 2);
    for (auto _ : state) {
        window.view().setViewTop(window.view().viewTop() + 60);
        window.frame();
    }
}

void sizes(benchmark::internal::Benchmark *benchmark)
{
    for (const int length : { 1000, 100'000, 1'000'000, 5'000'000 })
        benchmark->Args({ length, 0 });
    for (const int length : { 200'000, 1'000'000 })
        benchmark->Args({ length, 1 });
    benchmark->ArgNames({ "units", "one_line" })->Unit(benchmark::kMillisecond);
}
BENCHMARK(openText)->Apply(sizes)->Iterations(5);
BENCHMARK(key)->Apply(sizes)->UseManualTime()->Iterations(200);
BENCHMARK(scrollStep)->Apply(sizes)->Iterations(100);

} // namespace

int main(int argc, char **argv)
{
    QGuiApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
