// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDir>

namespace commonplace {

/// Lets nobody else read what this process makes from now on.
void makeNewFilesPrivate();

/// Takes from others what an earlier version let them read: the profile's files, and its folder unless
/// there is something else in it.
void makeProfilePrivate(const QDir &profile);

} // namespace commonplace
