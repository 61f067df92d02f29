// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clone/systemenvironment.h"

#include <QRandomGenerator>

namespace mld {

quint32 SystemEnvironment::random()
{
    return QRandomGenerator::system()->generate();
}

} // namespace mld
