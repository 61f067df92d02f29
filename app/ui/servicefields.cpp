// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/servicefields.h"

#include "settings/certificates.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace commonplace {
namespace {

using Field = mld::Field;

static_assert(int(ServiceFields::Json) == int(Field::Kind::Json) && int(ServiceFields::Switch) == int(Field::Kind::Switch));

bool isChosen(const Field &field)
{
    return field.kind == Field::Kind::Choice || field.kind == Field::Kind::Switch;
}

/// A line to type in holds no line ends: they are where the blanks are.
QString withLineEnds(const QString &pem)
{
    if (!pem.startsWith(QLatin1String("-----BEGIN ")) || pem.contains(u'\n'))
        return pem;
    static const QRegularExpression block(QStringLiteral("(-----BEGIN [A-Z ]+-----)([^-]*)(-----END [A-Z ]+-----)"));
    QString written;
    for (auto it = block.globalMatch(pem); it.hasNext();) {
        const auto match = it.next();
        const QString inner = match.captured(2).simplified().replace(u' ', u'\n');
        written += match.captured(1) + u'\n' + inner + u'\n' + match.captured(3) + u'\n';
    }
    return written.isEmpty() ? pem : written;
}

QString tidied(const Field &field, const QString &text)
{
    const QString trimmed = text.trimmed();
    if (field.kind != Field::Kind::Pem)
        return field.kind == Field::Kind::Password ? text : trimmed;
    // As a file manager gives it.
    return trimmed.startsWith(QLatin1String("file:")) ? QUrl(trimmed).toLocalFile() : withLineEnds(trimmed);
}

} // namespace

int ServiceFields::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_fields.size());
}

QHash<int, QByteArray> ServiceFields::roleNames() const
{
    return { { KeyRole, "key" },         { KindRole, "kind" },         { LabelRole, "label" }, { HintRole, "hint" },
             { ValueRole, "value" },     { FaultRole, "fault" },       { OptionsRole, "options" },
             { ShownRole, "isShown" },   { AdvancedRole, "isAdvanced" }, { SpanRole, "span" } };
}

QVariant ServiceFields::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Field &field = m_fields.at(index.row());
    const Shown &shown = m_shown.at(index.row());
    switch (role) {
    case KeyRole:
        return field.key;
    case KindRole:
        return int(field.kind);
    case Qt::DisplayRole:
    case LabelRole:
        return field.label;
    case HintRole:
        return shown.hint;
    case ValueRole:
        return shown.value;
    case FaultRole:
        return shown.fault;
    case OptionsRole: {
        QVariantList options;
        for (const Field::Option &option : field.options)
            options.append(QVariantMap { { QStringLiteral("value"), option.value }, { QStringLiteral("label"), option.label } });
        return options;
    }
    case ShownRole:
        return shown.isShown;
    case AdvancedRole:
        return field.flags.testFlag(Field::Advanced);
    case SpanRole:
        return spanOf(index.row());
    default:
        return {};
    }
}

int ServiceFields::spanOf(int row) const
{
    const auto kindAt = [this](int at) {
        return at >= 0 && at < m_fields.size() ? m_fields.at(at).kind : Field::Kind::Json;
    };
    if (kindAt(row) == Field::Kind::Host && kindAt(row + 1) == Field::Kind::Port)
        return 4;
    if (kindAt(row) == Field::Kind::Port && kindAt(row - 1) == Field::Kind::Host)
        return 2;
    const bool isUser = kindAt(row) == Field::Kind::Text && kindAt(row + 1) == Field::Kind::Password;
    const bool isTheirs = kindAt(row) == Field::Kind::Password && kindAt(row - 1) == Field::Kind::Text;
    return isUser || isTheirs ? 3 : 6;
}

bool ServiceFields::hasAdvanced() const
{
    for (qsizetype row = 0; row < m_fields.size(); ++row) {
        if (m_fields.at(row).flags.testFlag(Field::Advanced) && m_shown.at(row).isShown)
            return true;
    }
    return false;
}

