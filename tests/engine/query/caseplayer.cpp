// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "casebackend.h"
#include "matching.h"
#include "vectorjson.h"

#include <QJsonDocument>

using namespace mld;

namespace {

QString textOf(const QJsonValue &value)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{ value }).toJson(QJsonDocument::Compact));
}

/// What happened in a step: a value, or an error.
struct Outcome
{
    QJsonValue value;
    std::optional<Error> error;
};

template <typename T>
Outcome outcomeOf(const Result<T> &result)
{
    if (!result)
        return { {}, result.error() };
    if constexpr (std::is_same_v<T, std::optional<QJsonObject>>)
        return { *result ? QJsonValue(**result) : QJsonValue(QJsonValue::Null), std::nullopt };
    else
        return { QJsonValue(*result), std::nullopt };
}

Outcome play(const QJsonObject &step, CaseBackend &backend)
{
    if (step.contains(QLatin1String("write")))
        return outcomeOf(backend.write(fromVector(step.value(QLatin1String("write")))));
    if (step.contains(QLatin1String("delete")))
        return outcomeOf(backend.remove(step.value(QLatin1String("delete")).toString()));
    if (step.contains(QLatin1String("ask")))
        return outcomeOf(backend.ask(step.value(QLatin1String("ask")).toObject()));
    if (step.contains(QLatin1String("get"))) {
        QStringList arguments;
        const QJsonArray array = step.value(QLatin1String("get")).toArray();
        for (const QJsonValue &argument : array)
            arguments.append(argument.toString());
        const QString id = arguments.takeFirst();
        return outcomeOf(backend.get(id, arguments));
    }
    return outcomeOf(backend.read(fromVector(step.value(QLatin1String("read"))).toObject()));
}

/// The difference in a step; what it has of generated ids is to agree with the `earlier` steps.
QString compare(const QJsonObject &step, const Outcome &outcome,
                std::vector<vectors::Expectation> &earlier)
{
    const QJsonObject error = step.value(QLatin1String("error")).toObject();
    if (!error.isEmpty()) {
        if (!outcome.error)
            return QStringLiteral("expected an error (%1), got %2")
                    .arg(error.value(QLatin1String("message")).toString(), textOf(outcome.value));
        const QJsonValue status = error.value(QLatin1String("status"));
        if (!status.isUndefined() && outcome.error->status() != status.toInt())
            return QStringLiteral("expected status %1, got \"%2\"")
                    .arg(status.toInt()).arg(outcome.error->message);
        return {};
    }
    if (outcome.error)
        return QStringLiteral("failed: %1").arg(outcome.error->message);
    const QString key = step.contains(QLatin1String("update")) ? QStringLiteral("update")
                                                               : QStringLiteral("result");
    earlier.push_back({ key, fromVector(step.value(key)), outcome.value });
    const QString mismatch = vectors::firstMismatch(earlier);
    if (!mismatch.isNull())
        earlier.pop_back();
    return mismatch;
}

} // namespace

QStringList playCase(const QJsonObject &test, CaseBackend &backend)
{
    std::vector<vectors::Expectation> expectations;
    QStringList differences;
    const QJsonArray steps = test.value(QLatin1String("steps")).toArray();
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const QJsonObject step = steps[i].toObject();
        const QString difference = compare(step, play(step, backend), expectations);
        if (!difference.isEmpty())
            differences.append(QStringLiteral("step %1: %2").arg(i + 1).arg(difference));
    }
    return differences;
}
