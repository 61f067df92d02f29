// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Runs simulated worlds, one for each seed, and says which seeds end badly.
//   tst_simulation                      the seeds that ctest runs
//   tst_simulation --seed 17 --verbose  one world again, with what happens in it
//   tst_simulation --seeds 1000 --from 1 --steps 500 --members 8
#include "world.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTextStream>

using namespace Qt::Literals::StringLiterals;
using namespace mld::simulation;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    const QCommandLineOption seed(u"seed"_s, u"Run this world alone."_s, u"N"_s);
    const QCommandLineOption from(u"from"_s, u"The first seed."_s, u"N"_s, u"1"_s);
    const QCommandLineOption seeds(u"seeds"_s, u"How many worlds to run."_s, u"N"_s, u"30"_s);
    const QCommandLineOption steps(u"steps"_s, u"Actions in each world."_s, u"N"_s, u"300"_s);
    const QCommandLineOption members(u"members"_s, u"Clones in each world, at most."_s, u"N"_s, u"5"_s);
    const QCommandLineOption verbose(u"verbose"_s, u"Tell what happens."_s);
    parser.addOptions({seed, from, seeds, steps, members, verbose});
    parser.process(app);

    QTextStream out(stdout);
    const quint64 first = parser.isSet(seed) ? parser.value(seed).toULongLong() : parser.value(from).toULongLong();
    const quint64 count = parser.isSet(seed) ? 1 : parser.value(seeds).toULongLong();
    int failures = 0;
    for (quint64 s = first; s < first + count; ++s) {
        WorldSettings settings;
        settings.seed = s;
        settings.steps = parser.value(steps).toInt();
        settings.maxMembers = parser.value(members).toInt();
        settings.isVerbose = parser.isSet(verbose);
        World world(settings);
        const QString problem = world.run();
        if (count == 1)
            out << world.summary() << Qt::endl;
        if (problem.isEmpty())
            continue;
        ++failures;
        out << "seed " << s << ": " << problem << "\n  again with: tst_simulation --seed " << s << " --steps "
            << settings.steps << " --members " << settings.maxMembers << Qt::endl;
    }
    out << count - quint64(failures) << " of " << count << " worlds ended well" << Qt::endl;
    return failures == 0 ? 0 : 1;
}
