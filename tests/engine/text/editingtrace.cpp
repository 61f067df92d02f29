// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "editingtrace.h"

#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <zlib.h>

#include <algorithm>

namespace {

QByteArray unzipped(const QString &path)
{
    QByteArray content;
    const gzFile file = gzopen(QFile::encodeName(path).constData(), "rb");
    if (!file)
        return content;
    char buffer[65536];
    for (int count; (count = gzread(file, buffer, sizeof buffer)) > 0;)
        content.append(buffer, count);
    gzclose(file);
    return content;
}

} // namespace

QString EditingTrace::folder()
{
    return qEnvironmentVariable("MLD_EDITING_TRACES");
}

EditingTrace EditingTrace::read(const QString &path)
{
    const QJsonObject json = QJsonDocument::fromJson(unzipped(path)).object();
    EditingTrace trace;
    trace.endContent = json[QLatin1String("endContent")].toString();
    trace.agents = size_t(json[QLatin1String("numAgents")].toInt(1));
    for (const QJsonValue &value : json[QLatin1String("txns")].toArray()) {
        const QJsonObject txn = value.toObject();
        Transaction transaction;
        transaction.agent = size_t(txn[QLatin1String("agent")].toInt(0));
        transaction.seen.resize(trace.agents, 0);
        for (const QJsonValue &parent : txn[QLatin1String("parents")].toArray()) {
            const Transaction &earlier = trace.transactions[size_t(parent.toInt())];
            for (size_t i = 0; i < trace.agents; ++i) {
                const size_t known = earlier.seen[i] + (i == earlier.agent ? 1 : 0);
                transaction.seen[i] = std::max(transaction.seen[i], known);
            }
        }
        for (const QJsonValue &item : txn[QLatin1String("patches")].toArray()) {
            const QJsonArray patch = item.toArray();
            transaction.patches.push_back(
                {patch[0].toInteger(), patch[1].toInteger(), patch[2].toString()});
        }
        trace.transactions.push_back(std::move(transaction));
    }
    return trace;
}
