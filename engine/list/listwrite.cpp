// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "list/listwrite.h"

#include "list/position.h"

#include <QSet>

#include <algorithm>
#include <tuple>

namespace mld::list {

namespace {

bool holds(const std::vector<Row> &rows, const QString &position, const Term &slot)
{
    return std::any_of(rows.begin(), rows.end(), [&](const Row &row) {
        return row.position == position && row.slot == slot;
    });
}

} // namespace

ListWrite::ListWrite(Term listIri, const std::vector<Row> &rows)
    : m_list(std::move(listIri)), m_old(rows)
{
}

void ListWrite::insertAt(const ListKey &key, const Term &slot)
{
    m_places.push_back({ key, slot });
}

void ListWrite::insertAt(const QString &position, const Term &slot)
{
    // What is there already needs no place
    if (!holds(m_old, position, slot))
        m_given.push_back({ position, slot, std::nullopt });
}

void ListWrite::removeAt(const QString &position, const Term &slot)
{
    m_removed.insert(positionTriple(m_list, position, slot));
}

bool ListWrite::isRemoved(const Row &row) const
{
    return m_removed.contains(positionTriple(m_list, row.position, row.slot));
}

Result<void> ListWrite::checkSlots(Patch &patch)
{
    QSet<Term> placed;
    const auto place = [&](const Term &slot) -> Result<void> {
        if (placed.contains(slot))
            return Error { ErrorCode::ConstraintViolated,
                           QStringLiteral("Slot cannot appear more than once in list: %1")
                                   .arg(slot.text()) };
        placed.insert(slot);
        return {};
    };
    for (const Place &inserted : m_places)
        MLD_TRY(place(inserted.slot));
    for (const Row &given : m_given)
        MLD_TRY(place(given.slot));
    for (const Row &row : m_old) {
        if (isRemoved(row) || !placed.contains(row.slot))
            continue;
        if (row.item)
            MLD_TRY(place(row.slot));
        // A slot that has lost its item elsewhere is out of sight: it may come back in a new place.
        patch.deletes.push_back(positionTriple(m_list, row.position, row.slot));
        removeAt(row.position, row.slot);
    }
    return {};
}

Result<void> ListWrite::finish(const QString &cloneId, Patch &patch)
{
    MLD_TRY(checkSlots(patch));
    std::sort(m_places.begin(), m_places.end(), [](const Place &a, const Place &b) {
        return std::tie(a.key, a.slot.text()) < std::tie(b.key, b.slot.text());
    });
    std::sort(m_given.begin(), m_given.end(),
              [](const Row &a, const Row &b) { return a.position < b.position; });

    // All items that go between two neighbours that stay are allocated together, as they could
    // get the same position else. What goes away is no neighbour.
    std::vector<Place> pending;
    QString lower;
    auto place = m_places.cbegin();
    auto given = m_given.cbegin();
    qint64 index = 0;
    const auto passGiven = [&](const QString &upper) {
        for (; given != m_given.cend() && (upper.isNull() || given->position < upper); ++given) {
            allocate(pending, lower, given->position, cloneId, patch);
            const Triple triple = positionTriple(m_list, given->position, given->slot);
            patch.inserts.push_back(triple);
            patch.listIndexes.insert(triple, index);
            lower = given->position;
        }
    };
    for (const Row &row : m_old) {
        passGiven(row.position);
        if (row.item) {
            for (; place != m_places.cend() && place->key.index <= index; ++place)
                pending.push_back(*place);
        }
        if (isRemoved(row)) {
            if (row.item)
                patch.listIndexes.insert(positionTriple(m_list, row.position, row.slot), index);
        } else {
            allocate(pending, lower, row.position, cloneId, patch);
            lower = row.position;
        }
        if (row.item)
            ++index;
    }
    passGiven({});
    for (; place != m_places.cend(); ++place)
        pending.push_back({ { std::min(place->key.index, index), place->key.order }, place->slot });
    allocate(pending, lower, {}, cloneId, patch);
    return {};
}

void ListWrite::allocate(std::vector<Place> &pending, const QString &lower, const QString &upper,
                         const QString &cloneId, Patch &patch) const
{
    if (pending.empty())
        return;
    const std::vector<QString> positions =
            ListPosition::between(lower, upper, cloneId, qsizetype(pending.size()));
    for (size_t i = 0; i < pending.size(); ++i) {
        const Triple triple = positionTriple(m_list, positions[i], pending[i].slot);
        patch.inserts.push_back(triple);
        patch.listIndexes.insert(triple, pending.front().key.index);
    }
    pending.clear();
}

} // namespace mld::list
