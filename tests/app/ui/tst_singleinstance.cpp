// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/endsignals.h"
#include "ui/singleinstance.h"

#include <QDir>
#include <QFileInfo>
#include <QLocalServer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <memory>
#include <thread>

using namespace commonplace;

class TestSingleInstance : public QObject
{
    Q_OBJECT

    const QString m_name = QStringLiteral("commonplace-tst-%1").arg(QCoreApplication::applicationPid());

    /// Hands over from another thread, since both ends wait for each other.
    bool handsOver(const QString &link)
    {
        std::atomic<bool> isDone = false;
        bool isTaken = false;
        std::thread second([&] {
            isTaken = SingleInstance(m_name).handOver(link);
            isDone = true;
        });
        const bool hasEnded = QTest::qWaitFor([&] { return isDone.load(); }, 10'000);
        second.join();
        return hasEnded && isTaken;
    }

private Q_SLOTS:
    void handsOverWithinARuntimeFolder()
    {
        QTemporaryDir runtime; // 0700
        qputenv("XDG_RUNTIME_DIR", runtime.path().toUtf8());
        auto first = std::make_unique<SingleInstance>(m_name);
        QCOMPARE(first->path(), runtime.filePath(m_name));
        first->listen();
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFileInfo(first->path()).permissions() & others));
        QSignalSpy called(first.get(), &SingleInstance::called);
        QVERIFY(handsOver(QStringLiteral("commonplace:join?v=1")));
        QTRY_COMPARE(called.size(), 1);
        QCOMPARE(called.at(0).at(0).toString(), QStringLiteral("commonplace:join?v=1"));
        const QString path = first->path();
        first.reset();
        QVERIFY(!QFileInfo::exists(path));
    }

    void aFolderOpenToOthersIsNotUsed()
    {
        QTemporaryDir runtime;
        QVERIFY(QFile::setPermissions(runtime.path(), QFile::permissions(runtime.path()) | QFile::ExeOther));
        qputenv("XDG_RUNTIME_DIR", runtime.path().toUtf8());
        const SingleInstance instance(m_name);
        QVERIFY(!instance.path().startsWith(runtime.path()));
        const QFileInfo folder(QFileInfo(instance.path()).path());
        QVERIFY(folder.fileName().startsWith(QStringLiteral("commonplace-")));
        QCOMPARE(folder.permissions() & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther),
                 QFile::Permissions());
    }

    void nothingIsSaidToWhoTakesTheNameInTheSharedFolder()
    {
        qunsetenv("XDG_RUNTIME_DIR");
        QLocalServer other; // as another user of the machine may: in the temporary folder itself
        QVERIFY(other.listen(m_name));
        QSignalSpy connections(&other, &QLocalServer::newConnection);
        QVERIFY(!handsOver(QStringLiteral("commonplace:join?v=1")));
        QCOMPARE(connections.size(), 0);
    }

    void aSignalIsTold()
    {
        EndSignals signalsOfTheSystem;
        QSignalSpy asked(&signalsOfTheSystem, &EndSignals::asked);
        for (int round = 1; round <= 2; ++round) {
            std::raise(SIGTERM);
            QTRY_COMPARE(asked.size(), round);
        }
    }
};

QTEST_GUILESS_MAIN(TestSingleInstance)
#include "tst_singleinstance.moc"
