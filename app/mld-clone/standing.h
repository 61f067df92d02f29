// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clone/clone.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace mld {

/// What keeps a clone from being level with the others, in a sentence: no connection, nobody there, nobody who
/// answers, somebody with other data, a change that is too large. Whoever runs a clone without a screen has nothing else to learn it from.
class Standing : public QObject
{
    Q_OBJECT

public:
    /// `patienceMs`: how long others may take to answer. `clone` must outlive this.
    Standing(Clone &clone, DomainName domain, int patienceMs, QObject *parent = nullptr);

    /// Empty if there is nothing to complain of.
    QString problem() const { return m_problem; }

Q_SIGNALS:
    void problemChanged(const QString &problem);

private:
    void review();
    void setProblem(const QString &problem);
    /// What is wrong although there is a connection; empty if nothing is.
    QString loneliness();
    /// What the clone itself complains of.
    QString fault(const CloneStatus &status) const;
    QString silence() const;

    Clone &m_clone;
    const DomainName m_domain;
    const int m_patienceMs;
    TransportError m_error;
    QElapsedTimer m_waiting; ///< since there was a reason to wait for others, or one of them said something
    bool m_waits = false;
    bool m_waitsForAnswers = false; ///< of somebody present; else for anybody to come
    QTimer m_timer;
    QString m_problem;
};

} // namespace mld
