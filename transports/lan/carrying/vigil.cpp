// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "lan/carrying/vigil.h"

#include <QCryptographicHash>

#include <algorithm>
#include <utility>

namespace mld::lan {

void Vigil::add(const QByteArray &instance, qint64 now)
{
    Member &member = m_members[instance];
    member = {};
    member.heardAt = member.saidAt = now;
    member.busyAt = now - kBusyMs;
    changeView(now);
}

void Vigil::remove(const QByteArray &instance, qint64 now)
{
    if (m_members.erase(instance) > 0)
        changeView(now);
}

void Vigil::changeView(qint64 now)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    bool isSelfIn = false;
    for (const auto &[instance, member] : m_members) {
        if (!isSelfIn && m_self < instance) {
            hash.addData(m_self);
            isSelfIn = true;
        }
        hash.addData(instance);
    }
    if (!isSelfIn)
        hash.addData(m_self);
    m_view = hash.result().first(kViewSize);
    // Others come and go in the same moment.
    if (m_members.empty())
        m_viewDueAt = kNever;
    else if (m_viewDueAt == kNever)
        m_viewDueAt = now + kViewPauseMs;
    settle(now);
}

void Vigil::said(const QByteArray &instance, qint64 now)
{
    if (const auto it = m_members.find(instance); it != m_members.end())
        it->second.saidAt = now;
}

void Vigil::heard(const QByteArray &instance, qint64 now)
{
    const auto it = m_members.find(instance);
    if (it == m_members.end())
        return;
    it->second.heardAt = now;
    it->second.askedAt = -1;
    it->second.isDoubted = false;
}

void Vigil::busy(const QByteArray &instance, qint64 now)
{
    const auto it = m_members.find(instance);
    if (it == m_members.end())
        return;
    const bool wasBusy = now - it->second.busyAt < kBusyMs / 2;
    it->second.busyAt = now;
    if (!wasBusy)
        settle(now);
}

void Vigil::noteView(const QByteArray &instance, const QByteArray &view, qint64 now)
{
    if (const auto it = m_members.find(instance); it != m_members.end()) {
        it->second.view = view;
        settle(now);
    }
}

void Vigil::doubt(const QByteArray &from, qint64 now)
{
    for (auto &[instance, member] : m_members) {
        // Who was heard a moment ago has not gone with whoever it is that has.
        if (instance == from || member.askedAt >= 0 || now - member.heardAt < kGraceMs)
            continue;
        member.askedAt = now;
        m_soon.append({instance, Word::Ask});
    }
    settle(now);
}

void Vigil::askAll(qint64 now)
{
    for (auto &[instance, member] : m_members) {
        member.askedAt = now;
        member.isDoubted = false;
        m_soon.append({instance, Word::Ask});
    }
    settle(now);
}

void Vigil::settle(qint64 now)
{
    // Of those who have our view, which all have the same one.
    const QByteArray *first = nullptr, *before = nullptr, *after = nullptr, *last = nullptr;
    for (const auto &[instance, member] : m_members) {
        if (member.view != m_view)
            continue;
        if (!first)
            first = &instance;
        last = &instance;
        if (instance < m_self)
            before = &instance;
        else if (!after)
            after = &instance;
    }
    before = before ? before : last;
    after = after ? after : first;
    m_nextAt = m_soon.isEmpty() ? m_viewDueAt : now;
    for (auto &[instance, member] : m_members) {
        const bool isApart = member.view != m_view;
        const qint64 idle = now - member.busyAt;
        const bool isOwed = isApart || &instance == before || idle < kBusyMs;
        // It may be a while until it knows of what we send, so it stops later than we expect it to.
        const bool isExpected = isApart || &instance == after || idle < kBusyMs / 2;
        if (isOwed != (member.owedSince >= 0))
            member.owedSince = isOwed ? now : -1;
        if (isExpected != (member.expectedSince >= 0))
            member.expectedSince = isExpected ? now : -1;
        m_nextAt = std::min(m_nextAt, nextOf(instance, member));
    }
}

qint64 Vigil::nextOf(const QByteArray &instance, const Member &member) const
{
    qint64 at = kNever;
    if (member.owedSince >= 0)
        at = std::max(member.saidAt, member.owedSince) + kSignMs;
    if (member.askedAt >= 0) {
        return std::min(at, member.isDoubted ? member.askedAt + kGraceMs
                                             : std::max(member.askedAt + kAnswerMs, member.heardAt + kSilentMs));
    }
    if (member.expectedSince >= 0)
        at = std::min(at, std::max(member.heardAt, member.expectedSince) + kOverdueMs);
    return std::min(at, member.heardAt + roundMs(instance));
}

qint64 Vigil::roundMs(const QByteArray &instance) const
{
    // One of the two asks, as it is heard by that.
    return m_self < instance ? kRoundMs : kRoundMs * 10 / 9;
}

Vigil::Todo Vigil::step(qint64 now)
{
    Todo todo;
    if (isLate(now)) {
        todo.wasAway = true;
        m_soon.clear();
        askAll(now);
    }
    todo.say = std::exchange(m_soon, {});
    if (m_viewDueAt <= now) {
        m_viewDueAt = kNever;
        for (const auto &[instance, member] : m_members)
            todo.say.append({instance, Word::View});
    }
    bool isDoubt = false;
    for (auto &[instance, member] : m_members) {
        if (member.askedAt >= 0) {
            if (now - member.askedAt >= kAnswerMs && now - member.heardAt >= kSilentMs)
                todo.lost.append(instance);
            else if (now - member.askedAt >= kGraceMs)
                isDoubt = std::exchange(member.isDoubted, false) || isDoubt;
        } else if (member.expectedSince >= 0 && now - std::max(member.heardAt, member.expectedSince) >= kOverdueMs) {
            member.askedAt = now;
            member.isDoubted = true;
            todo.say.append({instance, Word::Ask});
        } else if (now - member.heardAt >= roundMs(instance)) {
            member.askedAt = now;
            todo.say.append({instance, Word::Ask});
        }
    }
    for (auto &[instance, member] : m_members) {
        if (isDoubt && member.askedAt < 0) {
            member.askedAt = now;
            todo.say.append({instance, Word::Doubt});
        } else if (member.owedSince >= 0 && now - std::max(member.saidAt, member.owedSince) >= kSignMs) {
            todo.say.append({instance, Word::Alive});
        }
    }
    for (const Say &each : std::as_const(todo.say))
        said(each.instance, now);
    settle(now);
    return todo;
}

} // namespace mld::lan
