// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
// Operations (wire.md 4 to 6, 9): fusion.json, and the operation messages of mqtt-*.json.
#include "compare.h"
#include "packedjson.h"
#include "vectorfile.h"

#include "codec/gzip.h"
#include "codec/operation.h"
#include "codec/operationcontent.h"
#include "journal/fusion.h"
#include "journal/textfusion.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>

namespace mld::vectors {

namespace {

QString textOf(const Term &term)
{
    return term.isIri() ? QString(u'<' + term.text() + u'>')
                        : QString(u'"' + term.text() + u"\"^^" + term.datatype());
}

QJsonValue jsonOf(const std::vector<TripleTids> &triples)
{
    QStringList texts;
    for (const TripleTids &each : triples) {
        QStringList tids;
        for (const Tid &tid : each.tids)
            tids.append(QString::fromLatin1(tid));
        tids.sort();
        texts.append(QStringList { textOf(each.triple.subject), textOf(each.triple.predicate),
                                   textOf(each.triple.object), tids.join(u' ') }
                             .join(u' '));
    }
    texts.sort();
    return QJsonArray::fromStringList(texts);
}

// Content in a form that can be compared: what the order of triples is means nothing.
QJsonObject jsonOf(const OperationContent &content)
{
    QJsonArray updates;
    for (const ContentUpdate &update : content.updates)
        updates.append(QString(textOf(update.triple.subject) + u' '
                               + textOf(update.triple.predicate) + u' '
                               + QString::fromLatin1(update.operation.toHex())));
    return { { QStringLiteral("deletes"), jsonOf(content.deletes) },
             { QStringLiteral("inserts"), jsonOf(content.inserts) },
             { QStringLiteral("updates"), updates } };
}

QJsonObject jsonOf(const Operation &operation)
{
    QJsonObject json = jsonOf(operation.content);
    json.insert(QStringLiteral("from"), operation.from);
    json.insert(QStringLiteral("time"), operation.time.toJson());
    json.insert(QStringLiteral("principal"), operation.principalId);
    json.insert(QStringLiteral("agreed"),
                operation.agreed ? QJsonValue(operation.agreed->tick)
                                 : QJsonValue(QJsonValue::Null));
    return json;
}

Result<OperationTuple> tupleOf(const QJsonObject &json, const OperationContext &context)
{
    const QJsonArray packed {
        json[u"version"].toInt(5),
        json[u"from"],
        json[u"time"],
        QJsonObject { { QStringLiteral("$bin"),
                        QString::fromLatin1(packedJson(json[u"update"]).toBase64()) } },
        QJsonArray { int(UpdateEncoding::MsgPack) },
        json[u"principalId"],
        json[u"agreed"],
    };
    return decodeTuple(packedJson(packed), context);
}

Result<Operation> operationOf(const QJsonValue &json, const OperationContext &context)
{
    const auto tuple = tupleOf(json.toObject(), context);
    return tuple ? decodeOperation(*tuple, context) : Result<Operation>(tuple.error());
}

Result<std::vector<Operation>> operationsOf(const QJsonArray &json, const OperationContext &context)
{
    std::vector<Operation> operations;
    for (const QJsonValue &each : json) {
        auto operation = operationOf(each, context);
        if (!operation)
            return operation.error();
        operations.push_back(std::move(*operation));
    }
    return operations;
}

QString differenceOf(const QJsonValue &expected, const Result<Operation> &actual,
                     const OperationContext &context)
{
    if (!actual)
        return actual.error().message;
    const auto wanted = operationOf(expected, context);
    return wanted ? firstDifference(jsonOf(*wanted), jsonOf(*actual)) : wanted.error().message;
}

QString differenceOfFusion(const QJsonObject &row, const OperationContext &context)
{
    const auto operations = operationsOf(row[u"operations"].toArray(), context);
    if (!operations)
        return operations.error().message;
    QJsonArray contiguous;
    for (size_t i = 1; i < operations->size(); ++i)
        contiguous.append(isContiguous((*operations)[i - 1], (*operations)[i]));
    const QString difference =
            firstDifference(row[u"contiguous"], contiguous, QStringLiteral("contiguous"));
    // What is not contiguous is never fused: what the reference makes of it all the same is no matter.
    if (!difference.isNull() || contiguous.contains(false))
        return difference;
    return differenceOf(row[u"fused"], fuse(*operations, textFusion()), context);
}

QString differenceOfCut(const QJsonObject &row, const OperationContext &context)
{
    const auto incoming = operationOf(row[u"incoming"], context);
    const auto seen = operationsOf(row[u"seen"].toArray(), context);
    if (!incoming || !seen)
        return incoming ? seen.error().message : incoming.error().message;
    return differenceOf(row[u"result"], cut(*incoming, *seen, textFusion()), context);
}

// An expected update with `$undefined` and keys as they come, without what is cut out of the vectors
QString differenceOfUpdate(const QJsonValue &expected, const OperationTuple &tuple)
{
    QByteArray bytes = tuple.update;
    for (auto encoding = tuple.encoding.rbegin(); encoding != tuple.encoding.rend(); ++encoding) {
        if (*encoding == UpdateEncoding::GZip) {
            auto plain = gzip::decompress(bytes);
            if (!plain)
                return plain.error().message;
            bytes = *plain;
        }
    }
    const auto read = unpackedJson(bytes);
    return read ? firstDifference(expected, *read, QStringLiteral("update"))
                : read.error().message;
}

// Decoding and encoding again must give the same content.
QString differenceOfRoundTrip(const OperationTuple &tuple, const OperationContext &context)
{
    const auto content = unpackContent(tuple, context);
    if (!content)
        return content.error().message;
    OperationTuple again = tuple;
    if (const auto packed = packContent(again, *content, context); !packed)
        return packed.error().message;
    const auto reread = unpackContent(again, context);
    if (!reread)
        return reread.error().message;
    return firstDifference(jsonOf(*content), jsonOf(*reread), QStringLiteral("content"));
}

bool hasJsonLiteral(const QJsonValue &update)
{
    const QJsonArray members = update.toArray();
    return jsonText(QJsonArray { members[0], members[1] }).contains(QLatin1String("\"@json\""));
}

QString differenceOfMessage(const QByteArray &payload, const QJsonObject &decoded,
                            const OperationContext &context)
{
    const auto message = decodeMessage(payload);
    if (!message)
        return message.error().message;
    if (encodeMessage(*message) != payload)
        return QStringLiteral("written again, the message has other bytes");
    const QJsonObject enc = decoded[u"enc"].toObject();
    const QJsonObject expected = enc[u"tuple"].toObject();
    const auto tuple = decodeTuple(message->enc, context);
    if (!tuple)
        return tuple.error().message;
    QJsonArray encoding;
    for (const UpdateEncoding each : tuple->encoding)
        encoding.append(int(each));
    const QJsonObject wanted {
        { QStringLiteral("prev"), decoded[u"prev"] },
        { QStringLiteral("version"), expected[u"version"] },
        { QStringLiteral("from"), expected[u"from"] },
        { QStringLiteral("time"), expected[u"time"] },
        { QStringLiteral("encoding"), expected[u"encoding"] },
        { QStringLiteral("updateLength"), expected[u"updateLength"] },
    };
    const QJsonObject actual {
        { QStringLiteral("prev"), message->prev },
        { QStringLiteral("version"), tuple->version },
        { QStringLiteral("from"), tuple->from },
        { QStringLiteral("time"), tuple->time.toJson() },
        { QStringLiteral("encoding"), encoding },
        { QStringLiteral("updateLength"), tuple->update.size() },
    };
    const QString difference = firstDifference(wanted, actual);
    if (!difference.isNull() || tuple->isSecured() || !enc.contains(u"update"))
        return difference;
    const QString updated = differenceOfUpdate(enc[u"update"], *tuple);
    if (!updated.isNull() || hasJsonLiteral(enc[u"update"]))
        return updated;
    return differenceOfRoundTrip(*tuple, context);
}

} // namespace

void runFusion(const QJsonObject &file, Report &report)
{
    const OperationContext context(QStringLiteral("ex.org"));
    const QJsonArray fusions = file[u"fusion"].toArray();
    for (const QJsonValue &row : fusions)
        report.add(row[u"what"].toString(), differenceOfFusion(row.toObject(), context));
    const QJsonArray cuttings = file[u"cutting"].toArray();
    for (const QJsonValue &row : cuttings)
        report.add(row[u"what"].toString(), differenceOfCut(row.toObject(), context));
}

void runMessages(const QJsonObject &file, Report &report)
{
    const OperationContext context(file[u"domain"].toString());
    QSet<QString> seen; // each message stands once for every clone that gets it
    const QJsonArray records = file[u"records"].toArray();
    for (const QJsonValue &record : records) {
        const QJsonObject decoded = record[u"decoded"].toObject();
        const QString payload = record[u"payload"].toString();
        if (decoded[u"kind"].toString() != QLatin1String("operation-message")
            || seen.contains(payload))
            continue;
        seen.insert(payload);
        report.add(QStringLiteral("record %1").arg(record[u"n"].toInt()),
                   differenceOfMessage(QByteArray::fromBase64(payload.toLatin1()), decoded,
                                       context));
    }
}

} // namespace mld::vectors
