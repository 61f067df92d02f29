// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "matching.h"
#include "vectorfile.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace mld::vectors;

namespace {

QJsonObject loaded(const QString &name)
{
    QFile file(QStringLiteral(MLD_TEST_DATA "/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no vectors %s", qPrintable(name));
    return QJsonDocument::fromJson(file.readAll()).object();
}

// The vectors with the member at `path` replaced; numbers in it are indexes of arrays.
QJsonValue altered(const QJsonValue &value, QStringList path, const QJsonValue &member)
{
    if (path.isEmpty())
        return member;
    const QString key = path.takeFirst();
    if (value.isArray()) {
        QJsonArray array = value.toArray();
        array[key.toInt()] = altered(array[key.toInt()], path, member);
        return array;
    }
    QJsonObject object = value.toObject();
    object[key] = altered(object[key], path, member);
    return object;
}

} // namespace

/// The vector runner: that the vectors pass, and that it would say so if they did not.
class tst_Vectors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allPass_data();
    void allPass();
    void wrongExpectationFails_data();
    void wrongExpectationFails();
    void generatedIdsCorrespond_data();
    void generatedIdsCorrespond();
    void exitCodes();
};

void tst_Vectors::allPass_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("atLeast");
    const std::pair<const char *, int> files[] = {
        { "clocks.json", 400 }, { "msgpack.json", 80 }, { "fusion.json", 16 },
        { "lseq.json", 50 },    { "tseq.json", 40 },    { "tseq-cases.json", 66 },
        { "jrql-cases.json", 300 }, { "lists-cases.json", 43 },
    };
    for (const auto &[name, count] : files)
        QTest::newRow(name) << QString::fromLatin1(name) << count;
    const QStringList recordings =
            QDir(QStringLiteral(MLD_TEST_DATA)).entryList({ QStringLiteral("mqtt-*.json") });
    QVERIFY(recordings.size() > 10);
    for (const QString &name : recordings)
        QTest::newRow(qPrintable(name)) << name << 0;
}

void tst_Vectors::allPass()
{
    QFETCH(QString, name);
    QFETCH(int, atLeast);
    QString output;
    QTextStream out(&output);
    Report report(out);
    const auto run = runVectors(loaded(name), report);
    QVERIFY2(run, run ? "" : qPrintable(run.error().message));
    report.finish();
    QVERIFY2(report.failed() == 0, qPrintable(output));
    QVERIFY(report.passed() >= atLeast);
}

void tst_Vectors::wrongExpectationFails_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("path");
    const auto row = [](const char *name, const char *path) {
        QTest::newRow(name) << QString::fromLatin1(name)
                            << QString::fromLatin1(path).split(u' ');
    };
    row("clocks.json", "compare 7 anyLt");
    row("msgpack.json", "encode 5 hex");
    row("fusion.json", "fusion 1 fused from");
    row("lseq.json", "cases 3 positions 2");
    row("tseq.json", "cases 4 textAfter");
    row("tseq-cases.json", "cases 1 steps 2 text");
    row("jrql-cases.json", "cases 3 steps 2 result");
    row("lists-cases.json", "cases 0 steps 4 lists A 3 pos");
}

void tst_Vectors::wrongExpectationFails()
{
    QFETCH(QString, name);
    QFETCH(QStringList, path);
    const QJsonValue wrong = altered(loaded(name), path, QStringLiteral("wrong"));
    QString output;
    QTextStream out(&output);
    Report report(out);
    QVERIFY(runVectors(wrong.toObject(), report).isOk());
    report.finish();
    QCOMPARE(report.failed(), 1);
    QVERIFY(report.passed() > 0);
    QVERIFY2(output.startsWith(QLatin1String("FAIL ")), qPrintable(output));
    QVERIFY(output.endsWith(QStringLiteral("%1 passed, 1 failed\n").arg(report.passed())));
}

// Ids that were generated may be named anew, but not two of them the same, nor one in two ways.
void tst_Vectors::generatedIdsCorrespond_data()
{
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("actual");
    QTest::addColumn<bool>("areAlike");
    QTest::newRow("renamed") << QByteArray(R"(["_:a", "_:b"])") << QByteArray(R"(["_:x", "_:y"])")
                             << true;
    QTest::newRow("one for two") << QByteArray(R"({"p": "_:a", "q": "_:b"})")
                                 << QByteArray(R"({"p": "_:x", "q": "_:x"})") << false;
    QTest::newRow("two for one") << QByteArray(R"({"p": "_:a", "q": "_:a"})")
                                 << QByteArray(R"({"p": "_:x", "q": "_:y"})") << false;
    QTest::newRow("found by trying")
            << QByteArray(R"([{"@id": "_:a", "r": "_:b"}, {"@id": "_:b", "r": "_:c"}, {"r": "_:a"}])")
            << QByteArray(R"([{"@id": "_:2", "r": "_:3"}, {"r": "_:1"}, {"@id": "_:1", "r": "_:2"}])")
            << true;
    QTest::newRow("lists have an order") << QByteArray(R"({"@list": ["a", "b"]})")
                                         << QByteArray(R"({"@list": ["b", "a"]})") << false;
    QTest::newRow("sets have none") << QByteArray(R"({"p": ["a", "b"]})")
                                    << QByteArray(R"({"p": ["b", "a"]})") << true;
}

void tst_Vectors::generatedIdsCorrespond()
{
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, actual);
    QFETCH(bool, areAlike);
    const auto value = [](const QByteArray &json) {
        return QJsonDocument::fromJson("[" + json + "]").array().at(0);
    };
    QCOMPARE(firstMismatch({ { QString(), value(expected), value(actual) } }).isNull(), areAlike);
}

void tst_Vectors::exitCodes()
{
    QTemporaryDir folder;
    const QString wrong = folder.filePath(QStringLiteral("wrong.json"));
    {
        QFile file(wrong);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QStringList path { QStringLiteral("cases"), QStringLiteral("0"),
                                 QStringLiteral("positions"), QStringLiteral("0") };
        file.write(QJsonDocument(altered(loaded(QStringLiteral("lseq.json")), path, 1).toObject())
                           .toJson());
    }
    const QString right = QStringLiteral(MLD_TEST_DATA "/lseq.json");
    const auto exitCode = [](const QStringList &arguments) {
        QProcess process;
        process.start(QStringLiteral(MLD_VECTORS), arguments);
        process.waitForFinished();
        return process.exitCode();
    };
    QCOMPARE(exitCode({ right }), 0);
    QCOMPARE(exitCode({ right, wrong }), 1);
    QCOMPARE(exitCode({ folder.filePath(QStringLiteral("missing.json")) }), 2);
}

QTEST_GUILESS_MAIN(tst_Vectors)
#include "tst_vectors.moc"
