// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "list/position.h"

#include <QStringView>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mld {

namespace {

constexpr int radix = 36;
// 36^10 is the greatest power that m-ld-js computes with exactly. Deeper levels exist, but we use
// only their ten lower digits.
constexpr int exactDigits = 10;

using Level = ListPosition::Level;
using Levels = std::vector<Level>;

// From this level on we leave the reference's allocation, which uses up a share of the room left with
// each new position: positions of a list that grows at one place would get ever longer.
constexpr size_t firstThriftyLevel = 4;
constexpr qint64 thriftyRoom = 36 * 36 * 36;

// One more than the greatest number that we give out at a level
qint64 limitAt(size_t level)
{
    qint64 limit = 1;
    for (size_t digit = 0; digit < std::min(level + 1, size_t(exactDigits)); ++digit)
        limit *= radix;
    return limit;
}

Level makeLevel(size_t level, qint64 number, const QString &site)
{
    const QString digits = QString::number(number, radix);
    return { digits.rightJustified(qsizetype(level) + 1, u'0'), site, number };
}

QString textOf(const Levels &levels)
{
    QString text;
    for (const Level &level : levels)
        text += level.digits + level.site;
    return text;
}

bool isSameLevel(const Level &a, const Level &b)
{
    return a.digits == b.digits && a.site == b.site;
}

bool startsWith(const Levels &levels, const Levels &prefix)
{
    return prefix.size() <= levels.size()
            && std::equal(prefix.begin(), prefix.end(), levels.begin(), isSameLevel);
}

// A bound of an allocation. A missing bound is no levels at all; where a number is asked for, the
// start has 0, and the end has the radix at level 0.
struct Bound
{
    Levels levels;
    bool isEnd = false;

    qint64 numberAt(size_t level) const
    {
        if (isEnd && level == 0)
            return radix;
        return level < levels.size() ? levels[level].number : 0;
    }
    bool hasSiteAt(size_t level) const { return level < levels.size(); }
};

class Allocator
{
public:
    explicit Allocator(QString site) : m_site(std::move(site)) { }

    std::vector<Levels> between(const Bound &lower, const Bound &upper, qsizetype count) const
    {
        std::vector<Levels> made = asReference(lower, upper, count);
        return isBetween(lower, upper, made, count) ? made : belowLower(lower, upper, count);
    }

private:
    struct Room
    {
        const Bound *prefix;
        size_t level;
        qint64 above;
        qint64 below;
    };

    // Where m-ld-js looks for room (semantics.md 8.2, step 1)
    std::optional<Room> roomBetween(const Bound &lower, const Bound &upper) const
    {
        const size_t depth = std::max({ lower.levels.size(), upper.levels.size(), size_t(1) });
        for (size_t level = 0; level < depth; ++level) {
            const qint64 l = lower.numberAt(level);
            const qint64 u = upper.numberAt(level);
            if (l > u)
                return std::nullopt;
            if (l == u) {
                if (lower.hasSiteAt(level) && upper.hasSiteAt(level)
                    && lower.levels[level].site != upper.levels[level].site)
                    return roomBelow(lower, level + 1);
            } else if (u - l == 1) {
                return roomBelowEither(lower, upper, level + 1);
            } else if (u - 1 <= limitAt(level)) {
                return Room { &lower, level, l, u };
            } else {
                return std::nullopt;
            }
        }
        return std::nullopt;
    }

    std::optional<Room> roomBelow(const Bound &lower, size_t level) const
    {
        while (lower.numberAt(level) >= limitAt(level) - 1)
            ++level;
        return Room { &lower, level, lower.numberAt(level), limitAt(level) };
    }

    std::optional<Room> roomBelowEither(const Bound &lower, const Bound &upper, size_t level) const
    {
        for (;; ++level) {
            if (lower.numberAt(level) < limitAt(level) - 1)
                return Room { &lower, level, lower.numberAt(level), limitAt(level) };
            if (upper.numberAt(level) > 1 && upper.numberAt(level) <= limitAt(level))
                return Room { &upper, level, 0, upper.numberAt(level) };
        }
    }

    // Steps 2 to 4: what m-ld-js makes, which may not be strictly between even so
    std::vector<Levels> asReference(const Bound &lower, const Bound &upper, qsizetype count) const
    {
        const std::optional<Room> room = roomBetween(lower, upper);
        if (!room)
            return {};
        std::vector<Levels> made;
        for (qint64 number : numbersIn(thrifty(*room), count)) {
            Levels levels = prefixOf(*room->prefix, upper, room->level);
            levels.push_back(makeLevel(room->level, number, m_site));
            made.push_back(std::move(levels));
        }
        if (qsizetype(made.size()) < count)
            fillGaps(made, upper, count);
        return made;
    }

    // The part of deep room that is next to the neighbour, or in the middle if there is none
    static Room thrifty(Room room)
    {
        if (room.level < firstThriftyLevel || room.below - room.above <= thriftyRoom)
            return room;
        if (room.above > 0)
            room.below = room.above + thriftyRoom;
        else if (room.below < limitAt(room.level))
            room.above = room.below - thriftyRoom;
        else
            room = { room.prefix, room.level, room.below / 2, room.below / 2 + thriftyRoom };
        return room;
    }

    static std::vector<qint64> numbersIn(const Room &room, qsizetype count)
    {
        const qint64 above = room.above;
        const qint64 below = room.below;
        const double available = double(below - above - 1);
        const double middle = available / 8;
        const double spread = std::min(middle, available - middle);
        const qint64 gap = count > 1 ? qint64(std::floor(spread / double(count - 1))) : 0;
        std::vector<qint64> numbers;
        for (qint64 number = above + qint64(std::floor(middle - spread / 2)) + 1;
             number < below && qsizetype(numbers.size()) < count;
             number += std::max(gap, qint64(1)))
            numbers.push_back(number);
        return numbers;
    }

