// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "clone/clone.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QObject>

#include <functional>

namespace mld {

/// A clone that is driven by JSON objects, one to a line, and answers in kind (design.md 5).
class Headless : public QObject
{
    Q_OBJECT

public:
    /// Writes one object, as a line, where the answers are expected.
    using Print = std::function<void(const QJsonObject &object)>;

    /// `clone` must outlive this, and not be started yet.
    Headless(Clone &clone, Print print, QObject *parent = nullptr);

    void start();
    /// Takes a line of input.
    void handleLine(const QByteArray &line);
    /// Answers a line that could not even be taken in.
    void refuseLine(const QString &why);
    /// No more input: the clone closes.
    void handleEnd();

    static QJsonObject toJson(const CloneStatus &status);
    static QJsonObject toJson(const Error &error);

Q_SIGNALS:
    /// The clone has closed; `exitCode` tells if it had to.
    void finished(int exitCode);

private:
    void handle(const QJsonObject &request);
    void printEvent(const QString &event, const QJsonObject &body);
    void printFailure(const Error &error);
    void answer(const QJsonValue &id, const QJsonValue &result);
    void refuse(const QJsonValue &id, const Error &error);

    Clone &m_clone;
    const Print m_print;
    int m_exitCode = 0;
    QJsonValue m_closeId = QJsonValue(QJsonValue::Undefined);
};

} // namespace mld
