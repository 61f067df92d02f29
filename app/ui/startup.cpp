// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/startup.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QQuickWindow>
#include <QSGRendererInterface>

#include <cstdio>
#include <cstdlib>

namespace commonplace {
namespace {

QtMessageHandler formerHandler = nullptr;

void endOnFatal(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (type != QtFatalMsg) {
        formerHandler(type, context, message);
        return;
    }
    std::fprintf(stderr, "%s\n%s\n",
                 qPrintable(QCoreApplication::translate("Startup",
                     "commonplace: No window can be shown. Start Commonplace from a desktop, or install what is missing "
                     "for Qt's platform plugins. Qt says:")),
                 qPrintable(message.simplified()));
    std::_Exit(1); // nothing is open yet
}

} // namespace

bool asksForWords(int argc, char *argv[])
{
    for (int i = 1; i < argc; ++i) {
        const QByteArray argument(argv[i]);
        if (argument == "--")
            return false;
        for (const char *asked : { "-h", "--help", "--help-all", "-v", "--version" }) {
            if (argument == asked)
                return true;
        }
    }
    return false;
}

PlatformGuard::PlatformGuard() : m_former(qInstallMessageHandler(endOnFatal))
{
    formerHandler = m_former;
}

PlatformGuard::~PlatformGuard()
{
    qInstallMessageHandler(m_former);
}

void drawWithWhatIsThere()
{
    // Who has chosen knows what is there.
    for (const char *choice : { "QT_QUICK_BACKEND", "QSG_RHI_BACKEND", "QMLSCENE_DEVICE" }) {
        if (!qEnvironmentVariableIsEmpty(choice))
            return;
    }
    QOffscreenSurface surface;
    surface.create();
    QOpenGLContext context;
    if (context.create() && context.makeCurrent(&surface)) {
        context.doneCurrent();
        return;
    }
    QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
}

} // namespace commonplace