    // The levels above a new one. Where the prefix ends, a level of 0 with our own site may sort after
    // the upper bound, if that has 0 there too: then its site is the one to go below.
    Levels prefixOf(const Bound &bound, const Bound &upper, size_t depth) const
    {
        Levels prefix(bound.levels.begin(),
                      bound.levels.begin() + qsizetype(std::min(depth, bound.levels.size())));
        bool sharesUpper = startsWith(upper.levels, prefix);
        for (size_t level = prefix.size(); level < depth; ++level) {
            Level filler = makeLevel(level, 0, m_site);
            sharesUpper = sharesUpper && level < upper.levels.size();
            if (sharesUpper && upper.levels[level].number == 0 && upper.levels[level].site < m_site)
                filler = upper.levels[level];
            sharesUpper = sharesUpper && isSameLevel(filler, upper.levels[level]);
            prefix.push_back(std::move(filler));
        }
        return prefix;
    }

    void fillGaps(std::vector<Levels> &made, const Bound &upper, qsizetype count) const
    {
        const qsizetype got = qsizetype(made.size());
        const qsizetype more = (count - got + got - 1) / got;
        std::vector<Levels> filled;
        for (qsizetype i = 0; i < got; ++i) {
            filled.push_back(made[size_t(i)]);
            if (qsizetype(filled.size()) + (got - i - 1) >= count)
                continue;
            const Bound next = i + 1 < got ? Bound { made[size_t(i) + 1] } : upper;
            for (Levels &levels : between({ made[size_t(i)] }, next, more))
                filled.push_back(std::move(levels));
        }
        filled.resize(size_t(std::min(count, qsizetype(filled.size()))));
        made = std::move(filled);
    }

    bool isBetween(const Bound &lower, const Bound &upper, const std::vector<Levels> &made,
                   qsizetype count) const
    {
        if (qsizetype(made.size()) != count)
            return false;
        QString last = textOf(lower.levels);
        for (const Levels &levels : made) {
            const QString text = textOf(levels);
            if (!(last < text))
                return false;
            last = text;
        }
        return upper.levels.empty() || last < textOf(upper.levels);
    }

    // Always finds room: directly below the lower bound, and, where the upper one is below that too,
    // on the way to it down to its first number that leaves some.
    std::vector<Levels> belowLower(const Bound &lower, const Bound &upper, qsizetype count) const
    {
        std::vector<Levels> made;
        Levels prefix = lower.levels;
        while (qsizetype(made.size()) < count) {
            qint64 below = limitAt(prefix.size());
            if (prefix.size() < upper.levels.size() && startsWith(upper.levels, prefix)) {
                while (upper.levels[prefix.size()].number == 0)
                    prefix.push_back(upper.levels[prefix.size()]);
                below = std::min(upper.levels[prefix.size()].number, below);
                if (below == 1) {
                    prefix.push_back(makeLevel(prefix.size(), 0, m_site));
                    below = limitAt(prefix.size());
                }
            }
            const qint64 fitting = std::min(below - 1, qint64(count) - qint64(made.size()));
            const size_t level = prefix.size();
            prefix.emplace_back();
            for (qint64 i = 1; i <= fitting; ++i) {
                prefix.back() = makeLevel(level, i * (below / (fitting + 1)), m_site);
                made.push_back(prefix);
            }
        }
        return made;
    }

    QString m_site;
};

Bound boundOf(const QString &text, bool isUpper)
{
    Bound bound;
    if (const auto position = ListPosition::parse(text))
        bound.levels = position->levels();
    else
        bound.isEnd = isUpper;
    return bound;
}

} // namespace

QString ListPosition::siteOf(const QString &cloneId)
{
    return cloneId.left(siteLength).leftJustified(siteLength, u'_');
}

std::optional<ListPosition> ListPosition::parse(const QString &text)
{
    ListPosition position;
    qsizetype at = 0;
    for (qsizetype width = 1; at < text.size(); ++width) {
        if (text.size() - at < width + siteLength)
            return std::nullopt;
        Level level { text.mid(at, width), text.mid(at + width, siteLength), 0 };
        for (const QChar digit : std::as_const(level.digits)) {
            const bool isDecimal = digit >= u'0' && digit <= u'9';
            if (!isDecimal && !(digit >= u'a' && digit <= u'z'))
                return std::nullopt;
            const int value = isDecimal ? digit.unicode() - u'0' : digit.unicode() - u'a' + 10;
            constexpr qint64 most = std::numeric_limits<qint64>::max();
            level.number = level.number > (most - value) / radix ? most
                                                                 : level.number * radix + value;
        }
        position.m_levels.push_back(std::move(level));
        at += width + siteLength;
    }
    if (position.m_levels.empty() || position.m_levels.back().number == 0)
        return std::nullopt;
    return position;
}

std::vector<QString> ListPosition::between(const QString &lower, const QString &upper,
                                           const QString &cloneId, qsizetype count)
{
    const Bound from = boundOf(lower, false);
    Bound to = boundOf(upper, true);
    if (!from.levels.empty() && !to.levels.empty() && !(lower < upper))
        to = Bound { {}, true };
    std::vector<QString> texts;
    for (const Levels &levels : Allocator(siteOf(cloneId)).between(from, to, count))
        texts.push_back(textOf(levels));
    return texts;
}

} // namespace mld
