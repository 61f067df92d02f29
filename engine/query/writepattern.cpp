// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/writepattern.h"

#include "jsonld/keywords.h"
#include "query/patternerror.h"
#include "query/patternparser.h"
#include "query/write.h"

#include <QJsonObject>
#include <QSet>

namespace mld::query {

namespace {

const QString keyInsert = QStringLiteral("@insert");
const QString keyDelete = QStringLiteral("@delete");
const QString keyUpdate = QStringLiteral("@update");
const QString keyAgree = QStringLiteral("@agree");
const QString keyGraph = QStringLiteral("@graph");

Error noWrite()
{
    return unsupportedPattern(QStringLiteral("A write needs subjects, or @insert, @delete or @update."));
}

bool isUpdate(const QJsonObject &object)
{
    return object.contains(keyInsert) || object.contains(keyDelete) || object.contains(keyUpdate);
}

/// True for what has a key of a read pattern.
bool isRead(const QJsonObject &object)
{
    static const QSet<QString> keys = {
        QStringLiteral("@describe"), QStringLiteral("@construct"), QStringLiteral("@select"),
        QStringLiteral("@distinct"), keyword::where,
    };
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (keys.contains(it.key()))
            return true;
    }
    return false;
}

/// `error`, with the part of the pattern in which it happened.
Error in(const QString &part, const Error &error)
{
    return { error.code, QStringLiteral("%1: %2").arg(part, error.message) };
}

Result<void> parseUpdate(const Context &context, const QJsonObject &object,
                         const std::function<QString()> &newId, WritePattern &result)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString key = it.key();
        if (key == keyAgree || key == keyword::context || it.value().isNull())
            continue;
        const auto mode = key == keyInsert ? PatternParser::Mode::Insert
                : key == keyUpdate         ? PatternParser::Mode::Update
                                           : PatternParser::Mode::Match;
        PatternParser parser(context, result.variables, mode, newId);
        if (key == keyword::where) {
            Result<Group> where = parser.where(it.value());
            if (!where)
                return in(key, where.error());
            result.where = *std::move(where);
            continue;
        }
        if (key != keyInsert && key != keyDelete && key != keyUpdate)
            return badPattern(QStringLiteral("\"%1\" cannot stand beside @insert, @delete or @update.").arg(key.left(80)));
        Result<Quads> quads = parser.subjects(it.value());
        if (!quads)
            return in(key, quads.error());
        Quads &into = key == keyInsert ? result.inserts
                : key == keyDelete     ? result.deletes
                                       : result.updates;
        into = *std::move(quads);
    }
    return {};
}

} // namespace

Result<WritePattern> parseWrite(const Context &context, const QJsonValue &pattern,
                                const std::function<QString()> &newId)
{
    WritePattern result;
    QJsonValue subjects = pattern;
    if (pattern.isObject()) {
        const QJsonObject object = pattern.toObject();
        if (isUpdate(object)) {
            MLD_TRY(parseUpdate(context, object, newId, result));
            return result;
        }
        if (isRead(object))
            return noWrite();
        if (isGroup(object)) {
            for (auto it = object.begin(); it != object.end(); ++it) {
                if (it.key() != keyGraph && it.key() != keyword::context)
                    return noWrite();
            }
            subjects = object.value(keyGraph);
        }
    } else if (!pattern.isArray()) {
        return noWrite();
    }
    PatternParser parser(context, result.variables, PatternParser::Mode::Insert, newId);
    Result<Quads> quads = parser.subjects(subjects);
    MLD_TRY(quads);
    result.inserts = *std::move(quads);
    return result;
}

QJsonValue agreementOf(const QJsonValue &pattern)
{
    const QJsonObject object = pattern.toObject();
    if (!isUpdate(object))
        return QJsonValue(QJsonValue::Undefined);
    const QJsonValue agreement = object.value(keyAgree);
    const bool isFalse = agreement.isNull() || agreement == QJsonValue(false)
            || agreement == QJsonValue(0) || agreement == QJsonValue(QString());
    return isFalse ? QJsonValue(QJsonValue::Undefined) : agreement;
}

} // namespace mld::query
