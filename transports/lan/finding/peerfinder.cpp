// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "peerfinder.h"

#include "moc_peerfinder.cpp"
