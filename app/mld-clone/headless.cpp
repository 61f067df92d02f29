// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "headless.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTimer>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace mld {

namespace {

QByteArray textOf(const QJsonArray &array)
{
    return array.isEmpty() ? QByteArray("[]") : QJsonDocument(array).toJson(QJsonDocument::Compact);
}

/// A value as JSON text, which QJsonDocument gives of arrays and objects alone.
QByteArray textOf(const QJsonValue &value)
{
    if (value.isNull())
        return "null";
    if (value.isObject())
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
    const QByteArray array = textOf(QJsonArray { value });
    return array.sliced(1, array.size() - 2);
}

QByteArray eventLine(const char *event, const QJsonObject &body)
{
    return QByteArray("{\"event\":\"") + event + "\",\"body\":" + textOf(body) + "}\n";
}

/// As eventLine() of CloneUpdate::toJson(), which takes longer than all else that an event costs here.
QByteArray updateLine(const CloneUpdate &update)
{
    QByteArray line = "{\"event\":\"update\",\"body\":{";
    if (!update.agreement.isUndefined())
        line += "\"@agree\":" + textOf(update.agreement) + ',';
    line += "\"@delete\":" + textOf(update.deletes) + ",\"@insert\":" + textOf(update.inserts);
    if (!update.principal.isEmpty())
        line += ",\"@principal\":" + textOf(QJsonObject{{u"@id"_s, update.principal}});
    line += ",\"@ticks\":" + QByteArray::number(update.ticks) + ",\"@update\":" + textOf(update.updates) + "}}\n";
    return line;
}

} // namespace

Headless::Headless(Clone &clone, Print print, QObject *parent)
    : QObject(parent), m_clone(clone), m_print(std::move(print))
{
    connect(&clone, &Clone::started, this, [this] { put("{\"event\":\"started\"}\n"); });
    connect(&clone, &Clone::statusChanged, this, &Headless::showStatus);
    connect(&clone, &Clone::updated, this, [this](const CloneUpdate &update) {
        const QByteArray line = updateLine(update);
        // One's own goes out with the answer, to wake the reader once.
        if (update.isLocal)
            m_held += line;
        else
            put(line);
    });
    connect(&clone, &Clone::failed, this, [this](const Error &error) { printFailure(error); });
    connect(&clone, &Clone::closed, this, [this] {
        for (const QJsonValue &id : std::as_const(m_closeIds))
            answer(id, QJsonValue::Null);
        m_closeIds.clear();
        Q_EMIT finished(m_exitCode);
    });
}

void Headless::start()
{
    const Result<void> started = m_clone.start();
    if (started) {
        // After all that the clone has posted.
        QTimer::singleShot(0, this, &Headless::begin);
        return;
    }
    printFailure(started.error());
    Q_EMIT finished(m_exitCode);
}

void Headless::begin()
{
    m_hasBegun = true;
    if (!m_hasShownStatus) // nothing has changed for a newcomer
        showStatus();
    const QList<QByteArray> lines = std::exchange(m_waiting, {});
    for (const QByteArray &line : lines)
        handleLine(line);
    if (m_hasEnded)
        handleEnd();
}

void Headless::handleLine(const QByteArray &line)
{
    if (!m_hasBegun)
        return m_waiting.append(line);
    if (line.trimmed().isEmpty())
        return;
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(line, &error);
    if (error.error != QJsonParseError::NoError)
        return refuseLine(u"This is not JSON: %1, at byte %2."_s.arg(error.errorString()).arg(error.offset));
    if (!document.isObject())
        return refuseLine(u"A request must be an object with \"op\"."_s);
    handle(document.object());
}

void Headless::refuseLine(const QString &why)
{
    refuse(QJsonValue::Null, {ErrorCode::BadPattern, why});
}

void Headless::handle(const QJsonObject &request)
{
    const QJsonValue given = request.value(u"id"_s);
    const QJsonValue id = given.isUndefined() ? QJsonValue(QJsonValue::Null) : given;
    const QString op = request.value(u"op"_s).toString();
    const QJsonValue pattern = request.value(u"pattern"_s);
    if (op == u"read") {
        if (!pattern.isObject())
            return refuse(id, {ErrorCode::BadPattern, u"\"pattern\" must be an object."_s});
        const Result<QJsonArray> found = m_clone.read(pattern.toObject());
        found ? answer(id, *found) : refuse(id, found.error());
    } else if (op == u"write") {
        if (!pattern.isObject() && !pattern.isArray())
            return refuse(id, {ErrorCode::BadPattern, u"\"pattern\" must be an object or an array."_s});
        m_clone.write(pattern, [this, id](const Result<void> &written) {
            written ? answer(id, QJsonValue::Null) : refuse(id, written.error());
        });
    } else if (op == u"status") {
        answer(id, status());
    } else if (op == u"close") {
        m_closeIds.append(id);
        m_clone.close();
    } else {
        const QString what = u"\"op\" must be \"read\", \"write\", \"status\" or \"close\"."_s;
        // Without "op" it is no request, whatever its "id" means.
        refuse(request.contains(u"op"_s) ? id : QJsonValue(QJsonValue::Null), {ErrorCode::BadPattern, what});
    }
}

void Headless::setProblem(const QString &problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    if (m_hasShownStatus)
        showStatus();
}

void Headless::showStatus()
{
    m_hasShownStatus = true;
    put(eventLine("status", status()));
}

QJsonObject Headless::status() const
{
    const CloneStatus status = m_clone.status();
    QJsonObject json{{u"online"_s, status.online},
                     {u"outdated"_s, status.outdated},
                     {u"silo"_s, status.silo},
                     {u"ticks"_s, status.ticks}};
    const std::pair<const char *, bool> facts[] = {{"waiting", status.waiting},
                                                   {"unanswered", status.unanswered},
                                                   {"apart", status.apart},
                                                   {"withheld", status.withheld}};
    for (const auto &[name, holds] : facts) {
        if (holds)
            json.insert(QLatin1String(name), true);
    }
    if (status.fetched > 0)
        json.insert(u"fetched"_s, status.fetched);
    if (status.expected > 0)
        json.insert(u"expected"_s, status.expected);
    if (!m_problem.isEmpty())
        json.insert(u"problem"_s, m_problem);
    return json;
}

void Headless::handleEnd()
{
    m_hasEnded = true;
    if (m_hasBegun)
        m_clone.close();
}

void Headless::put(const QByteArray &line, bool isAsked)
{
    // What is held goes with the answer that it belongs to.
    m_held += line;
    m_print(std::exchange(m_held, {}), isAsked);
}

void Headless::printFailure(const Error &error)
{
    m_exitCode = 1;
    put(errorLine(error), true);
}

void Headless::answer(const QJsonValue &id, const QJsonValue &result)
{
    reply(id, "result", result);
}

void Headless::refuse(const QJsonValue &id, const Error &error)
{
    reply(id, "error", toJson(error));
}

void Headless::reply(const QJsonValue &id, const char *key, const QJsonValue &value)
{
    put("{\"id\":" + textOf(id) + ",\"" + key + "\":" + textOf(value) + "}\n", true);
}

QByteArray Headless::errorLine(const Error &error)
{
    QJsonObject object = toJson(error);
    object.insert(u"event"_s, u"error"_s);
    return textOf(object) + '\n';
}

QJsonObject Headless::toJson(const Error &error)
{
    QJsonObject json{{u"message"_s, error.message}};
    if (const auto status = error.status())
        json.insert(u"status"_s, *status);
    return json;
}

} // namespace mld
