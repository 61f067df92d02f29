// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "net/bridge.h"

#include <atomic>

namespace mld {

namespace {

std::atomic<Bridge::Maker> makerInUse = nullptr;

} // namespace

void Bridge::setMaker(Maker maker)
{
    makerInUse = maker;
}

Bridge::Maker Bridge::maker()
{
    return makerInUse;
}

} // namespace mld
