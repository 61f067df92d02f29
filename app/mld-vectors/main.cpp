// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "vectorfile.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("mld-vectors"));
    QCommandLineParser parser;
    parser.setApplicationDescription(
            QStringLiteral("Runs m-ld vector files against the engine, and says which cases fail.\n"
                           "The last line is \"N passed, N failed\"."));
    parser.addHelpOption();
    parser.addPositionalArgument(QStringLiteral("file"), QStringLiteral("Vector files to run."),
                                 QStringLiteral("FILE…"));
    parser.process(application);
    const QStringList files = parser.positionalArguments();
    if (files.isEmpty())
        parser.showHelp(2);

    QTextStream out(stdout);
    mld::vectors::Report report(out);
    bool areAllRead = true;
    for (const QString &file : files) {
        if (const auto run = mld::vectors::runFile(file, report); !run) {
            QTextStream(stderr) << file << ": " << run.error().message << '\n';
            areAllRead = false;
        }
    }
    report.finish();
    if (!areAllRead)
        return 2;
    return report.failed() > 0 ? 1 : 0;
}
