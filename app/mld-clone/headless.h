// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clone/clone.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QObject>

#include <functional>

namespace mld {

/// A clone that is driven by JSON objects, one to a line, and answers in kind (design.md 5).
class Headless : public QObject
{
    Q_OBJECT

public:
    /// Writes one or more lines, each with its end, where the answers are expected. What `isAsked` must
    /// arrive; the rest may be left out if nobody reads it.
    using Print = std::function<void(const QByteArray &lines, bool isAsked)>;

    /// `clone` must outlive this, and not be started yet.
    Headless(Clone &clone, Print print, QObject *parent = nullptr);

    void start();
    /// Takes a line of input. Those that come before the first status is shown wait for it, so that what is
    /// unasked comes first.
    void handleLine(const QByteArray &line);
    /// Answers a line that could not even be taken in.
    void refuseLine(const QString &why);
    /// No more input: the clone closes.
    void handleEnd();
    /// What is to be told with the status, in a sentence; empty if all is well.
    void setProblem(const QString &problem);

    static QJsonObject toJson(const Error &error);
    /// An event of an error, as a line.
    static QByteArray errorLine(const Error &error);

Q_SIGNALS:
    /// The clone has closed; `exitCode` tells if it had to.
    void finished(int exitCode);

private:
    void begin();
    void handle(const QJsonObject &request);
    void put(const QByteArray &line, bool isAsked = false);
    void showStatus();
    QJsonObject status() const;
    void printFailure(const Error &error);
    void answer(const QJsonValue &id, const QJsonValue &result);
    void refuse(const QJsonValue &id, const Error &error);
    void reply(const QJsonValue &id, const char *key, const QJsonValue &value);

    Clone &m_clone;
    const Print m_print;
    QString m_problem;
    QByteArray m_held; ///< updates by requests of which the answers follow at once
    int m_exitCode = 0;
    bool m_hasBegun = false;
    bool m_hasShownStatus = false;
    bool m_hasEnded = false;
    QList<QByteArray> m_waiting; ///< lines that came too early
    QList<QJsonValue> m_closeIds;
};

} // namespace mld
