// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textoperation.h"

#include <QHash>

#include <algorithm>
#include <map>
#include <utility>

// Fusing and cutting operations: arithmetic on names, without any text (semantics.md 12.9).

namespace mld {

namespace {

/// Numbers for arrays: an array is a process below a position, which is an index in another array.
class ArrayNumbers
{
public:
    /// The number of the array that a path leads into. Equal paths, but for the last index, give
    /// equal numbers.
    int number(const TextPath &path)
    {
        int array = 0;
        qint32 index = 0;
        for (const TextName &name : path) {
            int &number = m_numbers[{array, index, pidNumber(name.pid)}];
            if (number == 0)
                number = int(m_numbers.size());
            array = number;
            index = name.index;
        }
        return array;
    }

private:
    struct Key
    {
        int array;
        qint32 index;
        int pid;
        auto operator<=>(const Key &) const = default;
    };

    int pidNumber(const QString &pid)
    {
        int &number = m_pids[pid];
        if (number == 0)
            number = int(m_pids.size());
        return number;
    }

    std::map<Key, int> m_numbers;
    QHash<QString, int> m_pids;
};

/// A value that an operation gives to a position.
struct Entry
{
    int array = 0;
    qint32 index = 0;
    quint32 order = 0; ///< of its first naming
    TextChar value;
    TextChar before = TextRevert::Nothing;
    const TextRun *run = nullptr; ///< one that names its array

    auto name() const { return std::pair(array, index); }
};

/// The values that operations leave in positions.
class Names
{
public:
    explicit Names(ArrayNumbers &arrays) : m_arrays(arrays) { }

    void add(const TextOperation &operation, const TextRevert &revert)
    {
        for (size_t r = 0; r < operation.runs.size(); ++r) {
            const TextRun &run = operation.runs[r];
            if (run.path.empty())
                continue;
            const int array = m_arrays.number(run.path);
            for (size_t i = 0; i < run.chars.size(); ++i) {
                const auto before = revert.at(qsizetype(r), qsizetype(i));
                m_entries.push_back({array, run.path.back().index + qint32(i),
                                     quint32(m_entries.size()), run.chars[i],
                                     before.value_or(TextRevert::Nothing), &run});
            }
        }
    }

    /// One entry for each position, in the order of their names: with the latest value, and the
    /// earliest one before it that is known.
    const std::vector<Entry> &merged()
    {
        const auto isBefore = [](const Entry &a, const Entry &b) { return a.name() < b.name(); };
        if (!std::is_sorted(m_entries.begin(), m_entries.end(), isBefore))
            std::stable_sort(m_entries.begin(), m_entries.end(), isBefore);
        size_t kept = 0;
        for (size_t i = 0; i < m_entries.size(); ++i) {
            if (kept > 0 && m_entries[kept - 1].name() == m_entries[i].name()) {
                Entry &entry = m_entries[kept - 1];
                entry.value = m_entries[i].value;
                if (entry.before == TextRevert::Nothing)
                    entry.before = m_entries[i].before;
            } else {
                m_entries[kept++] = m_entries[i];
            }
        }
        m_entries.resize(kept);
        return m_entries;
    }

private:
    ArrayNumbers &m_arrays;
    std::vector<Entry> m_entries;
};

/// Entries, in the order of their names, as an operation: what follows its predecessor joins its
/// run, and the runs go in the order in which their first positions were named.
TextLocalOperation toOperation(const std::vector<Entry> &entries, bool hasRevert)
{
    std::vector<std::pair<size_t, size_t>> runs; // from, to
    for (size_t i = 0; i < entries.size(); ++i) {
        if (i == 0 || entries[i - 1].array != entries[i].array
            || entries[i - 1].index + 1 != entries[i].index)
            runs.push_back({i, i});
        runs.back().second = i + 1;
    }
    std::sort(runs.begin(), runs.end(), [&](const auto &a, const auto &b) {
        return entries[a.first].order < entries[b.first].order;
    });
    TextLocalOperation result;
    for (const auto &[begin, end] : runs) {
        TextRun &run = result.operation.runs.emplace_back();
        run.path = entries[begin].run->path;
        run.path.back().index = entries[begin].index;
        run.chars.reserve(end - begin);
        std::vector<TextChar> before;
        for (size_t i = begin; i < end; ++i) {
            run.chars.push_back(entries[i].value);
            before.push_back(entries[i].before);
        }
        while (!before.empty() && before.back() == TextRevert::Nothing)
            before.pop_back();
        if (hasRevert)
            result.revert.runs.push_back(std::move(before));
    }
    return result;
}

} // namespace

TextLocalOperation TextOperation::fuse(std::span<const TextLocalOperation> operations)
{
    ArrayNumbers arrays;
    Names names(arrays);
    bool hasRevert = false;
    for (const TextLocalOperation &local : operations) {
        names.add(local.operation, local.revert);
        hasRevert = hasRevert || !local.revert.runs.empty();
    }
    return toOperation(names.merged(), hasRevert);
}

TextOperation TextOperation::cut(const TextOperation &prefix, const TextOperation &operation)
{
    ArrayNumbers arrays;
    Names whole(arrays);
    whole.add(operation, {});
    Names known(arrays);
    known.add(prefix, {});
    std::vector<Entry> rest;
    auto seen = known.merged().begin();
    const auto end = known.merged().end();
    for (const Entry &entry : whole.merged()) {
        while (seen != end && seen->name() < entry.name())
            ++seen;
        if (seen == end || seen->name() != entry.name()
            || TextChar::hasPrecedence(entry.value, seen->value))
            rest.push_back(entry);
    }
    return toOperation(rest, false).operation;
}

} // namespace mld
