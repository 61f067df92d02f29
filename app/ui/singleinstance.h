// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLocalServer>
#include <QObject>

namespace commonplace {

/// Lets a second start of the program with the same profile hand over to the first. An invitation may
/// tell much, so it is said only to a process of the same person, in a folder that nobody else enters.
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    explicit SingleInstance(const QString &name, QObject *parent = nullptr);

    /// Where the program listens; empty if there is no safe place.
    const QString &path() const { return m_path; }

    /// Begins to listen for other starts.
    void listen();
    /// Asks the running program to come to the front, and to open `link` if there is one. Waits for
    /// it, a second at most; false if it did not answer.
    bool handOver(const QString &link) const;

Q_SIGNALS:
    /// Another start has handed over; `link` may be empty.
    void called(const QString &link);

private:
    void receive();

    QString m_path;
    QLocalServer m_server;
};

} // namespace commonplace
