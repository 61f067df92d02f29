// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "query/join.h"

#include "query/patternerror.h"
#include "rdf/literal.h"

#include <QHash>

#include <algorithm>

namespace mld::query {

namespace {

class Joiner
{
public:
    Joiner(const Table &a, const Table &b, const TermTable &terms) : m_a(a), m_b(b), m_terms(terms)
    {
        std::vector<Variable> columns = a.columns();
        for (size_t c = 0; c < b.width(); ++c) {
            const int column = a.columnOf(b.columns()[c]);
            if (column >= 0) {
                m_shared.emplace_back(size_t(column), c);
            } else {
                m_added.emplace_back(c, columns.size());
                columns.push_back(b.columns()[c]);
            }
        }
        m_result = Table(std::move(columns));
    }

    Result<Table> run()
    {
        const bool isIndexed = canIndex();
        if (isIndexed)
            buildIndex();
        for (size_t i = 0; i < m_a.size(); ++i) {
            if (isIndexed) {
                const auto [begin, end] = m_index.equal_range(keyOf(m_a.row(i)[m_shared[0].first]));
                for (auto it = begin; it != end; ++it)
                    tryPair(i, *it);
            } else {
                for (size_t j = 0; j < m_b.size() && !m_result.isTooLarge(); ++j)
                    tryPair(i, j);
            }
            if (m_result.isTooLarge())
                return badPattern(QStringLiteral("The pattern has too many solutions."));
        }
        return std::move(m_result);
    }

private:
    /// Equal for terms that match.
    QString keyOf(TermId id) const
    {
        const QString key = literal::valueKey(m_terms.term(id));
        return key.isEmpty() ? QString::number(id) : key;
    }

    /// Rows can be found by their first shared column if all have a value there.
    bool canIndex() const
    {
        if (m_shared.empty())
            return false;
        const auto isBound = [](const Table &table, size_t column) {
            for (size_t i = 0; i < table.size(); ++i) {
                if (table.row(i)[column] == 0)
                    return false;
            }
            return true;
        };
        return isBound(m_a, m_shared[0].first) && isBound(m_b, m_shared[0].second);
    }

    void buildIndex()
    {
        for (size_t j = m_b.size(); j-- > 0;)
            m_index.insert(keyOf(m_b.row(j)[m_shared[0].second]), j);
    }

    void tryPair(size_t i, size_t j)
    {
        for (const auto &[x, y] : m_shared) {
            const TermId left = m_a.row(i)[x];
            const TermId right = m_b.row(j)[y];
            if (left && right && left != right && keyOf(left) != keyOf(right))
                return;
        }
        const std::span<TermId> row = m_result.addRow();
        std::ranges::copy(m_a.row(i), row.begin());
        for (const auto &[x, y] : m_shared) {
            if (row[x] == 0)
                row[x] = m_b.row(j)[y];
        }
        for (const auto &[from, to] : m_added)
            row[to] = m_b.row(j)[from];
    }

    const Table &m_a;
    const Table &m_b;
    const TermTable &m_terms;
    std::vector<std::pair<size_t, size_t>> m_shared; ///< columns of a and of b
    std::vector<std::pair<size_t, size_t>> m_added;  ///< columns of b and of the result
    QMultiHash<QString, size_t> m_index;             ///< rows of b
    Table m_result;
};

} // namespace

Result<Table> join(const Table &a, const Table &b, const TermTable &terms)
{
    return Joiner(a, b, terms).run();
}

} // namespace mld::query
