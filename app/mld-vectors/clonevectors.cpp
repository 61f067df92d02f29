// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
// Whole clones: jrql-cases.json, lists-cases.json, and the clones of tseq-cases.json.
#include "matching.h"
#include "vectorclones.h"
#include "vectorfile.h"

#include "rdf/vocabulary.h"

#include <algorithm>

namespace mld::vectors {

namespace {

QJsonValue errorJson(const Error &error)
{
    QJsonObject json { { QStringLiteral("error"), true } };
    if (const auto status = error.status())
        json.insert(QStringLiteral("status"), *status);
    return json;
}

// Of an expected error only that it comes, and its status, is expected.
QJsonValue expectedError(const QJsonValue &error, const QJsonValue &actual)
{
    QJsonObject json { { QStringLiteral("error"), true } };
    if (!error[u"status"].isUndefined())
        json.insert(QStringLiteral("status"), error[u"status"]);
    else if (!actual[u"status"].isUndefined())
        json.insert(QStringLiteral("status"), actual[u"status"]);
    return json;
}

template <typename T>
QJsonValue jsonOf(const Result<T> &result, const QJsonValue &value)
{
    return result ? toVector(value) : errorJson(result.error());
}

// A splice without content is the same as one with empty content.
QJsonValue withContent(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray array;
        const QJsonArray members = value.toArray();
        for (const QJsonValue &member : members)
            array.append(withContent(member));
        return array;
    }
    if (!value.isObject())
        return value;
    QJsonObject object;
    const QJsonObject members = value.toObject();
    for (auto it = members.begin(); it != members.end(); ++it) {
        QJsonArray splice = it.value().toArray();
        if (it.key() == QLatin1String("@splice") && splice.size() == 2) {
            splice.append(QString());
            object.insert(it.key(), splice);
        } else {
            object.insert(it.key(), withContent(it.value()));
        }
    }
    return object;
}

// One case, step by step
class CloneCase
{
public:
    explicit CloneCase(const QJsonObject &testCase) : m_case(testCase), m_clones(testCase) { }

    Result<void> play()
    {
        const QJsonArray ids = m_case[u"clones"].toArray({ QStringLiteral("test") });
        const bool joinsByStep = std::any_of(m_steps.begin(), m_steps.end(), [](const auto &step) {
            return step[u"join"].toString() == QLatin1String("B");
        });
        for (qsizetype i = 0; i < (joinsByStep ? 1 : ids.size()); ++i)
            MLD_TRY(m_clones.join(ids[i].toString()));
        m_clones.takeUpdates();
        for (m_step = 0; m_step < m_steps.size() && !m_isOver; ++m_step)
            MLD_TRY(run(m_steps[m_step].toObject()));
        expectListUpdates();
        return {};
    }

    QString firstMismatch(bool withEvents) const
    {
        std::vector<Expectation> expectations = m_expectations;
        if (withEvents)
            expectations.insert(expectations.end(), m_events.begin(), m_events.end());
        return vectors::firstMismatch(expectations);
    }

private:
    bool isListCase() const { return m_case.contains(u"indexSound"); }

    Result<void> run(const QJsonObject &step)
    {
        if (step.contains(u"join"))
            MLD_TRY(m_clones.join(step[u"join"].toString()));
        else if (step.contains(u"deliver"))
            deliver(step[u"deliver"]);
        else if (step.contains(u"write"))
            write(step, m_clones.write(writer(step), step[u"write"]));
        else if (step.contains(u"delete"))
            write(step, m_clones.remove(writer(step), step[u"delete"].toString()));
        else
            read(step);
        if (step.contains(u"updates"))
            noteUpdates(step[u"updates"].toObject());
        noteStates(step);
        return {};
    }

    CloneId writer(const QJsonObject &step) const
    {
        return step[u"on"].toString(QStringLiteral("test"));
    }

    Expectation expectation(const QString &what, const QJsonValue &expected,
                            const QJsonValue &actual) const
    {
        return { QStringLiteral("step %1, %2").arg(m_step).arg(what), withContent(expected),
                 withContent(actual) };
    }

    void expect(const QString &what, const QJsonValue &expected, const QJsonValue &actual)
    {
        m_expectations.push_back(expectation(what, expected, actual));
    }

    void deliver(const QJsonValue &way)
    {
        if (way.isString())
            m_clones.deliverAll();
        else
            m_clones.deliver(way[0].toString(), way[1].toString(), way[2].toInt(-1));
    }

