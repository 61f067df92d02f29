// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/desktopcalls.h"

#include <QDBusConnection>

namespace commonplace {
namespace {

constexpr qsizetype maxLink = 128 * 1024;

} // namespace

const QString &DesktopCalls::id()
{
    static const QString id = QStringLiteral("org.commonplace.commonplace");
    return id;
}

bool DesktopCalls::listen()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    // First the object: a call that has waited for the name comes as soon as it is taken.
    return bus.isConnected()
        && bus.registerObject(QStringLiteral("/org/commonplace/commonplace"), this, QDBusConnection::ExportAllSlots)
        && bus.registerService(id());
}

void DesktopCalls::Activate(const QVariantMap &)
{
    Q_EMIT called({});
}

void DesktopCalls::Open(const QStringList &uris, const QVariantMap &)
{
    // The program asks about one link at a time, and a desktop gives as many as were clicked.
    const QString link = uris.value(0);
    Q_EMIT called(link.size() <= maxLink ? link : QString());
}

void DesktopCalls::ActivateAction(const QString &, const QVariantList &, const QVariantMap &)
{
    Q_EMIT called({}); // the desktop entry has no actions
}

} // namespace commonplace
