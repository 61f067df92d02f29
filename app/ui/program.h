// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRect>
#include <QString>

#include <optional>

class QQmlEngine;

namespace commonplace {

/// The whole desktop program: reads the command line, opens the profile and the window, and returns
/// the exit code once the person has quit and the notebooks are closed.
int runProgram(int argc, char *argv[]);

/// Lets an engine find the program's QML, and gives the program its fonts.
void prepareEngine(QQmlEngine &engine);

/// The main window.
QString mainQmlUrl();

/// Reads "WxH+X+Y" or "WxH"; nothing if it is neither. X and Y are -1 if they are not given.
std::optional<QRect> parseGeometry(const QString &text);

} // namespace commonplace
