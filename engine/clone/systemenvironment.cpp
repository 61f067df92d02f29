// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "clone/systemenvironment.h"

#include <QRandomGenerator>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace mld {

quint32 SystemEnvironment::random()
{
    return QRandomGenerator::system()->generate();
}

void SystemEnvironment::giveBackMemory()
{
#ifdef __GLIBC__
    constexpr std::size_t much = std::size_t(8) << 20;
    if (mallinfo2().fordblks > much)
        malloc_trim(0);
#endif
}

} // namespace mld