const Field *ServiceFields::field(const QString &key) const
{
    const auto it = std::find_if(m_fields.cbegin(), m_fields.cend(), [&](const Field &each) { return each.key == key; });
    return it == m_fields.cend() ? nullptr : &*it;
}

void ServiceFields::setService(const MessagingService &service)
{
    beginResetModel();
    m_service = service;
    m_fields = service.service() ? service.service()->fields() : QList<Field>();
    m_fields.removeIf([this](const Field &field) { return !isInForm(field); });
    m_secrets.clear();
    m_hints.clear();
    m_told.reset();
    m_filled.clear();
    for (const Field &field : std::as_const(m_fields)) {
        // What is not kept has its fallback, which is chosen then; a new one begins with what is best.
        const QVariant &begin = service.id.isEmpty() ? field.initial : field.fallback;
        const bool isOpen = service.id.isEmpty() && isChosen(field); // until it is chosen: see values()
        if (begin.isValid() && field.initial.isValid() && !isOpen && !m_service.values.contains(field.key))
            m_service.values.insert(field.key, begin);
        if (!service.id.isEmpty())
            m_filled.insert(field.key);
    }
    m_shown = QList<Shown>(m_fields.size());
    const mld::Values all = values();
    m_faults = findFaults(all);
    for (qsizetype row = 0; row < m_fields.size(); ++row)
        m_shown[row] = shown(m_fields.at(row), all);
    endResetModel();
    Q_EMIT edited();
}

void ServiceFields::setHint(const QString &key, const QString &hint)
{
    m_hints.insert(key, hint);
    update();
}

void ServiceFields::setTold(const mld::Fault &fault)
{
    m_told = fault;
    update();
}

mld::Values ServiceFields::values() const
{
    mld::Values all = m_service.values;
    const mld::Service *service = m_service.service();
    QString host;
    for (const Field &field : m_fields) {
        // Before whoever types goes on, it counts as it will be read.
        const QString typed = field.kind == Field::Kind::Host ? all.value(field.key).toString() : QString();
        const auto read = typed.isEmpty() ? mld::Result<mld::ServiceSettings>(mld::ServiceSettings()) : service->fromPaste(typed);
        if (!read || typed.isEmpty())
            continue;
        all.insert(read->values);
        host = QUrl(service->address(all)).host();
    }
    // Nobody listens within one machine; everywhere else somebody may.
    for (const Field &field : m_fields) {
        if (isChosen(field) && field.initial.isValid() && !all.contains(field.key))
            all.insert(field.key, mld::isThisMachine(host) ? field.fallback : field.initial);
    }
    return all;
}

mld::Values ServiceFields::keptValues() const
{
    const mld::Values all = values();
    mld::Values kept = all;
    for (const Field &field : m_fields) {
        if ((field.isShown && !field.isShown(all)) || kept.value(field.key).toString().isEmpty())
            kept.remove(field.key);
    }
    return kept;
}

mld::Secrets ServiceFields::secrets() const
{
    const mld::Values all = values();
    mld::Secrets kept = m_secrets;
    for (const Field &field : m_fields) {
        if (field.isShown && !field.isShown(all))
            kept.remove(field.key);
    }
    return kept;
}

QString ServiceFields::host() const
{
    return MessagingService { {}, m_service.kind, {}, values(), {} }.displayName();
}

QString ServiceFields::faultAt(const Field &field) const
{
    if (m_told && m_told->key == field.key)
        return m_told->sentence;
    if (!m_filled.contains(field.key))
        return {};
    for (const mld::Fault &fault : m_faults) {
        const mld::Field *place = this->field(fault.key);
        // What is wrong where nobody sees it is said at the first.
        if (fault.key == field.key || (!place && &field == &m_fields.constFirst()))
            return fault.sentence;
    }
    return {};
}

