// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "jsonld/subjects.h"

#include "jsonld/keywords.h"
#include "rdf/literal.h"
#include "rdf/vocabulary.h"

#include <QJsonDocument>

#include <algorithm>

namespace mld {

namespace {

/// Equal for values that look the same, and cheap to compare.
QString fingerprint(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return u's' + value.toString();
    case QJsonValue::Double:
        return u'n' + literal::ecmaText(value.toDouble());
    case QJsonValue::Bool:
        return value.toBool() ? QStringLiteral("t") : QStringLiteral("f");
    case QJsonValue::Object:
        return QString::fromUtf8(
                QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    case QJsonValue::Array:
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return {};
}

} // namespace

SubjectBuilder::SubjectBuilder(const Context &context, const DataLookup &lookup, const QString &id)
    : m_context(&context), m_lookup(&lookup), m_id(id)
{
}

void SubjectBuilder::add(const QString &property, const Term &value)
{
    if (property == iris::rdfType && value.isIri()) {
        addJson(QStringLiteral("@type"), m_context->compactVocab(value.text()));
        return;
    }
    Context::Property::Coercion coercion = Context::Property::Coercion::None;
    QString key;
    if (property == iris::item)
        key = QStringLiteral("@item");
    else if (property == iris::index)
        key = QStringLiteral("@index");
    else
        key = m_context->compactProperty(property, value, &coercion);
    addJson(key, jsonld::jsonOf(value, *m_context, *m_lookup, coercion));
}

void SubjectBuilder::addJson(const QString &key, const QJsonValue &value)
{
    auto member = std::find_if(m_members.begin(), m_members.end(),
                               [&](const Member &m) { return m.key == key; });
    if (member == m_members.end()) {
        m_members.push_back({ key, QJsonArray{ value }, {} });
        return;
    }
    if (member->values.size() == 1) // most often the only one, so its print is made late
        member->seen.insert(fingerprint(member->values.first()));
    const QString print = fingerprint(value);
    if (member->seen.contains(print))
        return;
    member->seen.insert(print);
    member->values.append(value);
}

void SubjectBuilder::set(const QString &key, const QJsonValue &value)
{
    m_fixed.insert(key, value);
}

QJsonObject SubjectBuilder::object() const
{
    QJsonObject result = m_fixed;
    result.insert(keyword::id, m_id);
    for (const Member &member : m_members) {
        result.insert(member.key,
                      member.values.size() == 1 ? member.values.first()
                                                : QJsonValue(member.values));
    }
    return result;
}

namespace jsonld {

QJsonArray subjectsOf(const std::vector<Triple> &triples, const Context &context,
                      const DataLookup &lookup, const QHash<Triple, qint64> &listIndexes,
                      bool isInsert)
{
    std::vector<SubjectBuilder> subjects;
    std::vector<QJsonObject> lists;
    QHash<QString, size_t> numbers;
    for (const Triple &triple : triples) {
        const QString &id = triple.subject.text();
        auto number = numbers.constFind(id);
        if (number == numbers.cend()) {
            number = numbers.insert(id, subjects.size());
            subjects.emplace_back(context, lookup, context.compactId(id));
            lists.emplace_back();
        }
        const auto index = listIndexes.constFind(triple);
        if (index == listIndexes.cend()) {
            subjects[*number].add(triple.predicate.text(), triple.object);
            continue;
        }
        QJsonObject &list = lists[*number];
        const QString key = QString::number(*index);
        const QJsonValue slot = jsonOf(triple.object, context, lookup);
        if (isInsert) {
            QJsonArray slots = list.value(key).toArray();
            slots.append(slot);
            list.insert(key, slots);
        } else {
            list.insert(key, slot);
        }
    }
    QJsonArray result;
    for (size_t i = 0; i < subjects.size(); ++i) {
        if (!lists[i].isEmpty())
            subjects[i].set(keyword::list, lists[i]);
        result.append(subjects[i].object());
    }
    return result;
}

} // namespace jsonld
} // namespace mld
