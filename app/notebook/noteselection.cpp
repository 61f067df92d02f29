// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "notebook/noteselection.h"

#include <algorithm>

namespace commonplace {

void NoteSelection::setList(NotesList *list)
{
    if (list == m_list)
        return;
    if (m_list)
        disconnect(m_list, nullptr, this, nullptr);
    m_list = list;
    m_anchor.clear();
    set({});
    if (list) {
        connect(list, &QAbstractItemModel::rowsRemoved, this, &NoteSelection::forgetMissing);
        connect(list, &QAbstractItemModel::modelReset, this, &NoteSelection::forgetMissing);
    }
    Q_EMIT listChanged();
}

void NoteSelection::set(QSet<QString> ids)
{
    if (ids == m_ids)
        return;
    m_ids = std::move(ids);
    ++m_revision;
    Q_EMIT changed();
}

void NoteSelection::forgetMissing()
{
    if (m_ids.isEmpty())
        return;
    QSet<QString> left = m_ids;
    left.removeIf([this](const QString &id) { return m_list->rowOf(id) < 0; });
    set(std::move(left));
}

void NoteSelection::choose(const QString &id)
{
    m_anchor = id;
    set(id.isEmpty() ? QSet<QString>() : QSet<QString> { id });
}

void NoteSelection::toggle(const QString &id)
{
    if (id.isEmpty())
        return;
    QSet<QString> ids = m_ids;
    if (!ids.remove(id))
        ids.insert(id);
    m_anchor = id;
    set(std::move(ids));
}

void NoteSelection::extendTo(const QString &id)
{
    const int to = m_list ? m_list->rowOf(id) : -1;
    if (to < 0)
        return;
    int from = m_list->rowOf(m_anchor);
    if (from < 0) {
        m_anchor = id;
        from = to;
    }
    QSet<QString> ids;
    for (int row = std::min(from, to); row <= std::max(from, to); ++row)
        ids.insert(m_list->idAt(row));
    set(std::move(ids));
}

void NoteSelection::selectAll()
{
    QSet<QString> ids;
    for (int row = 0; m_list && row < m_list->rowCount(); ++row)
        ids.insert(m_list->idAt(row));
    set(std::move(ids));
}

void NoteSelection::clear()
{
    m_anchor.clear();
    set({});
}

QStringList NoteSelection::ids() const
{
    if (!m_list)
        return {};
    QVector<std::pair<int, QString>> rows;
    for (const QString &id : m_ids) {
        if (const int row = m_list->rowOf(id); row >= 0)
            rows.append({ row, id });
    }
    std::sort(rows.begin(), rows.end());
    QStringList ids;
    for (const auto &[row, id] : std::as_const(rows))
        ids.append(id);
    return ids;
}

QStringList NoteSelection::idsWith(const QString &id) const
{
    return m_ids.contains(id) ? ids() : id.isEmpty() ? QStringList() : QStringList { id };
}

} // namespace commonplace
