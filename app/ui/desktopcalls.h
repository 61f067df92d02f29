// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QStringList>
#include <QVariantMap>

namespace commonplace {

/// What a desktop asks of the program on the session bus (org.freedesktop.Application, Desktop Entry
/// Specification, "D-Bus Activation"). Links come this way because the list of processes would show
/// everybody on the machine what a program was started with. If the program does not run, the bus
/// starts it and keeps the call until the name is taken.
class DesktopCalls : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Application")

public:
    /// The name on the bus, and of the desktop entry.
    static const QString &id();

    using QObject::QObject;

    /// Takes the name and begins to answer; false where there is no bus, or another has the name. For one
    /// profile only: the others have no entry in a menu.
    bool listen();

public Q_SLOTS:
    /// The desktop's own names, hence their capitals.
    void Activate(const QVariantMap &platformData);
    void Open(const QStringList &uris, const QVariantMap &platformData);
    void ActivateAction(const QString &action, const QVariantList &parameters, const QVariantMap &platformData);

Q_SIGNALS:
    /// The program is to come to the front, and to open `link` if it is not empty.
    void called(const QString &link);
};

} // namespace commonplace
