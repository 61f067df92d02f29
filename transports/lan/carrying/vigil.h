// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QList>

#include <limits>
#include <map>

namespace mld::lan {

/// Notices within five seconds who is gone without a word, and says little for that. Pure; times are milliseconds of a
/// clock that goes on while the computer sleeps.
///
/// Where each is linked with each, it is enough that one watches one. Members tell each other whom they are linked
/// with, as a hash (a view). Those with the same view stand in a ring by their instances: each shows a sign of life to
/// the one before it, and asks the one after it, if that shows none. Who is not answered doubts: it tells all the
/// others, and each of them asks all whom it has not just heard; so everybody knows at once, also if half of them have
/// gone. So what a member says and hears while nothing happens does not grow with their number.
///
/// Two who do not have the same view, and two who have just sent each other anything, show signs to one another.
/// Any other link is asked now and then, since one alone may be dead.
class Vigil
{
public:
    enum class Word {
        Alive,///< a sign of life
        View,
        Ask,  ///< to be answered
        Doubt,///< to be answered, and to ask the others for
    };
    struct Say
    {
        QByteArray instance;
        Word word;
    };
    struct Todo
    {
        QList<Say> say;
        QList<QByteArray> lost;///< they do not answer
        bool wasAway = false;  ///< it was late: all are asked
    };

    explicit Vigil(QByteArray self) : m_self(std::move(self)) { }

    void add(const QByteArray &instance, qint64 now);
    void remove(const QByteArray &instance, qint64 now);
    /// Anything at all.
    void said(const QByteArray &instance, qint64 now);
    void heard(const QByteArray &instance, qint64 now);
    /// A message, or a part of one, goes to it or comes from it.
    void busy(const QByteArray &instance, qint64 now);
    void noteView(const QByteArray &instance, const QByteArray &view, qint64 now);
    /// `from` has told of a doubt.
    void doubt(const QByteArray &from, qint64 now);
    /// Something has changed that may have broken any link.
    void askAll(qint64 now);

    const QByteArray &view() const { return m_view; }
    /// When to step; calls of the others may bring it nearer.
    qint64 nextAt() const { return m_nextAt; }
    /// So late that the computer has slept, or this program was stopped.
    bool isLate(qint64 now) const { return m_nextAt < now - kAwayMs; }
    Todo step(qint64 now);

    static constexpr qsizetype kViewSize = 8;
    static constexpr qint64 kSignMs = 2400;  ///< between signs of life
    static constexpr qint64 kOverdueMs = 2600;
    static constexpr qint64 kGraceMs = 400;  ///< from asking to doubting
    static constexpr qint64 kAnswerMs = 1800;
    static constexpr qint64 kSilentMs = 4400;///< less is no reason to part
    static constexpr qint64 kBusyMs = 10'000;
    static constexpr qint64 kRoundMs = 120'000;///< each link is asked as often, though nothing is wrong
    static constexpr qint64 kViewPauseMs = 300;
    static constexpr qint64 kAwayMs = 2000;  ///< late by as much: it was us

private:
    struct Member
    {
        QByteArray view;        ///< its; empty until it is told
        qint64 heardAt = 0;
        qint64 saidAt = 0;
        qint64 busyAt = 0;
        qint64 owedSince = -1;  ///< our signs of life to it; -1: none
        qint64 expectedSince = -1;
        qint64 askedAt = -1;    ///< and not heard since
        bool isDoubted = false; ///< there is nobody who knows of that yet
    };
    using Members = std::map<QByteArray, Member>;

    void settle(qint64 now);
    void changeView(qint64 now);
    qint64 nextOf(const QByteArray &instance, const Member &member) const;
    qint64 roundMs(const QByteArray &instance) const;

    const QByteArray m_self;
    Members m_members;
    QByteArray m_view;
    QList<Say> m_soon;
    qint64 m_viewDueAt = kNever;
    qint64 m_nextAt = kNever;

    static constexpr qint64 kNever = std::numeric_limits<qint64>::max();
};

} // namespace mld::lan
