// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "service/registrar.h"

#include "moc_registrar.cpp"
