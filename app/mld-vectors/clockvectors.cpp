// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
// Tree clocks and global clocks (wire.md 3): clocks.json.
#include "compare.h"
#include "vectorfile.h"

#include "clock/globalclock.h"
#include "clock/treeclock.h"

#include <QJsonArray>

#include <functional>

namespace mld::vectors {

namespace {

QJsonValue numberOrNull(const std::optional<qint64> &number)
{
    return number ? QJsonValue(*number) : QJsonValue(QJsonValue::Null);
}

QString latin(const QByteArray &text)
{
    return QString::fromLatin1(text);
}

// A clock of a vector; what the vectors hold is well formed unless a row is about that.
TreeClock clockOf(const QJsonValue &json)
{
    const auto clock = TreeClock::fromJson(json);
    return clock ? *clock : TreeClock();
}

// The members of `row` with these keys, of which each may be missing
QJsonObject part(const QJsonObject &row, std::initializer_list<QStringView> keys)
{
    QJsonObject picked;
    for (const QStringView key : keys) {
        if (row.contains(key))
            picked.insert(key, row[key]);
    }
    return picked;
}

// An error of a vector only says that there is one
QJsonValue orError(const Result<TreeClock> &clock)
{
    return clock ? clock->toJson() : QJsonValue(QStringLiteral("error"));
}

QString differenceOfClock(const QJsonObject &row)
{
    const TreeClock clock = clockOf(row[u"json"]);
    QJsonObject actual {
        { QStringLiteral("canonical"), clock.toJson() },
        { QStringLiteral("deepTicks"), clock.deepTicks() },
        { QStringLiteral("nonIdTicks"), numberOrNull(clock.nonIdTicks()) },
        { QStringLiteral("isId"), clock.isRootId() },
        { QStringLiteral("isZeroId"), clock.isZeroId() },
        { QStringLiteral("hash"), latin(clock.hash()) },
    };
    if (clock.hasId())
        actual.insert(QStringLiteral("ticks"), clock.ticks());
    const QJsonObject expected = part(row, { u"canonical", u"deepTicks", u"nonIdTicks", u"isId",
                                             u"isZeroId", u"hash", u"ticks" });
    const QString difference = firstDifference(expected, actual);
    if (difference.isNull() && TreeClock::decode(clock.encode()).value() != clock)
        return QStringLiteral("does not read its own bytes");
    return difference;
}

QString differenceOfBad(const QJsonObject &row)
{
    return TreeClock::fromJson(row[u"json"]) ? QStringLiteral("expected an error, got a clock")
                                             : QString();
}

QString differenceOfFork(const QJsonObject &row)
{
    const auto fork = clockOf(row[u"clock"]).forked();
    if (!fork)
        return fork.error().message;
    const QJsonObject actual {
        { QStringLiteral("left"), fork->left.toJson() },
        { QStringLiteral("right"), fork->right.toJson() },
        { QStringLiteral("leftHash"), latin(fork->left.hash()) },
        { QStringLiteral("rightHash"), latin(fork->right.hash()) },
    };
    return firstDifference(part(row, { u"left", u"right", u"leftHash", u"rightHash" }), actual);
}

QJsonValue expectedClock(const QJsonObject &row, QStringView key, QStringView errorKey)
{
    return row.contains(errorKey) ? QJsonValue(QStringLiteral("error")) : row[key];
}

QString differenceOfTicked(const QJsonObject &row)
{
    const TreeClock clock = clockOf(row[u"clock"]);
    const QJsonValue argument = row[u"ticked"];
    const Result<TreeClock> result = argument.isNull() ? clock.ticked()
            : argument.isDouble() ? clock.ticked(argument.toInteger())
                                  : clock.ticked(clockOf(argument[u"clock"]));
    return firstDifference(expectedClock(row, u"result", u"error"), orError(result));
}

QString differenceOfUpdate(const QJsonObject &row)
{
    const TreeClock clock = clockOf(row[u"clock"]);
    const auto joined = clock.joined(clockOf(row[u"other"]));
    const QString difference =
            firstDifference(expectedClock(row, u"result", u"error"), orError(joined));
    if (!difference.isNull() || !joined)
        return difference;
    return firstDifference(row[u"hashUnchanged"], joined->hash() == clock.hash(),
                           QStringLiteral("hashUnchanged"));
}

QString differenceOfComparison(const QJsonObject &row)
{
    const TreeClock a = clockOf(row[u"a"]);
    const TreeClock b = clockOf(row[u"b"]);
    const QJsonObject actual {
        { QStringLiteral("anyLt"), a.anyLt(b) },
        { QStringLiteral("anyNonIdLt"), a.anyNonIdLt(b) },
        { QStringLiteral("equals"), a == b },
        { QStringLiteral("aGetTicksB"), numberOrNull(a.ticksOf(b)) },
    };
    return firstDifference(part(row, { u"anyLt", u"anyNonIdLt", u"equals", u"aGetTicksB" }),
                           actual);
}

QString differenceOfGlobal(const QJsonObject &row)
{
    const auto start = GlobalClock::fromJson(row[u"start"]);
    if (!start)
        return start.error().message;
    GlobalClock gwc = *start;
    const QJsonArray steps = row[u"steps"].toArray();
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const QJsonObject step = steps[i].toObject();
        const QString path = QStringLiteral("steps[%1]").arg(i);
        const TreeClock time = clockOf(step[u"set"]);
        const Tid tid = step.contains(u"tid") ? step[u"tid"].toString().toLatin1() : time.hash();
        const auto set = gwc.set(time, tid);
        if (step.contains(u"error") != !set.isOk())
            return QStringLiteral("%1: expected %2").arg(path, shown(step[u"error"]));
        if (!set)
            continue;
        QJsonArray tids;
        for (const Tid &each : gwc.tids())
            tids.append(latin(each));
        QJsonObject actual {
            { QStringLiteral("result"), gwc.toJson() },
            { QStringLiteral("tids"), tids },
            { QStringLiteral("getTicks"), numberOrNull(gwc.ticksOf(time)) },
            { QStringLiteral("tidOfTime"), latin(gwc.tid(time)) },
        };
        if (step.contains(u"tidIsHash"))
            actual.insert(QStringLiteral("tidIsHash"), latin(time.hash()));
        const QJsonObject expected =
                part(step, { u"result", u"tids", u"getTicks", u"tidOfTime", u"tidIsHash" });
        const QString difference = firstDifference(expected, actual, path);
        if (!difference.isNull())
            return difference;
    }
    return {};
}

QString differenceOfGlobalComparison(const QJsonObject &row)
{
    const auto gwc = GlobalClock::fromJson(row[u"gwc"]);
    if (!gwc)
        return gwc.error().message;
    const TreeClock time = clockOf(row[u"time"]);
    const QJsonObject actual {
        { QStringLiteral("timeAnyLtGwc"), time.anyLt(*gwc) },
        { QStringLiteral("gwcAnyLtTime"), gwc->anyLt(time) },
        { QStringLiteral("timeGetTicksFromGwc"), numberOrNull(gwc->ticksOf(time)) },
    };
    const QJsonObject expected =
            part(row, { u"timeAnyLtGwc", u"gwcAnyLtTime", u"timeGetTicksFromGwc" });
    const QString difference = firstDifference(expected, actual);
    if (!difference.isNull())
        return difference;
    return firstDifference(expectedClock(row, u"joined", u"joinError"),
                           orError(time.joined(*gwc)));
}

} // namespace

void runClocks(const QJsonObject &file, Report &report)
{
    const std::pair<QString, std::function<QString(const QJsonObject &)>> groups[] = {
        { QStringLiteral("clocks"), differenceOfClock },
        { QStringLiteral("badJson"), differenceOfBad },
        { QStringLiteral("forks"), differenceOfFork },
        { QStringLiteral("ticked"), differenceOfTicked },
        { QStringLiteral("update"), differenceOfUpdate },
        { QStringLiteral("compare"), differenceOfComparison },
        { QStringLiteral("globalClock"), differenceOfGlobal },
        { QStringLiteral("globalClockCompare"), differenceOfGlobalComparison },
    };
    for (const auto &[name, difference] : groups) {
        const QJsonArray rows = file[name].toArray();
        for (qsizetype i = 0; i < rows.size(); ++i)
            report.add(QStringLiteral("%1[%2]").arg(name).arg(i), difference(rows[i].toObject()));
    }
}

} // namespace mld::vectors
