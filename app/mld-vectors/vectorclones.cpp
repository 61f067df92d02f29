// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "vectorclones.h"

#include "rdf/vocabulary.h"

#include <QCoreApplication>
#include <QDeadlineTimer>

#include <cmath>
#include <limits>

namespace mld::vectors {

namespace {

constexpr int limitMs = 10000;

// What the reference takes as plugins, our configuration takes as constraints.
void addPlugin(const QJsonObject &plugin, QJsonArray &constraints)
{
    const QString type = QStringLiteral("@type");
    const QJsonArray properties = plugin[u"properties"].toArray();
    for (const QJsonValue &property : properties)
        constraints.append(QJsonObject { { type, QStringLiteral("shared-text") },
                                         { QStringLiteral("property"), property } });
    const QJsonArray shapes = plugin[u"shapes"].toArray();
    for (const QJsonValue &shape : shapes) {
        QJsonObject entry = shape.toObject();
        entry.insert(type, QStringLiteral("shape"));
        if (entry.contains(u"count")) {
            entry.insert(QStringLiteral("minCount"), entry[u"count"]);
            entry.insert(QStringLiteral("maxCount"), entry.take(u"count"));
        }
        constraints.append(entry);
    }
}

template <typename Convert>
QJsonValue converted(const QJsonValue &value, const Convert &convert)
{
    if (value.isArray()) {
        QJsonArray array;
        const QJsonArray members = value.toArray();
        for (const QJsonValue &member : members)
            array.append(converted(member, convert));
        return array;
    }
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        const QJsonValue special = convert(object);
        if (!special.isUndefined())
            return special;
        QJsonObject members;
        for (auto it = object.begin(); it != object.end(); ++it)
            members.insert(it.key(), converted(it.value(), convert));
        return members;
    }
    return value;
}

QJsonValue numberOf(const QString &text)
{
    if (text == QLatin1String("NaN"))
        return std::numeric_limits<double>::quiet_NaN();
    if (text == QLatin1String("Infinity"))
        return std::numeric_limits<double>::infinity();
    if (text == QLatin1String("-Infinity"))
        return -std::numeric_limits<double>::infinity();
    return text.toDouble();
}

} // namespace

QJsonValue fromVector(const QJsonValue &value)
{
    return converted(value, [](const QJsonObject &object) -> QJsonValue {
        if (object.contains(u"$number"))
            return numberOf(object[u"$number"].toString());
        if (object.contains(u"$bytes"))
            return QJsonObject { { QStringLiteral("@type"), iris::xsdBase64Binary },
                                 { QStringLiteral("@value"), object[u"$bytes"] } };
        return QJsonValue::Undefined;
    });
}

QJsonValue toVector(const QJsonValue &value)
{
    if (value.isDouble() && !std::isfinite(value.toDouble())) {
        const double number = value.toDouble();
        const QString text = std::isnan(number) ? QStringLiteral("NaN")
                : number > 0                    ? QStringLiteral("Infinity")
                                                : QStringLiteral("-Infinity");
        return QJsonObject { { QStringLiteral("$number"), text } };
    }
    if (value.isArray()) {
        QJsonArray array;
        const QJsonArray members = value.toArray();
        for (const QJsonValue &member : members)
            array.append(toVector(member));
        return array;
    }
    if (!value.isObject())
        return value;
    const QJsonObject object = value.toObject();
    if (object.size() == 2 && object[u"@type"].toString() == iris::xsdBase64Binary)
        return QJsonObject { { QStringLiteral("$bytes"), object[u"@value"] } };
    QJsonObject members;
    for (auto it = object.begin(); it != object.end(); ++it)
        members.insert(it.key(), toVector(it.value()));
    return members;
}

VectorClones::VectorClones(const QJsonObject &testCase)
    : m_context(testCase[u"context"].toObject()),
      m_constraints(testCase[u"config"][u"constraints"].toArray())
{
    const QJsonArray plugins = testCase[u"plugins"].toArray();
    for (const QJsonValue &plugin : plugins)
        addPlugin(plugin.toObject(), m_constraints);
}

VectorClones::~VectorClones() = default;

Result<void> VectorClones::join(const CloneId &id)
{
    CloneConfig config;
    config.id = id;
    config.domain = QStringLiteral("test.m-ld.org");
    config.genesis = m_clones.empty();
    config.context = m_context;
    config.constraints = m_constraints;
    config.storePath = QStringLiteral(":memory:");
    auto joining = std::make_unique<Clone>(config, std::make_unique<VectorTransport>(m_network));
    Clone &clone = *joining;
    QObject::connect(&clone, &Clone::updated, &clone, [this, id](const CloneUpdate &update) {
        m_updates[id].append(toVector(update.toJson()));
    });
    // The recordings were made with the clone that is there longest as the one to ask.
    m_network.restrict(id, m_clones.empty() ? CloneId() : m_clones.begin()->first);
    m_clones[id] = std::move(joining);
    MLD_TRY(clone.start());
    MLD_TRY(waitFor(QStringLiteral("start of ") + id,
                    [&] { return clone.isStarted() && clone.status().online; }));
    m_network.restrict(id, {});
    return waitFor(QStringLiteral("presence of ") + id, [&] {
        return clone.peers().size() + 1 == qsizetype(m_clones.size());
    });
}

Result<void> VectorClones::waitFor(const QString &what, const std::function<bool()> &isDone)
{
    const QDeadlineTimer deadline(limitMs);
    while (!isDone()) {
        if (deadline.hasExpired())
            return Error { ErrorCode::Unknown, QStringLiteral("%1: not in time").arg(what) };
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    }
    settle();
    return {};
}

Result<void> VectorClones::finish(const std::function<void(Clone::Written)> &begin)
{
    std::optional<Result<void>> outcome;
    begin([&](const Result<void> &written) { outcome = written; });
    MLD_TRY(waitFor(QStringLiteral("write"), [&] { return outcome.has_value(); }));
    return *outcome;
}

Result<void> VectorClones::write(const CloneId &id, const QJsonValue &pattern)
{
    return finish([&](Clone::Written done) {
        m_clones.at(id)->write(fromVector(pattern), std::move(done));
    });
}

Result<void> VectorClones::remove(const CloneId &id, const QString &subject)
{
    return finish(
            [&](Clone::Written done) { m_clones.at(id)->remove(subject, std::move(done)); });
}

// Clones work in turns of the event loop, each of which may ask for one more.
void VectorClones::settle()
{
    for (int turn = 0; turn < 8; ++turn) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
}

void VectorClones::deliver(const CloneId &from, const CloneId &to, int count)
{
    for (int left = count < 0 ? std::numeric_limits<int>::max() : count;
         left > 0 && m_network.deliver(from, to, 1) > 0; --left)
        settle();
}

void VectorClones::deliverAll()
{
    for (int round = 0; round < 1000 && m_network.hasWaiting(); ++round) {
        for (const auto &[from, sender] : m_clones) {
            for (const auto &[to, receiver] : m_clones)
                deliver(from, to);
        }
    }
}

QMap<CloneId, QJsonArray> VectorClones::takeUpdates()
{
    return std::exchange(m_updates, {});
}

} // namespace mld::vectors
