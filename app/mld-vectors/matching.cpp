// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "matching.h"

#include "compare.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QRegularExpression>

#include <algorithm>

namespace mld::vectors {

namespace {

// What a generated id begins with; empty for other text
QString generatedPrefix(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
            "\\A((?:http://[^/]+/)?\\.well-known/genid/|_:)[A-Za-z0-9:_-]+\\z"));
    return form.match(text).captured(1);
}

bool isOrderedKey(const QString &key)
{
    static const QStringList keys { QStringLiteral("@list"), QStringLiteral("@splice"),
                                    QStringLiteral("@concat"), QStringLiteral("@value") };
    return keys.contains(key);
}

// A value with its generated ids masked and its sets sorted: what must be equal whatever the ids are
QJsonValue masked(const QJsonValue &value, bool isOrdered)
{
    if (value.isString()) {
        const QString prefix = generatedPrefix(value.toString());
        return prefix.isEmpty() ? value : QJsonValue(prefix + QLatin1Char('*'));
    }
    if (value.isObject()) {
        QJsonObject object;
        const QJsonObject given = value.toObject();
        for (auto it = given.begin(); it != given.end(); ++it)
            object.insert(it.key(), masked(it.value(), isOrdered || isOrderedKey(it.key())));
        return object;
    }
    if (!value.isArray())
        return value;
    std::vector<QJsonValue> members;
    const QJsonArray given = value.toArray();
    for (const QJsonValue &member : given)
        members.push_back(masked(member, isOrdered));
    if (!isOrdered) {
        std::sort(members.begin(), members.end(), [](const QJsonValue &a, const QJsonValue &b) {
            return jsonText(a) < jsonText(b);
        });
    }
    QJsonArray array;
    for (const QJsonValue &member : members)
        array.append(member);
    return array;
}

// Finds a renaming by trying: each match is given what is still to be matched after it.
class Matcher
{
public:
    using Rest = std::function<bool()>;

    bool match(const QJsonValue &expected, const QJsonValue &actual, bool isOrdered,
               const Rest &rest)
    {
        if (expected.isString() && actual.isString())
            return matchText(expected.toString(), actual.toString(), rest);
        if (expected.isObject() && actual.isObject())
            return matchObjects(expected.toObject(), actual.toObject(), isOrdered, rest);
        if (expected.isArray() && actual.isArray()) {
            const QJsonArray a = expected.toArray();
            const QJsonArray b = actual.toArray();
            if (a.size() != b.size())
                return false;
            return isOrdered ? matchLists(a, b, 0, rest) : matchSets(a, b, rest);
        }
        return expected == actual && rest();
    }

private:
    bool matchText(const QString &expected, const QString &actual, const Rest &rest)
    {
        const QString prefix = generatedPrefix(expected);
        if (prefix.isEmpty() || generatedPrefix(actual) != prefix)
            return expected == actual && rest();
        const auto known = m_actual.constFind(expected);
        if (known != m_actual.cend())
            return *known == actual && rest();
        if (m_expected.contains(actual))
            return false;
        m_actual.insert(expected, actual);
        m_expected.insert(actual, expected);
        if (rest())
            return true;
        m_actual.remove(expected);
        m_expected.remove(actual);
        return false;
    }

    bool matchObjects(const QJsonObject &expected, const QJsonObject &actual, bool isOrdered,
                      const Rest &rest)
    {
        if (expected.keys() != actual.keys())
            return false;
        return matchMembers(expected, actual, expected.keys(), 0, isOrdered, rest);
    }

    bool matchMembers(const QJsonObject &expected, const QJsonObject &actual,
                      const QStringList &keys, qsizetype from, bool isOrdered, const Rest &rest)
    {
        if (from == keys.size())
            return rest();
        const QString &key = keys[from];
        return match(expected[key], actual[key], isOrdered || isOrderedKey(key), [&] {
            return matchMembers(expected, actual, keys, from + 1, isOrdered, rest);
        });
    }

