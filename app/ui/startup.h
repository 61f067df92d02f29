// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtGlobal>

namespace commonplace {

/// Whether the arguments ask for something that is answered without a window: `--help` or `--version`.
bool asksForWords(int argc, char *argv[]);

/// While it lives, a failure that Qt would abort the program for (there is no display, a platform plugin is missing)
/// ends it with a sentence on standard error and exit code 1. For the making of the QGuiApplication only: later,
/// an abort tells more.
class PlatformGuard
{
public:
    PlatformGuard();
    ~PlatformGuard();
    PlatformGuard(const PlatformGuard &) = delete;
    PlatformGuard &operator=(const PlatformGuard &) = delete;

private:
    QtMessageHandler m_former;
};

/// Lets Qt Quick draw by software if there is no OpenGL to be had, where it would abort. After the making of the
/// QGuiApplication, and before the first window.
void drawWithWhatIsThere();

} // namespace commonplace
