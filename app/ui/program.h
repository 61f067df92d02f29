// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRect>
#include <QString>

#include <optional>

class QQmlEngine;
class QWindow;

namespace commonplace {

/// The whole desktop program: reads the command line, opens the profile and the window, and returns
/// the exit code once the person has quit and the notebooks are closed.
int runProgram(int argc, char *argv[]);

/// Lets an engine find the program's QML, and gives the program its fonts.
void prepareEngine(QQmlEngine &engine);

/// The main window.
QString mainQmlUrl();

/// Where a window that wants to be at `wanted` goes on a screen with so much room, so that all of it can be
/// seen. A position of -1 is left to the system.
QRect fittedTo(const QRect &room, const QRect &wanted);

/// Puts the window where the command line says, or else where it was last, or else where it fits.
void placeWindow(QWindow *window, const std::optional<QRect> &asked, const QRect &remembered);

/// Reads "WxH+X+Y" or "WxH"; nothing if it is neither. X and Y are -1 if they are not given.
std::optional<QRect> parseGeometry(const QString &text);

} // namespace commonplace