    bool matchLists(const QJsonArray &expected, const QJsonArray &actual, qsizetype from,
                    const Rest &rest)
    {
        if (from == expected.size())
            return rest();
        return match(expected[from], actual[from], true,
                     [&] { return matchLists(expected, actual, from + 1, rest); });
    }

    bool matchSets(const QJsonArray &expected, const QJsonArray &actual, const Rest &rest)
    {
        std::vector<Member> members;
        QMultiHash<QString, qsizetype> candidates;
        for (qsizetype i = 0; i < actual.size(); ++i)
            candidates.insert(jsonText(masked(actual[i], false)), i);
        for (const QJsonValue &member : expected) {
            const QString text = jsonText(masked(member, false));
            if (!candidates.contains(text))
                return false;
            members.push_back({ member, candidates.values(text) });
        }
        std::vector<bool> isTaken(size_t(actual.size()), false);
        return matchSetMembers(members, 0, actual, isTaken, rest);
    }

    struct Member
    {
        QJsonValue expected;
        QList<qsizetype> candidates;
    };

    bool matchSetMembers(const std::vector<Member> &members, size_t from, const QJsonArray &actual,
                         std::vector<bool> &isTaken, const Rest &rest)
    {
        if (from == members.size())
            return rest();
        for (const qsizetype i : members[from].candidates) {
            if (isTaken[size_t(i)])
                continue;
            isTaken[size_t(i)] = true;
            const bool isMatch = match(members[from].expected, actual[i], false, [&] {
                return matchSetMembers(members, from + 1, actual, isTaken, rest);
            });
            if (isMatch)
                return true;
            isTaken[size_t(i)] = false;
        }
        return false;
    }

    QHash<QString, QString> m_actual;
    QHash<QString, QString> m_expected;
};

// Labels of blank nodes mean something within one result only.
QJsonValue scoped(const QJsonValue &value, size_t scope)
{
    if (value.isString() && value.toString().startsWith(QLatin1String("_:")))
        return QStringLiteral("_:%1:%2").arg(scope).arg(value.toString());
    if (value.isArray()) {
        QJsonArray array;
        const QJsonArray members = value.toArray();
        for (const QJsonValue &member : members)
            array.append(scoped(member, scope));
        return array;
    }
    if (!value.isObject())
        return value;
    QJsonObject object;
    const QJsonObject members = value.toObject();
    for (auto it = members.begin(); it != members.end(); ++it)
        object.insert(it.key(), scoped(it.value(), scope));
    return object;
}

bool areMatched(const std::vector<Expectation> &expectations, size_t count)
{
    Matcher matcher;
    const std::function<bool(size_t)> from = [&](size_t i) -> bool {
        if (i == count)
            return true;
        return matcher.match(scoped(expectations[i].expected, i), scoped(expectations[i].actual, i),
                             false, [&, i] { return from(i + 1); });
    };
    return from(0);
}

} // namespace

QString canonicalText(const QJsonValue &value)
{
    return jsonText(masked(value, false));
}

QString firstMismatch(const std::vector<Expectation> &expectations)
{
    for (const Expectation &expectation : expectations) {
        const QString difference = firstDifference(masked(expectation.expected, false),
                                                   masked(expectation.actual, false));
        if (!difference.isNull())
            return QStringLiteral("%1: %2\n     expected %3\n     got      %4")
                    .arg(expectation.place, difference, shown(expectation.expected),
                         shown(expectation.actual));
    }
    if (areMatched(expectations, expectations.size()))
        return {};
    size_t count = 1;
    while (areMatched(expectations, count))
        ++count;
    const Expectation &first = expectations[count - 1];
    return QStringLiteral("%1: generated ids do not correspond\n     expected %2\n     got      %3")
            .arg(first.place, shown(first.expected), shown(first.actual));
}

} // namespace mld::vectors
