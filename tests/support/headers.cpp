// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Something to compile beside the headers of the tests (cmake/Precompile.cmake).
namespace mld::test {
extern const int headers;
const int headers = 0;
} // namespace mld::test
