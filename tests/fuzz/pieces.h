// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>

#include <algorithm>

namespace mld::fuzz {

/// Takes the input apart into pieces with a length before each.
class Pieces
{
public:
    explicit Pieces(QByteArrayView bytes) : m_left(bytes) { }

    bool isDone() const { return m_left.isEmpty(); }
    int byte() { return isDone() ? 0 : uchar(take(1).front()); }
    QByteArrayView piece()
    {
        const int low = byte();
        return take(low | byte() << 8);
    }

private:
    QByteArrayView take(qsizetype size)
    {
        const QByteArrayView taken = m_left.first(std::min(size, m_left.size()));
        m_left = m_left.sliced(taken.size());
        return taken;
    }

    QByteArrayView m_left;
};

} // namespace mld::fuzz
