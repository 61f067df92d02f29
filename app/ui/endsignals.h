// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace commonplace {

/// Tells, from the event loop, that the system or a person at a terminal asks the program to end
/// (SIGTERM, SIGINT, SIGHUP). One per process; the signals do what they did before once it is gone.
class EndSignals : public QObject
{
    Q_OBJECT

public:
    explicit EndSignals(QObject *parent = nullptr);
    ~EndSignals() override;

Q_SIGNALS:
    void asked();
};

} // namespace commonplace
