// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// From a key pressed in one window to the frame that shows it in another: two text views with the
// app's own editor, two notebooks with threads and stores on disk of their own, and a mosquitto.
#include "support/mosquittobroker.h"
#include "mqtt/mqtttransport.h"
#include "notebook/notebook.h"
#include "ui/noteeditor.h"

#include <benchmark/benchmark.h>

#include <QGuiApplication>
#include <QQuickWindow>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace commonplace;

namespace {

constexpr int patienceMs = 20'000;

/// One person: a notebook on disk, and a window with a note in it.
class Person
{
public:
    Person(QString id, QString folder, quint16 port, bool isGenesis) : m_notebook(entry(id, isGenesis))
    {
        NotebookSetup setup;
        setup.clone = id;
        setup.domain = QStringLiteral("keystroke.example.org");
        setup.isGenesis = isGenesis;
        setup.initialName = QStringLiteral("Keystrokes");
        setup.storePath = folder + QLatin1Char('/') + id + QStringLiteral(".mld");
        setup.makeTransport = [port] {
            mld::MqttOptions options;
            options.host = QStringLiteral("127.0.0.1");
            options.port = port;
            return std::make_unique<mld::MqttTransport>(options);
        };
        m_notebook.open(setup, QStringLiteral("broker"), SecretStore::Status::Ok);
    }
    ~Person()
    {
        m_editor.setNoteId({});
        m_notebook.close();
        // A notebook that does not close has said why; there is nobody left to tell.
        (void)QTest::qWaitFor([this] { return !m_notebook.isOpen(); }, patienceMs);
    }

    bool isReady() const { return m_notebook.isReady(); }
    Notebook &notebook() { return m_notebook; }
    QQuickWindow &window() { return m_window; }
    TextView &area() { return m_area; }

    bool show(const QString &note)
    {
        m_area.setParentItem(m_window.contentItem());
        m_area.setSize({ 800, 600 });
        m_window.resize(800, 600);
        m_window.show();
        m_editor.setArea(&m_area);
        m_editor.setNotebook(&m_notebook);
        m_editor.setNoteId(note);
        return QTest::qWaitFor([this] { return m_editor.isOpen(); }, patienceMs)
                && QTest::qWaitForWindowExposed(&m_window);
    }
    void type(char letter)
    {
        m_area.forceActiveFocus();
        QTest::keyClick(&m_window, letter);
    }
    int revision() const { return m_editor.revision(); }

private:
    static NotebookEntry entry(const QString &id, bool isGenesis)
    {
        NotebookEntry entry;
        entry.id = id;
        entry.cloneId = id;
        entry.domain = QStringLiteral("keystroke.example.org");
        entry.isGenesis = isGenesis;
        return entry;
    }

    Notebook m_notebook;
    QQuickWindow m_window;
    TextView m_area;
    NoteEditor m_editor;
};

/// Both people, in the same note of `length` characters.
class Table
{
public:
    QString seat(qsizetype length)
    {
        if (!m_broker.start())
            return m_broker.problem();
        m_ada = std::make_unique<Person>(QStringLiteral("adaadaadaadaadaadaadaada"), m_folder.path(),
                                         m_broker.port(), true);
        if (!QTest::qWaitFor([this] { return m_ada->isReady(); }, patienceMs))
            return QStringLiteral("the first notebook did not open");
        const QString note = m_ada->notebook().createNote(QStringLiteral("Keys"));
        m_ben = std::make_unique<Person>(QStringLiteral("benbenbenbenbenbenbenben"), m_folder.path(),
                                         m_broker.port(), false);
        if (!QTest::qWaitFor([&] { return m_ben->isReady() && m_ben->notebook().firstNote() == note; },
                             patienceMs))
            return QStringLiteral("the second notebook did not join");
        if (!m_ada->show(note) || !m_ben->show(note))
            return QStringLiteral("a window did not open");
        if (length > 0) {
            const int before = m_ben->revision();
            const QString line = QStringLiteral("the quick brown fox jumps over the lazy dog, once and twice\n");
            m_ada->area().insert(0, line.repeated(length / line.size()));
            if (!QTest::qWaitFor([&] { return m_ben->revision() != before; }, patienceMs))
                return QStringLiteral("the text did not arrive");
        }
        m_ada->window().requestActivate();
        if (!QTest::qWaitForWindowActive(&m_ada->window()))
            return QStringLiteral("the first window is not active");
        return {};
    }
    /// Seconds from the key to the frame; negative if it never came.
    double strike()
    {
        const int before = m_ben->revision();
        QElapsedTimer timer;
        timer.start();
        m_ada->type('k');
        while (m_ben->revision() == before) {
            if (timer.elapsed() > patienceMs)
                return -1;
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
        }
        // The frame that shows it: rendering is done here and now, as the window would do next.
        m_ben->window().grabWindow();
        return double(timer.nsecsElapsed()) / 1e9;
    }

private:
    QTemporaryDir m_folder;
    mld::test::MosquittoBroker m_broker;
    std::unique_ptr<Person> m_ada;
    std::unique_ptr<Person> m_ben;
};

void keystroke(benchmark::State &state)
{
    Table table;
    if (const QString problem = table.seat(state.range(0)); !problem.isEmpty()) {
        state.SkipWithError(qPrintable(problem));
        return;
    }
    std::vector<double> times;
    for (auto _ : state) {
        const double seconds = table.strike();
        if (seconds < 0) {
            state.SkipWithError("a keystroke did not arrive");
            break;
        }
        state.SetIterationTime(seconds);
        times.push_back(seconds * 1000);
    }
    if (times.empty())
        return;
    std::sort(times.begin(), times.end());
    state.counters["p50_ms"] = times[times.size() / 2];
    state.counters["p99_ms"] = times[times.size() * 99 / 100];
}
BENCHMARK(keystroke)->Arg(0)->Arg(100'000)->UseManualTime()->Iterations(300)->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char **argv)
{
    QGuiApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
