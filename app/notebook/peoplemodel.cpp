// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/peoplemodel.h"

#include "settings/appsettings.h"
#include "settings/initial.h"
#include "settings/personcolours.h"

namespace commonplace {
namespace {

constexpr int sweepMs = 5000;
/// Each has a face and a caret; anybody can make up members. Who comes later is taken in as others go.
constexpr qsizetype maxPeople = 200;
/// Each is a dot at the note in the list, made anew with every change.
constexpr int maxColours = 5;
/// What a tooltip can show.
constexpr int maxListed = 12;

} // namespace

QString PeopleModel::Person::name() const
{
    return !isKnown || AppSettings::isNameOfNobody(state.name) ? QString() : state.name;
}

PeopleModel::PeopleModel(QObject *parent) : QAbstractListModel(parent)
{
    m_clock.start();
    m_sweep.setInterval(sweepMs);
    connect(&m_sweep, &QTimer::timeout, this, [this] { forgetSilent(m_clock.elapsed()); });
    m_sweep.start();
}

int PeopleModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_people.size());
}

QVariant PeopleModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Person &person = m_people.at(index.row());
    const QString name = person.name();
    switch (role) {
    case CloneRole:
        return person.state.clone;
    case Qt::DisplayRole:
    case NameRole:
        return name.isEmpty() ? tr("Another member") : name;
    case InitialRole:
        return name.isEmpty() ? QStringLiteral("?") : initialOf(name);
    case ColourRole:
        return person.state.colour.isEmpty() ? colourFor(person.state.clone) : person.state.colour;
    case NoteRole:
        return person.state.note;
    case CaretRole:
        return person.state.caret;
    case AnchorRole:
        return person.state.anchor;
    default:
        return {};
    }
}

int PeopleModel::caretIn(const QString &note, const QString &clone) const
{
    for (const Person &person : m_people) {
        if (person.state.clone == clone)
            return person.state.note == note ? person.state.caret : -1;
    }
    return -1;
}

QHash<int, QByteArray> PeopleModel::roleNames() const
{
    return { { CloneRole, "cloneId" }, { NameRole, "name" },   { ColourRole, "colour" }, { InitialRole, "initial" },
             { NoteRole, "noteId" },   { CaretRole, "caret" }, { AnchorRole, "anchor" } };
}

QString PeopleModel::names() const
{
    QStringList names;
    for (int row = 0; row < m_people.size() && row < maxListed; ++row)
        names.append(index(row).data(NameRole).toString());
    const QString listed = names.join(QStringLiteral(", "));
    const int more = count() - int(names.size());
    return more > 0 ? tr("%1 and %n more", nullptr, more).arg(listed) : listed;
}

int PeopleModel::rowOf(const QString &clone) const
{
    for (int row = 0; row < m_people.size(); ++row) {
        if (m_people.at(row).state.clone == clone)
            return row;
    }
    return -1;
}

void PeopleModel::append(Person person)
{
    if (m_people.size() >= maxPeople)
        return;
    beginInsertRows({}, int(m_people.size()), int(m_people.size()));
    m_people.append(std::move(person));
    endInsertRows();
    Q_EMIT countChanged();
    Q_EMIT namesChanged();
    Q_EMIT whereaboutsChanged();
}

void PeopleModel::removeRow(int row)
{
    beginRemoveRows({}, row, row);
    m_people.remove(row);
    endRemoveRows();
    Q_EMIT countChanged();
    Q_EMIT namesChanged();
    Q_EMIT whereaboutsChanged();
}

void PeopleModel::setPresent(const QSet<QString> &clones)
{
    for (int row = int(m_people.size()) - 1; row >= 0; --row) {
        if (!clones.contains(m_people.at(row).state.clone))
            removeRow(row);
    }
    for (const QString &clone : clones) {
        if (rowOf(clone) >= 0)
            continue;
        Person person;
        person.state.clone = clone;
        person.heardAt = m_clock.elapsed();
        append(std::move(person));
    }
}

void PeopleModel::hear(const AwarenessState &state, qint64 received)
{
    const int row = rowOf(state.clone);
    if (state.isLeaving) {
        if (row >= 0)
            removeRow(row);
        return;
    }
    Person person { state, !state.name.isEmpty(), m_clock.elapsed(), received };
    if (row < 0) {
        append(std::move(person));
        return;
    }
    const Person old = std::exchange(m_people[row], person);
    const AwarenessState &before = old.state;
    if (old.receivedTicks != received)
        Q_EMIT receiptsChanged();
    if (old.isKnown == person.isKnown && before == state)
        return;
    Q_EMIT dataChanged(index(row), index(row));
    if (before.name != state.name || old.isKnown != person.isKnown)
        Q_EMIT namesChanged();
    if (before.note != state.note || before.colour != state.colour)
        Q_EMIT whereaboutsChanged();
}

void PeopleModel::moveCarets(const QString &note, const TextChange &change)
{
    for (int row = 0; row < m_people.size(); ++row) {
        AwarenessState &state = m_people[row].state;
        if (state.note != note || state.caret < 0)
            continue;
        state.caret = int(change.mapped(state.caret));
        if (state.anchor >= 0)
            state.anchor = int(change.mapped(state.anchor));
        Q_EMIT dataChanged(index(row), index(row), { CaretRole, AnchorRole });
    }
}

void PeopleModel::forgetSilent(qint64 now)
{
    for (int row = int(m_people.size()) - 1; row >= 0; --row) {
        Person &person = m_people[row];
        if (!person.isKnown || now - person.heardAt <= silenceMs)
            continue;
        // It is still present, as far as the service knows, but nobody seems to be at the keyboard.
        person.isKnown = false;
        person.state.note.clear();
        person.state.caret = -1;
        person.state.anchor = -1;
        Q_EMIT dataChanged(index(row), index(row));
        Q_EMIT namesChanged();
        Q_EMIT whereaboutsChanged();
    }
}

QHash<QString, QStringList> PeopleModel::coloursByNote() const
{
    QHash<QString, QStringList> result;
    for (int row = 0; row < m_people.size(); ++row) {
        const QString note = m_people.at(row).state.note;
        if (!note.isEmpty() && result[note].size() < maxColours)
            result[note].append(index(row).data(ColourRole).toString());
    }
    return result;
}

QString PeopleModel::colourFor(const QString &clone)
{
    uint sum = 0;
    for (const QChar c : clone)
        sum = sum * 31 + c.unicode();
    const QStringList colours = personColours();
    return colours.at(sum % colours.size());
}

} // namespace commonplace
