// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "vectorfile.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <functional>

namespace mld::vectors {

namespace {

Error unreadable(const QString &why)
{
    return { ErrorCode::BadPattern, why };
}

void runCases(const QJsonObject &file, Report &report)
{
    const QJsonArray cases = file[u"cases"].toArray();
    for (const QJsonValue &testCase : cases) {
        if (testCase[u"form"].toString() == QLatin1String("replica"))
            runReplicas(testCase.toObject(), report);
        else
            runClones(testCase.toObject(), report);
    }
}

} // namespace

Result<void> runVectors(const QJsonObject &file, Report &report)
{
    // Files without a name for their format are known by what they hold.
    const QString format = file[u"format"].toString();
    const auto has = [&](QStringView key) { return file.contains(key); };
    const auto firstCaseHas = [&](QStringView key) {
        return file[u"cases"].toArray().at(0).toObject().contains(key);
    };
    static const QStringList formats { QStringLiteral("jrql-cases/1"),
                                       QStringLiteral("lists-cases/1"),
                                       QStringLiteral("tseq-cases/1") };
    if (formats.contains(format))
        runCases(file, report);
    else if (!format.isEmpty())
        return unreadable(QStringLiteral("the format \"%1\" is not known").arg(format));
    else if (has(u"clocks") && has(u"globalClock"))
        runClocks(file, report);
    else if (has(u"encode") && has(u"decode"))
        runMsgPack(file, report);
    else if (has(u"fusion") && has(u"cutting"))
        runFusion(file, report);
    else if (firstCaseHas(u"positions"))
        runPositions(file, report);
    else if (firstCaseHas(u"pid"))
        runTexts(file, report);
    else if (has(u"domain") && has(u"records"))
        runMessages(file, report);
    else
        return unreadable(QStringLiteral("no known format"));
    return {};
}

Result<void> runFile(const QString &path, Report &report)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(file.errorString());
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        return unreadable(error.error == QJsonParseError::NoError
                                  ? QStringLiteral("not a JSON object")
                                  : error.errorString());
    report.beginFile(QFileInfo(path).fileName());
    return runVectors(document.object(), report);
}

} // namespace mld::vectors
