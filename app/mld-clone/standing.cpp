// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "standing.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace mld {

Standing::Standing(Clone &clone, DomainName domain, int patienceMs, QObject *parent)
    : QObject(parent), m_clone(clone), m_domain(std::move(domain)), m_patienceMs(patienceMs)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Standing::review);
    Transport *transport = clone.transport();
    if (!transport) // alone because it is to be
        return;
    connect(transport, &Transport::stateChanged, this, [this](Transport::State state, const TransportError &error) {
        m_error = error;
        if (state != Transport::State::Connected)
            m_waits = false;
        review();
    });
    connect(transport, &Transport::messageReceived, this, [this] {
        m_waiting.start();
        if (m_waitsForAnswers && !m_problem.isEmpty())
            review();
    });
    connect(&clone, &Clone::statusChanged, this, &Standing::review);
    connect(&clone, &Clone::peersChanged, this, &Standing::review);
    connect(&clone, &Clone::started, this, &Standing::review);
}

void Standing::review()
{
    // Whoever ends has no standing any more; that is not to be well.
    if (m_clone.transport() && m_clone.transport()->state() == Transport::State::Closed)
        return;
    setProblem(m_error.code != TransportErrorCode::None ? m_error.message : loneliness());
}

QString Standing::loneliness()
{
    if (!m_clone.transport() || m_clone.transport()->state() != Transport::State::Connected)
        return {};
    const CloneStatus status = m_clone.status();
    const bool isNewcomer = !m_clone.isStarted();
    const bool isAlone = m_clone.peers().isEmpty();
    // A member that is alone is what it ought to be; a newcomer has nothing yet.
    const bool waits = isNewcomer || (!isAlone && status.outdated);
    if (!waits || status.apart || status.unanswered || status.withheld) {
        m_waits = false;
        return fault(status);
    }
    if (!std::exchange(m_waits, true) || std::exchange(m_waitsForAnswers, !isAlone) == isAlone)
        m_waiting.start();
    const qint64 left = m_patienceMs - m_waiting.elapsed();
    m_timer.start(int(left > 0 ? left : m_patienceMs));
    if (left > 0)
        return {};
    if (isAlone) {
        return u"Nobody who has the data of %1 is connected to the service. They are fetched as soon as somebody is. "
               "If this is to be the first clone of a new domain, configure it with \"genesis\": true."_s.arg(m_domain);
    }
    return silence();
}

QString Standing::fault(const CloneStatus &status) const
{
    if (status.apart) {
        return u"Somebody is there for %1 whose data have another beginning, and nobody has ever joined this clone. It keeps "
               "its data, sends nothing, and joins nothing by itself. End the one of the two that is not wanted; to "
               "have this one join the other, start it on an empty folder, without \"genesis\"."_s.arg(m_domain);
    }
    if (status.unanswered)
        return silence();
    if (status.withheld) {
        return u"A change is larger than what the service takes in one message, so it is not sent, nor what was written "
               "here after it. Have the service allow larger messages. The data here are safe."_s;
    }
    return {};
}

QString Standing::silence() const
{
    const QString seen = u"The service says that others are there for %1 (%2), but none of them answers. They may be remains "
                         "of programs that are gone: "_s.arg(m_domain).arg(m_clone.peers().size());
    return seen + (m_clone.isStarted() ? u"this clone goes on as if it were alone, and asks again now and then."_s
                                       : u"start one that has the data; this clone goes on asking."_s);
}

void Standing::setProblem(const QString &problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    Q_EMIT problemChanged(problem);
}

} // namespace mld
