// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "sealed/keynews.h"

#include "sealing/sealedname.h"

#include <algorithm>

namespace mld {

namespace {

/// Between two times that the same is said.
constexpr qint64 pauseMs = 1000;
/// A stranger may send any number of records, and each signature takes 100 µs to check.
constexpr int checksInSecond = 20;

} // namespace

KeyNews::KeyNews(EpochRecord own) : m_own(std::move(own)) { }

void KeyNews::remember(const EpochRecord &record)
{
    if (record.replaces(m_newer ? *m_newer : m_own))
        m_newer = record;
}

bool KeyNews::heard(QByteArrayView bytes, qint64 nowMs)
{
    const EpochRecord &known = m_newer ? *m_newer : m_own;
    if (!EpochRecord::mayReplace(bytes, known)) {
        // Said by somebody who is behind, if it is an older one.
        if (EpochRecord::isRecord(bytes) && bytes != known.encoded())
            noteDoubt();
        return false;
    }
    if (nowMs - m_checksSince >= 1000) {
        m_checksSince = nowMs;
        m_checks = 0;
    }
    if (++m_checks > checksInSecond)
        return false;
    const auto record = EpochRecord::decode(bytes, sealedName(m_own.ownerPublicKey()));
    if (!record)
        return false;
    m_newer = *record;
    return true;
}

void KeyNews::noteDoubt()
{
    m_isDoubtful = m_own.number() > 0; // nobody can be behind the first
}

std::optional<qint64> KeyNews::waitMs(qint64 nowMs) const
{
    if (!m_isDoubtful || m_newer)
        return {};
    return m_saidAt ? std::max<qint64>(*m_saidAt + pauseMs - nowMs, 0) : 0;
}

std::optional<QByteArray> KeyNews::take(qint64 nowMs)
{
    if (waitMs(nowMs) != 0)
        return {};
    m_isDoubtful = false;
    m_saidAt = nowMs;
    return m_own.encoded();
}

} // namespace mld
