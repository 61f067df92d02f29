// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "text/textoperation.h"

#include <QHash>

#include <algorithm>
#include <map>
#include <numeric>

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

struct Entry
{
    int array = 0;
    qint32 index = 0;
    TextChar value;
    TextChar before = TextRevert::Nothing;
    const TextRun *run = nullptr; // one that names the position
    bool isCut = false;
};

/// The values that operations leave in positions, in the order in which they name them first.
class Names
{
public:
    void add(const TextOperation &operation, const TextRevert &revert)
    {
        for (size_t r = 0; r < operation.runs.size(); ++r) {
            const TextRun &run = operation.runs[r];
            if (run.path.empty())
                continue;
            const int array = m_arrays.number(run.path);
            for (size_t i = 0; i < run.chars.size(); ++i) {
                const qint32 index = run.path.back().index + qint32(i);
                const TextChar before
                    = revert.at(qsizetype(r), qsizetype(i)).value_or(TextRevert::Nothing);
                const auto [found, isNew]
                    = m_found.try_emplace({array, index}, m_entries.size());
                if (isNew) {
                    m_entries.push_back({array, index, run.chars[i], before, &run, false});
                    continue;
                }
                Entry &entry = m_entries[found->second];
                entry.value = run.chars[i];
                if (entry.before == TextRevert::Nothing)
                    entry.before = before;
            }
        }
    }

    void cut(const TextOperation &prefix)
    {
        for (const TextRun &run : prefix.runs) {
            if (run.path.empty())
                continue;
            const int array = m_arrays.number(run.path);
            for (size_t i = 0; i < run.chars.size(); ++i) {
                const auto found = m_found.find({array, run.path.back().index + qint32(i)});
                if (found == m_found.end())
                    continue;
                Entry &entry = m_entries[found->second];
                entry.isCut = !TextChar::hasPrecedence(entry.value, run.chars[i]);
            }
        }
    }

    TextLocalOperation toOperation(bool hasRevert) const
    {
        // In the order of names, whatever follows its predecessor joins its run; then the runs
        // go in the order in which their first positions were named.
        std::vector<size_t> order;
        for (const auto &[name, entry] : m_found) {
            if (!m_entries[entry].isCut)
                order.push_back(entry);
        }
        const auto isNext = [this](size_t a, size_t b) {
            return m_entries[a].array == m_entries[b].array
                && m_entries[a].index + 1 == m_entries[b].index;
        };
        std::vector<std::pair<size_t, size_t>> runs;
        for (size_t i = 0; i < order.size(); ++i) {
            if (i == 0 || !isNext(order[i - 1], order[i]))
                runs.push_back({i, i});
            runs.back().second = i + 1;
        }
        std::sort(runs.begin(), runs.end(), [&](const auto &a, const auto &b) {
            return order[a.first] < order[b.first];
        });
        TextLocalOperation result;
        for (const auto &[begin, end] : runs) {
            TextRun run;
            run.path = m_entries[order[begin]].run->path;
            run.path.back().index = m_entries[order[begin]].index;
            std::vector<TextChar> before;
            for (size_t i = begin; i < end; ++i) {
                run.chars.push_back(m_entries[order[i]].value);
                before.push_back(m_entries[order[i]].before);
            }
            while (!before.empty() && before.back() == TextRevert::Nothing)
                before.pop_back();
            result.operation.runs.push_back(std::move(run));
            if (hasRevert)
                result.revert.runs.push_back(std::move(before));
        }
        return result;
    }

private:
    ArrayNumbers m_arrays;
    std::map<std::pair<int, qint32>, size_t> m_found;
    std::vector<Entry> m_entries;
};

} // namespace

TextLocalOperation TextOperation::fuse(std::span<const TextLocalOperation> operations)
{
    Names names;
    bool hasRevert = false;
    for (const TextLocalOperation &local : operations) {
        names.add(local.operation, local.revert);
        hasRevert = hasRevert || !local.revert.runs.empty();
    }
    return names.toOperation(hasRevert);
}

TextOperation TextOperation::cut(const TextOperation &prefix, const TextOperation &operation)
{
    Names names;
    names.add(operation, {});
    names.cut(prefix);
    return names.toOperation(false).operation;
}

} // namespace mld
