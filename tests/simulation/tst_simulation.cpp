// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Runs simulated worlds, one for each seed, and says which seeds end badly.
//   tst_simulation                      the worlds that ctest runs: 10000, or MLD_SIMULATION_SCHEDULES
//   tst_simulation --part 2 --parts 4   the second quarter of them
//   tst_simulation --seed 17 --verbose  one world again, with what happens in it
//   tst_simulation --seeds 1000 --from 1 --steps 500 --members 8
//   tst_simulation --seeds 1000 --agreements 30   agreements in all of them, not in every fourth
//   tst_simulation --seeds 1000 --sealed 1        all of them sealed, not every second; 0 for none
#include "world.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QHashSeed>
#include <QTextStream>

#include <array>

using namespace Qt::Literals::StringLiterals;
using namespace mld::simulation;

namespace {

constexpr int defaultSchedules = 10'000;

struct Seeds
{
    quint64 first = 1;
    quint64 count = 1;
};

/// Every fourth world has agreements: now and then, often, or all the time.
int agreementsOf(quint64 seed)
{
    constexpr std::array perMille{5, 30, 150};
    return seed % 4 == 0 ? perMille[seed / 4 % perMille.size()] : 0;
}

Seeds seedsOf(const QCommandLineParser &parser)
{
    if (parser.isSet(u"seed"_s))
        return {parser.value(u"seed"_s).toULongLong(), 1};
    bool isGiven = false;
    const int given = qEnvironmentVariableIntValue("MLD_SIMULATION_SCHEDULES", &isGiven);
    const quint64 all = parser.isSet(u"seeds"_s) ? parser.value(u"seeds"_s).toULongLong()
                                                 : quint64(isGiven ? given : defaultSchedules);
    const quint64 parts = std::max<quint64>(1, parser.value(u"parts"_s).toULongLong());
    const quint64 part = std::clamp<quint64>(parser.value(u"part"_s).toULongLong(), 1, parts);
    const quint64 before = all * (part - 1) / parts;
    return {parser.value(u"from"_s).toULongLong() + before, all * part / parts - before};
}

} // namespace

int main(int argc, char **argv)
{
    QHashSeed::setDeterministicGlobalSeed(); // a seed gives the same world in every process
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"seed"_s, u"Run this world alone."_s, u"N"_s},
                       {u"from"_s, u"The first seed."_s, u"N"_s, u"1"_s},
                       {u"seeds"_s, u"How many worlds there are to run."_s, u"N"_s},
                       {u"part"_s, u"Which part of them to run."_s, u"N"_s, u"1"_s},
                       {u"parts"_s, u"Into how many parts they are divided."_s, u"N"_s, u"1"_s},
                       {u"steps"_s, u"Actions in each world."_s, u"N"_s, u"200"_s},
                       {u"members"_s, u"Clones in each world, at most."_s, u"N"_s, u"5"_s},
                       {u"agreements"_s, u"Of 1000 writes, how many are agreements."_s, u"N"_s},
                       {u"sealed"_s, u"Whether the domains are sealed, and the services hostile: 0 or 1."_s, u"N"_s},
                       {u"verbose"_s, u"Tell what happens."_s}});
    parser.process(app);

    QTextStream out(stdout);
    const Seeds seeds = seedsOf(parser);
    quint64 failures = 0;
    for (quint64 seed = seeds.first; seed < seeds.first + seeds.count; ++seed) {
        WorldSettings settings;
        settings.seed = seed;
        settings.steps = parser.value(u"steps"_s).toInt();
        settings.maxMembers = parser.value(u"members"_s).toInt();
        settings.agreementsPerMille = parser.isSet(u"agreements"_s) ? parser.value(u"agreements"_s).toInt()
                                                                    : agreementsOf(seed);
        settings.isSealed = parser.isSet(u"sealed"_s) ? parser.value(u"sealed"_s) != u"0" : seed % 2 == 1;
        settings.isVerbose = parser.isSet(u"verbose"_s);
        World world(settings);
        const QString problem = world.run();
        if (seeds.count == 1)
            out << world.summary() << Qt::endl;
        if (problem.isEmpty())
            continue;
        ++failures;
        out << "seed " << seed << ": " << problem << "\n  again with: tst_simulation --seed " << seed << " --steps "
            << settings.steps << " --members " << settings.maxMembers << " --agreements "
            << settings.agreementsPerMille << " --sealed " << int(settings.isSealed) << Qt::endl;
    }
    out << seeds.count - failures << " of " << seeds.count << " worlds ended well" << Qt::endl;
    return failures == 0 ? 0 : 1;
}
