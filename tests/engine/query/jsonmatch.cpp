// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "jsonmatch.h"

#include "rdf/vocabulary.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <functional>
#include <limits>
#include <vector>

namespace {

/// What a generated id begins with; empty for other text.
QString generatedPrefix(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
            "\\A((?:http://[^/]+/)?\\.well-known/genid/|_:)[A-Za-z0-9]+\\z"));
    return form.match(text).captured(1);
}

bool isOrderedUnder(const QString &key)
{
    return key == QLatin1String("@list") || key == QLatin1String("@splice")
            || key == QLatin1String("@concat") || key == QLatin1String("@value");
}

/// The text of a value in which all generated ids look the same and sets have one order.
QString masked(const QJsonValue &value, bool isOrdered = false)
{
    if (value.isString()) {
        const QString prefix = generatedPrefix(value.toString());
        const QString text = prefix.isEmpty() ? value.toString() : QString(prefix + u'*');
        return QString::fromUtf8(QJsonDocument(QJsonArray{ text }).toJson(QJsonDocument::Compact));
    }
    if (value.isArray()) {
        QStringList members;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &member : array)
            members.append(masked(member, isOrdered));
        if (!isOrdered)
            members.sort();
        return u'[' + members.join(u',') + u']';
    }
    if (value.isObject()) {
        QString text;
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            text += it.key() + u':' + masked(it.value(), isOrdered || isOrderedUnder(it.key())) + u' ';
        return u'{' + text + u'}';
    }
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 17);
    return value.isNull() ? QStringLiteral("null") : value.isBool() ? QString::number(value.toBool())
                                                                    : QStringLiteral("undefined");
}

/// A pair of values still to be compared.
struct Pair
{
    QJsonValue expected;
    QJsonValue actual;
    bool isOrdered = false;
};

/// Compares pairs one after the other and goes back over the choices that sets leave.
class Search
{
public:
    Search(QHash<QString, QString> &actualOf, QHash<QString, QString> &expectedOf)
        : m_actualOf(actualOf), m_expectedOf(expectedOf)
    {
    }

    bool run(std::vector<Pair> open)
    {
        if (open.empty())
            return true;
        const Pair pair = open.back();
        open.pop_back();
        if (pair.expected.type() != pair.actual.type())
            return false;
        if (pair.expected.isString())
            return matchText(pair.expected.toString(), pair.actual.toString(), open);
        if (pair.expected.isArray())
            return matchArray(pair.expected.toArray(), pair.actual.toArray(), pair.isOrdered, open);
        if (pair.expected.isObject())
            return matchObject(pair.expected.toObject(), pair.actual.toObject(), pair.isOrdered, open);
        return pair.expected == pair.actual && run(open);
    }

private:
    bool matchText(const QString &expected, const QString &actual, const std::vector<Pair> &open)
    {
        const QString prefix = generatedPrefix(expected);
        if (prefix.isEmpty() || generatedPrefix(actual) != prefix)
            return expected == actual && run(open);
        const bool isKnown = m_actualOf.contains(expected) || m_expectedOf.contains(actual);
        if (isKnown)
            return m_actualOf.value(expected) == actual && m_expectedOf.value(actual) == expected
                    && run(open);
        m_actualOf.insert(expected, actual);
        m_expectedOf.insert(actual, expected);
        if (run(open))
            return true;
        m_actualOf.remove(expected);
        m_expectedOf.remove(actual);
        return false;
    }

    bool matchObject(const QJsonObject &expected, const QJsonObject &actual, bool isOrdered,
                     std::vector<Pair> open)
    {
        if (expected.keys() != actual.keys())
            return false;
        for (auto it = expected.begin(); it != expected.end(); ++it)
            open.push_back({ it.value(), actual.value(it.key()), isOrdered || isOrderedUnder(it.key()) });
        return run(std::move(open));
    }

    bool matchArray(const QJsonArray &expected, const QJsonArray &actual, bool isOrdered,
                    std::vector<Pair> open)
    {
        if (expected.size() != actual.size())
            return false;
        if (expected.isEmpty())
            return run(std::move(open));
        if (isOrdered) {
            for (qsizetype i = expected.size(); i-- > 0;)
                open.push_back({ expected[i], actual[i], true });
            return run(std::move(open));
        }
        const QString wanted = masked(expected.first());
        QJsonArray rest = expected;
        rest.removeFirst();
        for (qsizetype i = 0; i < actual.size(); ++i) {
            if (masked(actual[i]) != wanted)
                continue;
            QJsonArray others = actual;
            others.removeAt(i);
            std::vector<Pair> next = open;
            next.push_back({ rest, others, false });
            next.push_back({ expected.first(), actual[i], false });
            if (run(std::move(next)))
                return true;
        }
        return false;
    }

    QHash<QString, QString> &m_actualOf;
    QHash<QString, QString> &m_expectedOf;
};

} // namespace

bool JsonMatcher::matches(const QJsonValue &expected, const QJsonValue &actual)
{
    if (masked(expected) != masked(actual))
        return false;
    // Blank ids mean nothing beyond one result.
    const auto isBlank = [](QHash<QString, QString>::iterator it) {
        return it.key().startsWith(QLatin1String("_:"));
    };
    m_actualOf.removeIf(isBlank);
    m_expectedOf.removeIf(isBlank);
    return Search(m_actualOf, m_expectedOf).run({ { expected, actual, false } });
}

QString JsonMatcher::canonical(const QJsonValue &value)
{
    return masked(value);
}

QJsonValue fromVector(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray result;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &member : array)
            result.append(fromVector(member));
        return result;
    }
    if (!value.isObject())
        return value;
    const QJsonObject object = value.toObject();
    if (object.contains(QLatin1String("$bytes"))) {
        return QJsonObject{ { QStringLiteral("@type"), mld::iris::xsdBase64Binary },
                            { QStringLiteral("@value"), object.value(QLatin1String("$bytes")) } };
    }
    if (object.contains(QLatin1String("$number"))) {
        const QString text = object.value(QLatin1String("$number")).toString();
        if (text == QLatin1String("-0"))
            return -0.0;
        const double infinity = std::numeric_limits<double>::infinity();
        return text == QLatin1String("NaN") ? std::numeric_limits<double>::quiet_NaN()
                                            : (text.startsWith(u'-') ? -infinity : infinity);
    }
    QJsonObject result;
    for (auto it = object.begin(); it != object.end(); ++it)
        result.insert(it.key(), fromVector(it.value()));
    return result;
}
