// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#ifdef MLD_HAVE_MQTT
#include "support/mosquittobroker.h"
#ifdef MLD_TEST_SOCKETIO
#include "transports/socketio/socketioserver.h"
#endif
#endif

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::Literals::StringLiterals;

namespace {

/// JSON with its quotes written as apostrophes, for moc reads no raw strings.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

/// The program, with what it says.
class Program
{
public:
    explicit Program(const QStringList &arguments, const QString &input = {})
    {
        if (!input.isEmpty())
            m_process.setStandardInputFile(input);
        QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process, [this] {
            while (m_process.canReadLine())
                m_lines.append(QJsonDocument::fromJson(m_process.readLine()).object());
        });
        m_process.start(QStringLiteral(MLD_CLONE), arguments);
    }
    ~Program()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    void say(const QByteArray &line) { m_process.write(line + '\n'); }
    void endInput() { m_process.closeWriteChannel(); }
    void die() { m_process.kill(); }
    void terminate() { m_process.terminate(); }
    bool isRunning() const { return m_process.state() == QProcess::Running; }

    /// Waits for the answer to a request.
    QJsonObject answer(const QJsonValue &id)
    {
        return waitFor([&](const QJsonObject &line) { return line.contains(u"id"_s) && line[u"id"] == id; });
    }
    QJsonObject event(const QString &name)
    {
        return waitFor([&](const QJsonObject &line) { return line[u"event"] == name; });
    }
    QJsonObject ask(const QByteArray &op, const QByteArray &pattern = {})
    {
        const int id = ++m_lastId;
        say(json("{'id':") + QByteArray::number(id) + json(",'op':'") + op + '"'
            + (pattern.isEmpty() ? QByteArray() : (json(",'pattern':") + pattern)) + '}');
        return answer(id);
    }
    /// Waits for the end; -1 if it does not come, or came by a crash.
    int exitCode()
    {
        const bool isOver = QTest::qWaitFor([&] { return m_process.state() == QProcess::NotRunning; }, 10'000);
        return isOver && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    QByteArray errorOutput() { return m_process.readAllStandardError(); }
    const QList<QJsonObject> &lines() const { return m_lines; }

private:
    template <typename Matches>
    QJsonObject waitFor(Matches matches)
    {
        QJsonObject found;
        (void)QTest::qWaitFor(
                [&] {
                    for (qsizetype i = 0; i < m_lines.size(); ++i) {
                        if (matches(m_lines[i])) {
                            found = m_lines.takeAt(i);
                            return true;
                        }
                    }
                    return false;
                },
                10'000);
        return found;
    }

    QProcess m_process;
    QList<QJsonObject> m_lines;
    int m_lastId = 0;
};

/// The program, started by a shell that redirects what it reads or writes.
class Shell
{
public:
    Shell(const QStringList &arguments, const QString &redirection)
    {
        const QString line = u"\"$0\" \"$@\" "_s + redirection;
        m_process.start(u"/bin/sh"_s, QStringList{u"-c"_s, line, QStringLiteral(MLD_CLONE)} + arguments);
    }
    ~Shell()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    void say(const QByteArray &line) { m_process.write(line + '\n'); }
    int exitCode()
    {
        const bool isOver = QTest::qWaitFor([&] { return m_process.state() == QProcess::NotRunning; }, 15'000);
        return isOver && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    QByteArray errorOutput() { return m_process.readAllStandardError(); }

private:
    QProcess m_process;
};

} // namespace

/// The headless clone as others see it (design.md 5).
class TestMldClone : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QStringList arguments(const QByteArray &config, const QString &data = u"data"_s) const
    {
        QFile file(m_folder.filePath(u"config.json"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(config) != config.size())
            qFatal("cannot write the configuration");
        return {u"--config"_s, file.fileName(), u"--data"_s, m_folder.filePath(data)};
    }
    static QByteArray genesis()
    {
        return json("{'@id': 'a', '@domain': 'test.example.org', 'genesis': true}");
    }

    static QJsonObject printedKeys(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral(MLD_CLONE), arguments);
        if (!process.waitForFinished(10'000) || process.exitCode() != 0)
            return {};
        return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    }

private Q_SLOTS:
    void everyOperation()
    {
        Program clone(arguments(genesis(), u"every"_s));
        QVERIFY(!clone.event(u"started"_s).isEmpty());
        QCOMPARE(clone.event(u"status"_s)[u"body"].toObject(),
                 (QJsonObject{{u"online"_s, false}, {u"outdated"_s, false}, {u"silo"_s, false}, {u"ticks"_s, 0}}));

        const QJsonObject written = clone.ask("write", json("{'@id': 'fred', 'name': 'Fred'}"));
        QVERIFY(written.contains(u"result") && written[u"result"].isNull());
        const QJsonObject update = clone.event(u"update"_s)[u"body"].toObject();
        QCOMPARE(update[u"@ticks"], QJsonValue(1));
        QCOMPARE(update[u"@insert"], (QJsonArray{QJsonObject{{u"@id"_s, u"fred"_s}, {u"name"_s, u"Fred"_s}}}));
        QCOMPARE(update[u"@delete"], QJsonArray());
        QCOMPARE(update[u"@update"], QJsonArray());

        QCOMPARE(clone.ask("read", json("{'@describe': 'fred'}"))[u"result"], update[u"@insert"]);
        QCOMPARE(clone.ask("status")[u"result"].toObject()[u"ticks"], QJsonValue(1));
        clone.say(json("{'id': 'bye', 'op': 'close'}"));
        QVERIFY(clone.answer(u"bye"_s).contains(u"result"));
        QCOMPARE(clone.exitCode(), 0);
    }

    void nobodyElseReadsTheData()
    {
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther | QFile::WriteOther
            | QFile::ExeOther;
        const QString folder = m_folder.filePath(u"private"_s);
        for (int start = 0; start < 2; ++start) {
            Program clone(arguments(genesis(), u"private"_s));
            QVERIFY(!clone.event(u"started"_s).isEmpty());
            QVERIFY(!(QFile::permissions(folder) & others));
            const QStringList files = QDir(folder).entryList({u"clone*"_s}, QDir::Files);
            QVERIFY(!files.isEmpty());
            for (const QString &file : files) {
                const QString path = folder + u'/' + file;
                QVERIFY2(!(QFile::permissions(path) & others), qPrintable(path));
            }
            clone.endInput();
            QCOMPARE(clone.exitCode(), 0);
            // As an earlier version left it.
            const QString store = folder + u"/clone.mld"_s;
            QVERIFY(QFile::setPermissions(store, QFile::permissions(store) | QFile::ReadOther | QFile::ReadGroup));
        }
    }

    void endOfInputCloses()
    {
        Program clone(arguments(genesis(), u"end"_s));
        clone.say(json("{'id': 1, 'op': 'write', 'pattern': {'@id': 'x', 'n': 1}}"));
        clone.endInput();
        QVERIFY(clone.answer(1).contains(u"result"));
        QCOMPARE(clone.exitCode(), 0);
    }

    /// All input may be there before the program is: what is unasked still comes first, and each request has
    /// its answer, with its id as it was.
    void requestsMayComeAllAtOnce()
    {
        Program clone(arguments(genesis(), u"piped"_s));
        clone.say(json("{'id': [1, {'a': true}], 'op': 'write', 'pattern': {'@id': 'x', 'n': 1}}"));
        clone.say(json("{'id': 1.5, 'op': 'write', 'pattern': [{'@id': 'y', 'n': 1}, {'@id': 'z', 'n': 1}]}"));
        clone.say("");
        clone.say(json("{'id': false, 'op': 'status'}"));
        clone.say(json("{'op': 'read', 'pattern': {'@describe': ['x', 'y', 'z']}}"));
        clone.say(json("{'id': 'close', 'op': 'close'}"));
        clone.say(json("{'id': 'again', 'op': 'close'}"));
        clone.say(json("{'id': 'late', 'op': 'write', 'pattern': {'@id': 'x', 'n': 2}}"));
        clone.endInput();
        QCOMPARE(clone.exitCode(), 0);
        QCOMPARE(clone.lines().value(0)[u"event"].toString(), u"started"_s);
        QCOMPARE(clone.lines().value(1)[u"event"].toString(), u"status"_s);
        QCOMPARE(clone.event(u"update"_s)[u"body"][u"@ticks"], QJsonValue(1));
        QVERIFY(clone.answer(QJsonArray{1, QJsonObject{{u"a"_s, true}}}).contains(u"result"));
        QVERIFY(clone.answer(1.5).contains(u"result"));
        QCOMPARE(clone.answer(false)[u"result"][u"ticks"], QJsonValue(2));
        QCOMPARE(clone.answer(QJsonValue::Null)[u"result"].toArray().size(), 3);
        QVERIFY(clone.answer(u"close"_s).contains(u"result"));
        QVERIFY(clone.answer(u"again"_s).contains(u"result"));
        QCOMPARE(clone.answer(u"late"_s)[u"error"][u"status"], QJsonValue(5032));
    }

    void everyPattern_data()
    {
        QTest::addColumn<QByteArray>("op");
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("result"); // of a write: of a read of all that is then there
        const auto row = [](const char *name, const char *op, const char *pattern, const char *result) {
            QTest::newRow(name) << QByteArray(op) << json(pattern) << json(result);
        };
        row("describe", "read", "{'@describe': 'fred'}", "[{'@id': 'fred', 'age': 41, 'name': 'Fred'}]");
        row("describe where", "read", "{'@describe': '?s', '@where': {'@id': '?s', 'age': 41}}",
            "[{'@id': 'fred', 'age': 41, 'name': 'Fred'}]");
        row("select", "read", "{'@select': '?n', '@where': {'@id': 'fred', 'name': '?n'}}",
            "[{'@id': '_:b1', '?n': 'Fred'}]");
        row("construct", "read", "{'@construct': {'@id': 'fred', 'name': '?'}}", "[{'@id': 'fred', 'name': 'Fred'}]");
        row("subject", "write", "{'@id': 'fred', 'tag': 1}", "[{'@id': 'fred', 'age': 41, 'name': 'Fred', 'tag': 1}]");
        row("insert", "write", "{'@insert': {'@id': 'fred', 'tag': 1}}",
            "[{'@id': 'fred', 'age': 41, 'name': 'Fred', 'tag': 1}]");
        row("delete", "write", "{'@delete': {'@id': 'fred', 'age': '?'}}", "[{'@id': 'fred', 'name': 'Fred'}]");
        row("delete where", "write", "{'@delete': {'@id': '?s', 'name': '?n'}, '@where': {'@id': '?s', 'name': '?n'}}",
            "[{'@id': 'fred', 'age': 41}]");
        row("update", "write", "{'@update': {'@id': 'fred', 'age': {'@plus': 1}}}",
            "[{'@id': 'fred', 'age': 42, 'name': 'Fred'}]");
        row("context", "write", "{'@context': {'years': 'http://test.example.org/#age'}, '@id': 'fred', 'years': 40}",
            "[{'@id': 'fred', 'age': [40, 41], 'name': 'Fred'}]");
    }
    void everyPattern()
    {
        QFETCH(QByteArray, op);
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, result);
        Program clone(arguments(genesis(), QString::fromLatin1(QTest::currentDataTag())));
        QVERIFY(clone.ask("write", json("{'@id': 'fred', 'name': 'Fred', 'age': 41}")).contains(u"result"));
        QJsonObject answer = clone.ask(op, pattern);
        if (op == "write") {
            QVERIFY(answer.contains(u"result") && answer[u"result"].isNull());
            answer = clone.ask("read", json("{'@describe': 'fred'}"));
        }
        QCOMPARE(answer[u"result"].toArray(), QJsonDocument::fromJson(result).array());
    }

    void errorsHaveTheirStatus_data()
    {
        QTest::addColumn<QByteArray>("op");
        QTest::addColumn<QByteArray>("pattern");
        QTest::newRow("no read") << QByteArray("read") << json("{'@id': 'fred', 'n': 1}");
        QTest::newRow("nothing") << QByteArray("read") << json("{}");
        QTest::newRow("select without where") << QByteArray("read") << json("{'@select': '?x'}");
        QTest::newRow("no write") << QByteArray("write") << json("{'@describe': 'fred'}");
    }
    void errorsHaveTheirStatus() // semantics.md 4
    {
        QFETCH(QByteArray, op);
        QFETCH(QByteArray, pattern);
        Program clone(arguments(genesis(), u"status"_s));
        QCOMPARE(clone.ask(op, pattern)[u"error"].toObject()[u"status"], QJsonValue(5011));
    }

    void aNotebookNearbyNeedsItsSecret()
    {
        Program clone(arguments(json("{'@id': 'a', '@domain': 'test.example.org', 'lan': {}}")));
        QCOMPARE(clone.exitCode(), 1);
        const QString message = clone.event(u"error"_s)[u"message"].toString();
#ifdef MLD_HAVE_WEBSOCKETS
        QVERIFY2(message.contains(u" lan.secret: "), qPrintable(message));
#else
        QVERIFY2(message.contains(u" lan: ") && message.contains(u"without that service"), qPrintable(message));
#endif
    }

#ifdef MLD_TEST_SOCKETIO
    /// A server that asks for a word, which comes from the environment.
    void aSocketIoServerCarriesIt()
    {
        mld::test::SocketIoServer server(QJsonObject{{u"auth"_s, QJsonObject{{u"word"_s, u"sesame"_s}}}});
        QVERIFY2(server.start(), qPrintable(server.problem()));
        qputenv("MLD_TEST_WORD", "sesame");
        const auto config = [&](const char *id, const char *genesis) -> QByteArray {
            return json("{'@id': '") + id + json("', '@domain': 'test.example.org', 'genesis': ") + genesis
                    + json(", 'io': {'uri': 'http://127.0.0.1:") + QByteArray::number(server.port())
                    + json("', 'opts': {'auth': {'word': {'env': 'MLD_TEST_WORD'}}}}}");
        };
        Program first(arguments(config("a", "true"), u"io-first"_s));
        QTRY_VERIFY_WITH_TIMEOUT(first.ask("status")[u"result"].toObject()[u"silo"].toBool(), 10'000);
        QVERIFY(first.ask("write", json("{'@id': 'x', 'n': 1}")).contains(u"result"));
        Program second(arguments(config("b", "false"), u"io-second"_s));
        QVERIFY2(!second.event(u"started"_s).isEmpty(), second.errorOutput());
        QCOMPARE(second.ask("read", json("{'@describe': 'x'}"))[u"result"].toArray().size(), 1);
    }
#endif

    /// A write is answered when it is durable: not even a kill takes it back.
    void answeredWritesSurviveAKill()
    {
        const QStringList started = arguments(genesis(), u"kill"_s);
        {
            Program clone(started);
            QVERIFY(clone.ask("write", json("{'@id': 'x', 'n': 1}")).contains(u"result"));
            clone.die();
            QCOMPARE(clone.exitCode(), -1);
        }
        Program clone(started);
        const QJsonArray found = clone.ask("read", json("{'@describe': 'x'}"))[u"result"].toArray();
        QCOMPARE(found, (QJsonArray{QJsonObject{{u"@id"_s, u"x"_s}, {u"n"_s, 1}}}));
    }

    void errorsLeaveItRunning_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QJsonValue>("id");
        QTest::newRow("not JSON") << QByteArray("rubbish") << QJsonValue(QJsonValue::Null);
        QTest::newRow("not an object") << QByteArray("[1]") << QJsonValue(QJsonValue::Null);
        QTest::newRow("no op") << (json("{'id': 7}")) << QJsonValue(QJsonValue::Null);
        QTest::newRow("other op") << (json("{'id': 7, 'op': 'dance'}")) << QJsonValue(7);
        QTest::newRow("no pattern") << (json("{'id': 7, 'op': 'read'}")) << QJsonValue(7);
        QTest::newRow("pattern is text") << (json("{'id': 7, 'op': 'write', 'pattern': 'x'}")) << QJsonValue(7);
        QTest::newRow("bad read") << (json("{'id': 7, 'op': 'read', 'pattern': {'@nonsense': 1}}")) << QJsonValue(7);
        QTest::newRow("bad write") << (json("{'id': {'a': 1}, 'op': 'write', 'pattern': {'@id': '_:b', 'n': 1}}"))
                                   << QJsonValue(QJsonObject{{u"a"_s, 1}});
    }
    void errorsLeaveItRunning()
    {
        QFETCH(QByteArray, line);
        QFETCH(QJsonValue, id);
        Program clone(arguments(genesis(), u"errors"_s));
        clone.say(line);
        const QJsonObject error = clone.answer(id)[u"error"].toObject();
        QVERIFY(!error[u"message"].toString().isEmpty());
        QVERIFY(clone.ask("status").contains(u"result"));
    }

    void statusOfAnErrorIsGiven()
    {
        Program clone(arguments(json("{'@id': 'a', '@domain': 'test.example.org', 'genesis': true, 'maxOperationSize': 100}"),
                                u"big"_s));
        const QByteArray big = json("{'@id': 'x', 'long': '") + QByteArray(200, 'x') + json("'}");
        QCOMPARE(clone.ask("write", big)[u"error"].toObject()[u"status"], QJsonValue(4002));
        QVERIFY(clone.ask("read", json("{'@describe': 'x'}"))[u"result"].toArray().isEmpty());
    }

    void badConfigurationIsRefused()
    {
        Program clone(arguments(json("{'@id': 'a', '@domain': 'test.example.org', 'networkTimeout': 'fast'}")));
        QCOMPARE(clone.exitCode(), 1);
        QVERIFY(clone.errorOutput().contains("networkTimeout"));
        QVERIFY(clone.event(u"error"_s)[u"message"].toString().contains(u"networkTimeout"));
    }

    void missingConfigurationIsRefused()
    {
        Program clone({u"--config"_s, m_folder.filePath(u"nowhere.json"_s), u"--data"_s, m_folder.path()});
        QCOMPARE(clone.exitCode(), 1);
        QVERIFY(clone.errorOutput().contains("nowhere.json"));
    }

    void secretsOnTheCommandLineAreRefused()
    {
        Program clone(arguments(genesis()) + QStringList{u"--password"_s, u"hunter2"_s});
        QCOMPARE(clone.exitCode(), 2);
        const QByteArray said = clone.errorOutput();
        QVERIFY(said.contains("env"));
        QVERIFY(!said.contains("hunter2"));
    }

    void dataInUseIsRefused()
    {
        const QStringList started = arguments(genesis(), u"shared"_s);
        Program first(started);
        QVERIFY(!first.event(u"started"_s).isEmpty());
        Program second(started);
        QVERIFY(!second.event(u"error"_s)[u"message"].toString().isEmpty());
        QCOMPARE(second.exitCode(), 1);
        QVERIFY(first.ask("status").contains(u"result"));
    }

#ifdef MLD_HAVE_MQTT
    void servicesAreReached_data()
    {
        QTest::addColumn<QByteArray>("protocol");
        QTest::newRow("mqtt") << QByteArray("mqtt");
#ifdef MLD_HAVE_WEBSOCKETS
        QTest::newRow("ws") << QByteArray("ws");
#endif
    }

    /// Two clones, the first by name of the host, the second by its address.
    void servicesAreReached()
    {
        QFETCH(QByteArray, protocol);
        mld::test::MosquittoBroker broker({.webSocket = protocol == "ws"});
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const auto config = [&](const char *id, const char *genesis, const char *host) -> QByteArray {
            return json("{'@id': '") + id + json("', '@domain': 'test.example.org', 'genesis': ") + genesis
                    + json(", 'mqtt': {'host': '") + host + json("', 'protocol': '") + protocol
                    + json("', 'port': ") + QByteArray::number(broker.port()) + "}}";
        };
        Program first(arguments(config("a", "true", "localhost"), u"first-"_s + QLatin1String(protocol)));
        QTRY_VERIFY_WITH_TIMEOUT(first.ask("status")[u"result"].toObject()[u"silo"].toBool(), 10'000);
        QVERIFY(first.ask("write", json("{'@id': 'x', 'n': 1}")).contains(u"result"));
        Program second(arguments(config("b", "false", "127.0.0.1"), u"second-"_s + QLatin1String(protocol)));
        QVERIFY2(!second.event(u"started"_s).isEmpty(), second.errorOutput());
        QCOMPARE(second.ask("read", json("{'@describe': 'x'}"))[u"result"].toArray().size(), 1);
    }
#endif

    void keysArePrinted()
    {
        const QJsonObject keys = printedKeys({u"--new-seal"_s});
        QVERIFY(keys[u"domain"].toString().endsWith(u".sealed"_s));
        QVERIFY(keys[u"owner"] != keys[u"editor"]);
        QVERIFY(printedKeys({u"--new-seal"_s})[u"domain"] != keys[u"domain"]);
        qputenv("TEST_SEAL", keys[u"owner"].toString().toLatin1());
        const QJsonObject next = printedKeys({u"--replace-seal"_s, u"TEST_SEAL"_s});
        QCOMPARE(next[u"domain"], keys[u"domain"]);
        QVERIFY(next[u"editor"] != keys[u"editor"]);
        // Only owners can.
        qputenv("TEST_SEAL", keys[u"editor"].toString().toLatin1());
        Program editor({u"--replace-seal"_s, u"TEST_SEAL"_s});
        QCOMPARE(editor.exitCode(), 1);
        QVERIFY(editor.errorOutput().contains("Only an owner"));
    }

#ifdef MLD_HAVE_MQTT
    /// Two members, and somebody at the broker who reads everything; then the key is replaced.
    void aSealedNotebookGoesOverABroker()
    {
        mld::test::MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const QString port = QString::number(broker.port());
        QProcess probe;
        probe.start(u"mosquitto_pub"_s, {u"-p"_s, port, u"-r"_s, u"-t"_s, u"probe"_s, u"-m"_s, u"probe"_s});
        QVERIFY(probe.waitForFinished(10'000));
        QProcess reader;
        const auto stopReading = qScopeGuard([&reader] {
            reader.kill();
            reader.waitForFinished();
        });
        QByteArray transcript;
        reader.start(u"mosquitto_sub"_s, {u"-p"_s, port, u"-t"_s, u"#"_s, u"-F"_s, u"%t %x"_s});
        const auto hears = [&](const QByteArray &words) {
            return QTest::qWaitFor([&] { return (transcript += reader.readAllStandardOutput()).contains(words); }, 10'000);
        };
        QVERIFY(hears("probe "));

        const QJsonObject keys = printedKeys({u"--new-seal"_s});
        const auto config = [&](const char *id, const char *genesis) -> QByteArray {
            return json("{'@id': '") + id + json("', 'seal': {'env': 'TEST_SEAL'}, 'genesis': ") + genesis
                    + json(", 'networkTimeout': 1000, 'mqtt': {'host': '127.0.0.1', 'port': ") + port.toLatin1() + "}}";
        };
        const auto give = [](const QJsonValue &key) { qputenv("TEST_SEAL", key.toString().toLatin1()); };
        give(keys[u"owner"]);
        auto first = std::make_unique<Program>(arguments(config("zelda", "true"), u"sealed-first"_s));
        QVERIFY2(!first->event(u"started"_s).isEmpty(), first->errorOutput());
        QVERIFY(first->ask("write", json("{'@id': 'Plan7', 'Title': 'Zwiebelsuppe', 'text': 'Mehl!'}")).contains(u"result"));
        give(keys[u"editor"]);
        auto second = std::make_unique<Program>(arguments(config("quentin", "false"), u"sealed-second"_s));
        QVERIFY2(!second->event(u"started"_s).isEmpty(), second->errorOutput());
        const QByteArray describe = json("{'@describe': 'Plan7'}");
        QCOMPARE(second->ask("read", describe)[u"result"][0][u"Title"], QJsonValue(u"Zwiebelsuppe"_s));
        QVERIFY(second->ask("write", json("{'@id': 'Plan8', 'Title': 'Quittengelee'}")).contains(u"result"));
        QTRY_COMPARE_WITH_TIMEOUT(first->ask("read", json("{'@describe': 'Plan8'}"))[u"result"][0][u"Title"],
                                  QJsonValue(u"Quittengelee"_s), 10'000);

        // Without the key there is no clone of it.
        Program none(arguments(json("{'@domain': '") + keys[u"domain"].toString().toLatin1() + json("'}"), u"none"_s));
        QCOMPARE(none.exitCode(), 1);
        QVERIFY(none.errorOutput().contains("seal: is missing"));

        // The owner's clone begins with another key. Whoever has the old one says nothing more, but writes on.
        give(keys[u"owner"]);
        const QJsonObject next = printedKeys({u"--replace-seal"_s, u"TEST_SEAL"_s});
        first->terminate();
        QCOMPARE(first->exitCode(), 0);
        give(next[u"owner"]);
        first = std::make_unique<Program>(arguments(config("zelda", "true"), u"sealed-first"_s));
        QVERIFY2(!first->event(u"started"_s).isEmpty(), first->errorOutput());
        QTRY_VERIFY_WITH_TIMEOUT(second->ask("status")[u"result"][u"problem"].toString().contains(u"was replaced"_s), 15'000);
        QVERIFY(second->ask("write", json("{'@id': 'Plan9', 'Title': 'Kirschmichel'}")).contains(u"result"));
        second->terminate();
        QCOMPARE(second->exitCode(), 0);
        give(keys[u"editor"]);
        Program old(arguments(config("quentin", "false"), u"sealed-second"_s));
        QCOMPARE(old.exitCode(), 1);
        QVERIFY(old.errorOutput().contains("was replaced"));
        give(next[u"editor"]);
        second = std::make_unique<Program>(arguments(config("quentin", "false"), u"sealed-second"_s));
        QTRY_COMPARE_WITH_TIMEOUT(first->ask("read", json("{'@describe': 'Plan9'}"))[u"result"][0][u"Title"],
                                  QJsonValue(u"Kirschmichel"_s), 15'000);

        QVERIFY(hears("/operations/"));
        QByteArray read;
        const QList<QByteArray> lines = transcript.split('\n');
        for (const QByteArray &line : lines) {
            const qsizetype space = line.lastIndexOf(' ');
            read += line.first(std::max<qsizetype>(space, 0)) + ' ' + QByteArray::fromHex(line.mid(space + 1)) + ' ';
        }
        QVERIFY(lines.size() > 12 && read.contains(keys[u"domain"].toString().toLatin1()));
        for (const char *secret : {"Plan7", "Plan8", "Plan9", "Title", "Zwieb", "suppe", "Mehl!", "Quitt", "Kirsc", "@type",
                                   "inserts"})
            QVERIFY2(!read.contains(secret), secret);
        QVERIFY(!read.contains("http://control"));
        for (const QString &key : {u"owner"_s, u"editor"_s})
            QVERIFY(!read.contains(keys[key].toString().mid(20, 20).toLatin1()));
    }

    /// Whatever the log level: each reason once on the standard error, and in the status as long as it holds.
    void whyThereIsNoConnectionIsSaid()
    {
        mld::test::MosquittoBroker broker({.username = u"ada"_s, .password = u"secret"_s});
        const QByteArray config = json("{'@id': 'a', '@domain': 'test.example.org', 'genesis': true, 'logLevel': 'silent', "
                                 "'mqtt': {'host': '127.0.0.1', 'username': 'ada', 'password': 'wrong', 'port': ")
            + QByteArray::number(broker.port()) + "}}";
        Program clone(arguments(config, u"unconnected"_s));
        QByteArray said;
        const auto says = [&](const char *words) {
            return QTest::qWaitFor([&] { return (said += clone.errorOutput()).contains(words); }, 15'000);
        };
        QVERIFY(says("refuses connections"));
        const auto problem = [&] { return clone.ask("status")[u"result"].toObject()[u"problem"].toString(); };
        QVERIFY(problem().contains(u"refuses connections"_s));
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        QVERIFY(says("does not accept the user name or the password"));
        QVERIFY(problem().contains(u"password"_s));
        QCOMPARE(said.count('\n'), 2); // a line for each
        QVERIFY(broker.setPassword(u"wrong"_s));
        QTRY_VERIFY_WITH_TIMEOUT(problem().isEmpty(), 20'000);
        QVERIFY(says("well again"));
    }

    void whoEndsSaysNothingOfHowItIs()
    {
        const mld::test::MosquittoBroker broker; // not started
        const QByteArray config = json("{'@id': 'a', '@domain': 'test.example.org', 'genesis': true, "
                                 "'mqtt': {'host': '127.0.0.1', 'port': ")
            + QByteArray::number(broker.port()) + "}}";
        Program clone(arguments(config, u"ending"_s));
        QByteArray said;
        QVERIFY(QTest::qWaitFor([&] { return (said += clone.errorOutput()).contains("refuses connections"); }, 15'000));
        clone.endInput();
        QCOMPARE(clone.exitCode(), 0);
        said += clone.errorOutput();
        QVERIFY2(!said.contains("well again"), said.constData());
    }

    void thatNobodyIsThereIsSaid()
    {
        mld::test::MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const QByteArray config = json("{'@id': 'b', '@domain': 'test.example.org', 'logLevel': 'silent', 'networkTimeout': "
                                 "500, 'mqtt': {'host': '127.0.0.1', 'port': ")
            + QByteArray::number(broker.port()) + "}}";
        Program clone(arguments(config, u"nobody"_s));
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += clone.errorOutput()).contains("Nobody who has the data"), 10'000);
        QVERIFY(clone.ask("status")[u"result"].toObject()[u"problem"].toString().contains(u"genesis"_s));
        // Somebody who is said to be there, and is not.
        QProcess ghost;
        ghost.start(u"mosquitto_pub"_s, {u"-p"_s, QString::number(broker.port()), u"-r"_s, u"-t"_s,
                                         u"__presence/test.example.org/ghost"_s, u"-m"_s,
                                         QString::fromUtf8(json("{'ghost': 'test.example.org/control'}"))});
        QVERIFY(ghost.waitForFinished(10'000) && ghost.exitCode() == 0);
        QTRY_VERIFY_WITH_TIMEOUT((said += clone.errorOutput()).contains("none of them answers"), 15'000);
        QVERIFY(clone.ask("status")[u"result"].toObject()[u"problem"].toString().contains(u"answers"_s));
    }

    void aGhostLocksNobodyOut_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("with an id") << json("'@id': 'a', ");
        QTest::newRow("made-up id") << QByteArray();
    }

    /// After a power cut the service still says that somebody is there: the clone itself, under whatever id it had,
    /// or one who is gone. Whoever has data serves them, also if nobody ever joined it; while it runs, too.
    void aGhostLocksNobodyOut()
    {
        QFETCH(QByteArray, id);
        QTemporaryDir kept;
        mld::test::MosquittoBroker broker({.extra = u"persistence true\npersistence_location %1/\n"
                                                    "autosave_on_changes true\nautosave_interval 1\n"_s.arg(kept.path())});
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const auto config = [&](const QByteArray &name, const char *genesis) -> QByteArray {
            return "{" + name + json("'@domain': 'test.example.org', 'networkTimeout': 500, 'genesis': ") + genesis
                    + json(", 'mqtt': {'host': '127.0.0.1', 'reconnectPeriod': 200, 'port': ") + QByteArray::number(broker.port())
                    + "}}";
        };
        const auto seeGhost = [&](const QString &name) {
            QProcess ghost;
            ghost.start(u"mosquitto_pub"_s, {u"-p"_s, QString::number(broker.port()), u"-r"_s, u"-t"_s,
                                             u"__presence/test.example.org/"_s + name, u"-m"_s,
                                             QString::fromUtf8(json("{'ghost': 'test.example.org/control'}"))});
            return ghost.waitForFinished(10'000) && ghost.exitCode() == 0;
        };
        const QString folder = u"ghost-%1"_s.arg(QLatin1String(QTest::currentDataTag()));
        const auto isAlone = [](Program &clone) {
            const QJsonObject status = clone.ask("status")[u"result"].toObject();
            return status[u"silo"].toBool() && status[u"unanswered"].toBool() && !status[u"outdated"].toBool()
                    && status[u"problem"].toString().contains(u"none of them answers"_s);
        };
        {
            Program clone(arguments(config(id, "true"), folder));
            QTRY_VERIFY_WITH_TIMEOUT(clone.ask("status")[u"result"].toObject()[u"silo"].toBool(), 10'000);
            QVERIFY(clone.ask("write", json("{'@id': 'x', 'n': 1}")).contains(u"result"));
            QVERIFY(seeGhost(u"early"_s));
            QTRY_VERIFY_WITH_TIMEOUT(isAlone(clone), 10'000);
            QVERIFY(clone.ask("write", json("{'@id': 'y', 'n': 2}")).contains(u"result"));
            clone.die();
            broker.kill();
            QCOMPARE(clone.exitCode(), -1);
        }
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        QVERIFY(seeGhost(u"late"_s));
        Program clone(arguments(config(id, "true"), folder));
        QTRY_VERIFY_WITH_TIMEOUT(isAlone(clone), 10'000);
        QVERIFY(clone.isRunning());
        Program newcomer(arguments(config(json("'@id': 'new', "), "false"), folder + u"-new"_s));
        QVERIFY2(!newcomer.event(u"started"_s).isEmpty(), newcomer.errorOutput());
        QCOMPARE(newcomer.ask("read", json("{'@describe': ['x', 'y']}"))[u"result"].toArray().size(), 2);
    }

    /// Two that were begun apart: each keeps its data, and the one who comes says what is the matter.
    void anotherBeginningIsSaid()
    {
        mld::test::MosquittoBroker broker;
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const auto config = [&](const char *id, bool isConnected) -> QByteArray {
            return json("{'@id': '") + id + json("', '@domain': 'test.example.org', 'networkTimeout': 500, 'genesis': true")
                    + (isConnected ? json(", 'mqtt': {'host': '127.0.0.1', 'port': ") + QByteArray::number(broker.port()) + "}"
                                   : QByteArray())
                    + "}";
        };
        {
            Program alone(arguments(config("b", false), u"apart-b"_s));
            QVERIFY(alone.ask("write", json("{'@id': 'x', 'n': 2}")).contains(u"result"));
            alone.endInput();
            QCOMPARE(alone.exitCode(), 0);
        }
        Program first(arguments(config("a", true), u"apart-a"_s));
        QVERIFY(first.ask("write", json("{'@id': 'x', 'n': 1}")).contains(u"result"));
        QTRY_VERIFY_WITH_TIMEOUT(first.ask("status")[u"result"].toObject()[u"silo"].toBool(), 10'000);
        Program other(arguments(config("b", true), u"apart-b"_s));
        QTRY_VERIFY_WITH_TIMEOUT(other.ask("status")[u"result"].toObject()[u"apart"].toBool(), 10'000);
        const QJsonObject status = other.ask("status")[u"result"].toObject();
        QVERIFY2(status[u"problem"].toString().contains(u"another beginning"_s), qPrintable(status[u"problem"].toString()));
        QVERIFY(other.ask("write", json("{'@id': 'y', 'n': 3}")).contains(u"result"));
        QCOMPARE(other.ask("read", json("{'@describe': ['x', 'y']}"))[u"result"].toArray().size(), 2);
        QVERIFY(other.isRunning());
        QCOMPARE(first.ask("read", json("{'@describe': ['x', 'y']}"))[u"result"].toArray().size(), 1);
        QVERIFY(first.ask("status")[u"result"].toObject()[u"silo"].toBool());
    }
#endif

    /// Its data make it the same member at the next start.
    void aMadeUpIdIsKept()
    {
        const QStringList started = arguments(json("{'@domain': 'test.example.org', 'genesis': true}"), u"made-up"_s);
        const auto keptId = [&] {
            QFile file(m_folder.filePath(u"made-up/clone.id"_s));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        {
            Program clone(started);
            QVERIFY(!clone.event(u"started"_s).isEmpty());
            clone.die();
            QCOMPARE(clone.exitCode(), -1);
        }
        const QByteArray id = keptId();
        QVERIFY(id.size() > 10);
        Program clone(started);
        QVERIFY(!clone.event(u"started"_s).isEmpty());
        QCOMPARE(keptId(), id);
    }

    /// As a service manager has it: no input at all.
    void aServiceStays()
    {
        Program clone(arguments(genesis(), u"service"_s) + QStringList{u"--service"_s}, QProcess::nullDevice());
        QVERIFY(!clone.event(u"started"_s).isEmpty());
        QTest::qWait(500);
        QVERIFY(clone.isRunning());
        clone.terminate();
        QCOMPARE(clone.exitCode(), 0);
    }

    void withoutInputItEnds_data()
    {
        QTest::addColumn<QString>("redirection");
        QTest::newRow("empty") << u"</dev/null"_s;
        QTest::newRow("closed") << u"<&-"_s;
    }
    void withoutInputItEnds()
    {
        QFETCH(QString, redirection);
        Shell clone(arguments(genesis(), u"ended"_s), redirection);
        QCOMPARE(clone.exitCode(), 0);
    }

    void outputThatCannotBeWrittenIsAnError_data()
    {
        QTest::addColumn<QString>("redirection");
        QTest::newRow("full") << u">/dev/full"_s;
        QTest::newRow("closed") << u">&-"_s;
    }
    void outputThatCannotBeWrittenIsAnError()
    {
        QFETCH(QString, redirection);
        Shell clone(arguments(genesis(), u"unwritten"_s) + QStringList{u"--service"_s}, redirection + u" </dev/null"_s);
        QCOMPARE(clone.exitCode(), 1);
        QVERIFY(clone.errorOutput().contains("cannot be written"));
    }

    /// Requests go on being carried out, and the clone ends when it is told to.
    void outputThatNobodyReadsHoldsNothingUp()
    {
        const QStringList started = arguments(genesis(), u"unread"_s);
        {
            // The reader has the pipe open, and never reads.
            Shell clone(started, u"| sleep 30"_s);
            for (int i = 0; i < 300; ++i)
                clone.say(json("{'id': 1, 'op': 'write', 'pattern': {'@id': 'x") + QByteArray::number(i) + json("', 'n': '")
                          + QByteArray(2000, 'n') + json("'}}"));
            clone.say(json("{'op': 'close'}"));
            // Its store is open, and then closed.
            const auto isOpen = [&] { return QFile::exists(m_folder.filePath(u"unread/clone.mld-wal"_s)); };
            QVERIFY(QTest::qWaitFor(isOpen, 10'000));
            QVERIFY(QTest::qWaitFor([&] { return !isOpen(); }, 20'000));
        }
        Program again(started);
        QCOMPARE(again.ask("read", json("{'@describe': 'x299'}"))[u"result"].toArray().size(), 1);
    }

    /// A newcomer that nobody meets waits, and takes no writes.
    void newcomerAloneTakesNoWrites()
    {
        Program clone(arguments(json("{'@id': 'b', '@domain': 'test.example.org'}"), u"newcomer"_s));
        QCOMPARE(clone.event(u"status"_s)[u"body"].toObject()[u"ticks"], QJsonValue(-1));
        QCOMPARE(clone.ask("write", json("{'@id': 'x', 'n': 1}"))[u"error"].toObject()[u"status"], QJsonValue(5004));
        QCOMPARE(clone.ask("status")[u"result"].toObject()[u"ticks"], QJsonValue(-1));
        clone.endInput();
        QCOMPARE(clone.exitCode(), 0);
        for (const QJsonObject &line : clone.lines())
            QVERIFY(line[u"event"] != u"started"_s);
    }
};

QTEST_GUILESS_MAIN(TestMldClone)
#include "tst_mldclone.moc"