    void write(const QJsonObject &step, const Result<void> &written)
    {
        if (!written || step.contains(u"error")) {
            const QJsonValue actual = written ? QJsonValue(QStringLiteral("done"))
                                              : errorJson(written.error());
            expect(written ? QStringLiteral("write") : written.error().message,
                   step.contains(u"error") ? expectedError(step[u"error"], actual)
                                           : QJsonValue(QStringLiteral("done")),
                   actual);
        }
        if (step.contains(u"update")) {
            const QJsonArray updates = m_clones.takeUpdates().value(writer(step));
            const QJsonValue expected = step[u"update"];
            expect(QStringLiteral("update"),
                   expected.isNull() ? QJsonArray() : QJsonArray { expected }, updates);
        }
    }

    void read(const QJsonObject &step)
    {
        const Clone &clone = m_clones.clone(writer(step));
        QJsonValue actual;
        if (step.contains(u"read")) {
            const auto result = clone.read(fromVector(step[u"read"]).toObject());
            actual = jsonOf(result, result ? *result : QJsonArray());
        } else if (step.contains(u"ask")) {
            const auto result = clone.ask(fromVector(step[u"ask"]).toObject());
            actual = jsonOf(result, result && *result);
        } else {
            QStringList names;
            const QJsonArray arguments = step[u"get"].toArray();
            for (const QJsonValue &argument : arguments)
                names.append(argument.toString());
            const auto result = clone.get(names.takeFirst(), names);
            actual = jsonOf(result, result && *result ? QJsonValue(**result)
                                                      : QJsonValue(QJsonValue::Null));
        }
        expect(QStringLiteral("result"),
               step.contains(u"error") ? expectedError(step[u"error"], actual) : step[u"result"],
               actual);
    }

    // In list cases some events of the reference stand one step late: they are compared over the case.
    void noteUpdates(const QJsonObject &expected)
    {
        if (!isListCase()) {
            QJsonObject actual;
            const auto updates = m_clones.takeUpdates();
            for (auto it = updates.cbegin(); it != updates.cend(); ++it)
                actual.insert(it.key(), it.value());
            expectInOrder(expected, actual);
            return;
        }
        for (auto it = expected.begin(); it != expected.end(); ++it) {
            const QJsonArray updates = it.value().toArray();
            for (const QJsonValue &update : updates)
                m_expectedUpdates[it.key()].append(update);
        }
    }

    // Events have an order, though they stand in an array that looks like a set.
    void expectInOrder(const QJsonObject &expected, const QJsonObject &actual)
    {
        QStringList clones = expected.keys() + actual.keys();
        clones.removeDuplicates();
        for (const QString &clone : std::as_const(clones)) {
            const QJsonArray a = expected[clone].toArray();
            const QJsonArray b = actual[clone].toArray();
            for (qsizetype i = 0; i < std::max(a.size(), b.size()); ++i)
                m_events.push_back(expectation(
                        QStringLiteral("update %1 of %2").arg(i).arg(clone),
                        i < a.size() ? a[i] : QJsonValue(QJsonValue::Undefined),
                        i < b.size() ? b[i] : QJsonValue(QJsonValue::Undefined)));
        }
    }

    void expectListUpdates()
    {
        // Events of the reference are wrong where its indexes are.
        if (!isListCase() || !m_case[u"indexSound"].toBool())
            return;
        QJsonObject expected;
        for (auto it = m_expectedUpdates.cbegin(); it != m_expectedUpdates.cend(); ++it)
            expected.insert(it.key(), it.value());
        QJsonObject actual;
        const auto updates = m_clones.takeUpdates();
        for (auto it = updates.cbegin(); it != updates.cend(); ++it)
            actual.insert(it.key(), it.value());
        expectInOrder(expected, actual);
    }

    void noteStates(const QJsonObject &step)
    {
        const QJsonObject subjects = step[u"subjects"].toObject();
        for (auto it = subjects.begin(); it != subjects.end(); ++it)
            expect(QStringLiteral("subjects of ") + it.key(), it.value(), allSubjects(it.key()));
        const QJsonObject bodies = step[u"bodies"].toObject();
        for (auto it = bodies.begin(); it != bodies.end(); ++it)
            expect(QStringLiteral("body of ") + it.key(), it.value(),
                   subject(it.key(), QStringLiteral("n")));
        if (!step.contains(u"lists"))
            return;
        const bool isSound = step[u"indexSound"].toBool(true);
        const QJsonObject lists = step[u"lists"].toObject();
        for (auto it = lists.begin(); it != lists.end(); ++it)
            expect(QStringLiteral("list of ") + it.key(), rows(it.value().toArray(), isSound),
                   rows(listRows(it.key()), isSound));
        const QJsonObject described = step[u"described"].toObject();
        for (auto it = described.begin(); it != described.end(); ++it)
            expectDescribed(it.key(), it.value(), isSound);
        m_isOver = !isSound;
    }

    QJsonValue subject(const CloneId &clone, const QString &id) const
    {
        const auto result = m_clones.clone(clone).get(id);
        if (!result)
            return errorJson(result.error());
        return *result ? toVector(**result) : QJsonValue(QJsonValue::Null);
    }

