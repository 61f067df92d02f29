// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "support/mosquittobroker.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace mld;

namespace {

constexpr int kBuildTimeoutMs = 240'000;
constexpr int kPatienceMs = 30'000;

/// One run of the example, and what it has printed.
class Follower
{
public:
    Follower(const QString &program, const QStringList &arguments)
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"MQTT_USER"_s, u"ada"_s);
        environment.insert(u"MQTT_PASSWORD"_s, u"secret"_s);
        m_process.setProcessEnvironment(environment);
        m_process.start(program, arguments);
    }
    ~Follower()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    bool prints(const QString &text)
    {
        return QTest::qWaitFor(
            [&] {
                m_output += m_process.readAllStandardOutput();
                return m_output.contains(text.toUtf8());
            },
            kPatienceMs);
    }
    bool ends()
    {
        return QTest::qWaitFor([&] { return !m_process.processId(); }, kPatienceMs);
    }
    /// It ended by itself, neither well nor by a signal.
    bool hasRefused() const
    {
        return m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 1;
    }
    QByteArray said() { return m_output + m_process.readAllStandardError(); }

private:
    QProcess m_process;
    QByteArray m_output;
};

} // namespace

/// The package Mld and the program that shows its use, outside of the project's tree.
class TestPackage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theExampleIsBuiltAgainstWhatIsInstalled()
    {
        const QString prefix = m_folder.filePath(u"prefix"_s);
        QVERIFY(cmake({u"--install"_s, QStringLiteral(BUILD_FOLDER), u"--prefix"_s, prefix,
                       u"--component"_s, u"Development"_s}));
        QVERIFY(!QDir(prefix).exists(u"bin"_s)); // the libraries alone
        const QString build = m_folder.filePath(u"build"_s);
        QVERIFY(cmake({u"-S"_s, QStringLiteral(EXAMPLE_FOLDER), u"-B"_s, build, u"-G"_s,
                       QStringLiteral(CMAKE_GENERATOR_NAME),
                       u"-DCMAKE_PREFIX_PATH="_s + prefix + u';' + QStringLiteral(PREFIX_PATH)}));
        QVERIFY(cmake({u"--build"_s, build}));
    }

    /// With the flags that pkg-config gives, each installed header finds what it includes.
    void headersFindWhatTheyInclude()
    {
        QStringList headers;
        QString packageFile;
        QDirIterator files(m_folder.filePath(u"prefix"_s), {u"*.h"_s, u"mld.pc"_s}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString file = files.next();
            if (file.endsWith(u".pc"_s))
                packageFile = file;
            else
                headers.append(file);
            QVERIFY2(!file.endsWith(u"_p.h"_s), qPrintable(file));
        }
        QVERIFY(headers.size() > 20);
        if (packageFile.isEmpty())
            QSKIP("No pkg-config file is installed, as Qt MQTT has none");
        QProcess flags;
        flags.start(u"pkg-config"_s, {u"--cflags"_s, packageFile});
        QVERIFY2(flags.waitForFinished(kPatienceMs) && flags.exitCode() == 0,
                 flags.readAllStandardError().constData());
        QProcess compiler;
        compiler.start(QStringLiteral(CXX_PROGRAM),
                       QStringList{u"-std=c++20"_s, u"-fPIC"_s, u"-M"_s} +
                           QProcess::splitCommand(QString::fromUtf8(flags.readAllStandardOutput())) +
                           headers);
        QVERIFY(compiler.waitForFinished(kBuildTimeoutMs));
        QVERIFY2(compiler.exitCode() == 0, compiler.readAllStandardError().constData());
    }

    void twoFollowEachOther()
    {
        test::MosquittoBroker broker({.security = test::MosquittoBroker::Security::Tls,
                                      .username = u"ada"_s,
                                      .password = u"secret"_s});
        QVERIFY2(broker.start(), qPrintable(broker.problem()));
        const auto arguments = [&](const QString &id, const QString &caFile) {
            return QStringList{u"package.example.org"_s, id, u"localhost"_s,
                               QString::number(broker.port()), caFile};
        };
        const QString program = m_folder.filePath(u"build/follow"_s);
        Follower one(program, arguments(u"one"_s, broker.caFile()) + QStringList{u"genesis"_s});
        QVERIFY2(one.prints(uR"("@id":"one")"_s), one.said().constData());
        Follower two(program, arguments(u"two"_s, broker.caFile()));
        QVERIFY2(two.prints(uR"("@id":"one")"_s), two.said().constData()); // reads what was there
        QVERIFY2(one.prints(uR"("@id":"two")"_s), one.said().constData()); // hears what comes
        Follower stranger(program, arguments(u"three"_s, broker.otherCaFile()));
        QVERIFY(stranger.ends()); // it must not talk to a broker that it does not trust
        const QByteArray said = stranger.said();
        QVERIFY2(said.contains("authority"), said.constData());
        QVERIFY(stranger.hasRefused());
    }

    void whatIsWrongIsToldWithoutACrash_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("no arguments") << QStringList() << QByteArray("usage: follow DOMAIN");
        QTest::newRow("certificate file")
            << QStringList{u"package.example.org"_s, u"id"_s, u"localhost"_s, u"8883"_s, u"nowhere.pem"_s}
            << QByteArray("nowhere.pem");
    }

    void whatIsWrongIsToldWithoutACrash()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, word);
        Follower follower(m_folder.filePath(u"build/follow"_s), arguments);
        QVERIFY(follower.ends());
        const QByteArray said = follower.said();
        QVERIFY2(said.contains(word), said.constData());
        QVERIFY(follower.hasRefused());
    }

private:
    bool cmake(const QStringList &arguments)
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral(CMAKE_PROGRAM), arguments);
        if (process.waitForFinished(kBuildTimeoutMs) && process.exitCode() == 0)
            return true;
        qWarning("%s", process.readAll().constData());
        return false;
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestPackage)
#include "tst_package.moc"
