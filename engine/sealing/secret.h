// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>

#include <array>
#include <optional>
#include <span>

namespace mld {

class Environment;

/// 32 secret bytes, which are wiped when they are no longer needed.
class Secret
{
public:
    static constexpr std::size_t size = 32;

    Secret() = default;
    Secret(const Secret &) = default;
    Secret &operator=(const Secret &) = default;
    ~Secret();

    /// As unpredictable as the environment's randomness.
    static Secret random(Environment &environment);
    /// Nothing unless there are exactly 32 bytes.
    static std::optional<Secret> fromBytes(QByteArrayView bytes);

    unsigned char *data() { return m_bytes.data(); }
    const unsigned char *data() const { return m_bytes.data(); }
    QByteArrayView view() const { return {m_bytes.data(), qsizetype(size)}; }

    /// Another secret that this one gives for each `use`. Who knows it learns nothing of this one, nor of those for
    /// other uses.
    Secret derived(quint64 use) const;

    /// Takes as long whether they differ early or late.
    friend bool operator==(const Secret &one, const Secret &other);

private:
    std::array<unsigned char, size> m_bytes{};
};

/// Fills `bytes` with random numbers.
void fillRandomly(std::span<unsigned char> bytes, Environment &environment);

} // namespace mld