    QJsonValue allSubjects(const CloneId &clone) const
    {
        const QJsonObject pattern {
            { QStringLiteral("@describe"), QStringLiteral("?s") },
            { QStringLiteral("@where"),
              QJsonObject { { QStringLiteral("@id"), QStringLiteral("?s") } } },
        };
        const auto result = m_clones.clone(clone).read(pattern);
        return jsonOf(result, result ? *result : QJsonArray());
    }

    QJsonArray listRows(const CloneId &clone) const
    {
        const QJsonObject pattern {
            { QStringLiteral("@select"),
              QJsonArray { QStringLiteral("?p"), QStringLiteral("?slot") } },
            { QStringLiteral("@where"),
              QJsonObject { { QStringLiteral("@id"), QStringLiteral("l") },
                            { QStringLiteral("?p"),
                              QJsonObject { { QStringLiteral("@id"), QStringLiteral("?slot") } } } } },
        };
        QJsonArray rows;
        const auto found = m_clones.clone(clone).read(pattern);
        if (!found)
            return rows;
        for (const QJsonValue &solution : *found) {
            const QString predicate = solution[u"?p"][u"@id"].toString();
            const QString slotId = solution[u"?slot"][u"@id"].toString();
            if (!predicate.startsWith(iris::listPosition))
                continue;
            const QJsonValue slot = subject(clone, slotId);
            if (slot[u"@item"].isUndefined())
                continue;
            const QJsonValue index = slot[u"@index"];
            rows.append(QJsonObject {
                    { QStringLiteral("pos"), predicate.mid(iris::listPosition.size()) },
                    { QStringLiteral("slot"), slotId },
                    { QStringLiteral("item"), slot[u"@item"] },
                    { QStringLiteral("index"),
                      index.isUndefined() ? QJsonValue(QJsonValue::Null) : index } });
        }
        return rows;
    }

    static QJsonArray rows(const QJsonArray &rows, bool withIndex)
    {
        QJsonArray kept;
        for (const QJsonValue &value : rows) {
            QJsonObject row = value.toObject();
            if (!withIndex)
                row.remove(u"index");
            kept.append(row);
        }
        return kept;
    }

    // The reference shows positions whose slot has no item with their raw predicates, and then no id
    // (semantics.md 8.6).
    void expectDescribed(const CloneId &clone, const QJsonValue &given, bool isSound)
    {
        QJsonValue expected = given;
        QJsonValue actual = subject(clone, QStringLiteral("l"));
        if (!isSound) {
            expected = expected[u"@list"];
            actual = actual[u"@list"];
        } else if (expected.isObject()) {
            QJsonObject object = expected.toObject();
            for (const QString &key : object.keys()) {
                if (key.startsWith(iris::listPosition))
                    object.remove(key);
            }
            object.insert(QStringLiteral("@id"), QStringLiteral("l"));
            expected = object;
        }
        expect(QStringLiteral("list described by ") + clone, expected, actual);
    }

    const QJsonObject m_case;
    const QJsonArray m_steps = m_case[u"steps"].toArray();
    VectorClones m_clones;
    qsizetype m_step = 0;
    bool m_isOver = false;
    QMap<CloneId, QJsonArray> m_expectedUpdates;
    std::vector<Expectation> m_expectations;
    std::vector<Expectation> m_events;
};

// Cases without a mark in which the reference has a fault that semantics.md names, and we have not
struct Deviation
{
    const char *about;
    bool isOfEvents; ///< the outcome is the same
};

constexpr Deviation deviations[] = {
    { "move against delete of the same item", true }, // counts slots without items, 8.6
    { "random 6", true },                             // likewise
    { "swap by two moves on each side", true },       // shows a position's predicate, 8.7
    { "long list of single head inserts", false },    // misplaces them, 8.2
    { "random 16", false },                           // moves to the end what stays in place, 8.4
};

} // namespace

void runClones(const QJsonObject &testCase, Report &report)
{
    const QString name = testCase[u"about"].toString();
    CloneCase run(testCase);
    if (const auto played = run.play(); !played) {
        report.add(name, played.error().message);
        return;
    }
    const auto deviation = std::find_if(
            std::begin(deviations), std::end(deviations),
            [&](const Deviation &each) { return name == QLatin1String(each.about); });
    if (testCase.contains(u"quirk")) {
        report.addQuirk(name, run.firstMismatch(true));
    } else if (deviation == std::end(deviations)) {
        report.add(name, run.firstMismatch(true));
    } else if (deviation->isOfEvents) {
        report.add(name, run.firstMismatch(false));
        report.addQuirk(name + QStringLiteral(" (events)"), run.firstMismatch(true));
    } else {
        report.addQuirk(name, run.firstMismatch(true));
    }
}

} // namespace mld::vectors
