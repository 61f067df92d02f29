// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/program.h"

int main(int argc, char *argv[])
{
    return commonplace::runProgram(argc, argv);
}