ServiceFields::Shown ServiceFields::shown(const Field &field, const mld::Values &values) const
{
    Shown shown;
    if (field.flags.testFlag(Field::Secret))
        shown.value = m_secrets.value(field.key);
    else if (isChosen(field))
        shown.value = values.value(field.key, field.fallback);
    else
        shown.value = m_service.values.value(field.key).toString();
    if (field.kind == Field::Kind::Choice)
        shown.value = shown.value.toString();
    shown.fault = faultAt(field);
    const QString usual = field.fallback.isValid() && !isChosen(field) ? field.fallback.toString() : QString();
    shown.hint = m_hints.value(field.key, field.hint.isEmpty() ? usual : field.hint);
    shown.isShown = !field.isShown || field.isShown(values);
    return shown;
}

QList<mld::Fault> ServiceFields::findFaults(const mld::Values &values) const
{
    QList<mld::Fault> found = MessagingService { {}, m_service.kind, {}, values, {} }.faults();
    for (const Field &field : m_fields) {
        const QString typed = m_secrets.value(field.key);
        if (field.kind != Field::Kind::Pem || typed.isEmpty() || (field.isShown && !field.isShown(values)))
            continue;
        if (const auto key = checkKeyIn(tidied(field, typed)); !key)
            found.append({ field.key, key.error().message });
    }
    return found;
}

void ServiceFields::update()
{
    const mld::Values all = values();
    m_faults = findFaults(all);
    for (int row = 0; row < m_fields.size(); ++row) {
        Shown now = shown(m_fields.at(row), all);
        if (now == m_shown.at(row))
            continue;
        m_shown[row] = std::move(now);
        Q_EMIT dataChanged(index(row), index(row), { ValueRole, FaultRole, HintRole, ShownRole });
    }
}

void ServiceFields::take(const mld::Values &values, const mld::Secrets &secrets)
{
    const bool isEdit = values != m_service.values || secrets != m_secrets;
    m_service.values = values;
    m_secrets = secrets;
    if (isEdit)
        m_told.reset();
    update();
    if (isEdit)
        Q_EMIT edited();
}

void ServiceFields::setValue(const QString &key, const QVariant &value)
{
    const Field *known = field(key);
    if (!known)
        return;
    const QString text = value.toString(); // tidied when it is complete: blanks come in between
    mld::Values values = m_service.values;
    mld::Secrets secrets = m_secrets;
    if (known->flags.testFlag(Field::Secret)) {
        secrets.insert(key, text);
        if (text.isEmpty())
            secrets.remove(key);
    } else if (text.isEmpty() && known->kind != Field::Kind::Choice) {
        values.remove(key); // a choice may be of nothing; a line that is empty was not filled
    } else if (known->kind == Field::Kind::Switch) {
        values.insert(key, value.toBool());
    } else {
        const bool isNumber = known->kind == Field::Kind::Port || known->kind == Field::Kind::Number;
        bool isWhole = false;
        const int number = text.toInt(&isWhole);
        values.insert(key, isNumber && isWhole ? QVariant(number) : QVariant(text));
    }
    take(values, secrets);
}

bool ServiceFields::paste(const QString &text)
{
    const mld::Service *service = m_service.service();
    const auto read = service ? service->fromPaste(text) : mld::Result<mld::ServiceSettings>(mld::Error());
    if (!read)
        return false;
    mld::Values values = m_service.values;
    mld::Secrets secrets = m_secrets;
    values.insert(read->values);
    secrets.insert(read->secrets);
    take(values, secrets);
    return true;
}

void ServiceFields::finish(const QString &key)
{
    const Field *known = field(key);
    if (!known)
        return;
    if (!isChosen(*known))
        setValue(key, tidied(*known, shown(*known, m_service.values).value.toString()));
    const QString typed = m_service.values.value(key).toString();
    if (!typed.isEmpty() || m_secrets.contains(key))
        m_filled.insert(key);
    if (known->kind != Field::Kind::Host || typed.isEmpty() || !paste(typed))
        update();
}

void ServiceFields::finishAll()
{
    const QList<Field> all = m_fields;
    for (const Field &each : all) {
        m_filled.insert(each.key);
        finish(each.key);
    }
    update();
}

} // namespace commonplace
