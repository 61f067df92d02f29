# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0

# Flags every target of the project is built with. An interface target instead of
# global flags, so that installed consumers inherit none of them.
add_library(mld-flags INTERFACE)
target_compile_options(mld-flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
target_compile_definitions(mld-flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_KEYWORDS QT_USE_QSTRINGBUILDER)
if(MLD_SANITIZE)
    target_compile_options(mld-flags INTERFACE
        -fsanitize=${MLD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(mld-flags INTERFACE -fsanitize=${MLD_SANITIZE})
    # GCC itself says that with sanitizers this warning is often wrong; std::variant sets it off.
    target_compile_options(mld-flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(MLD_COVERAGE)
    target_compile_options(mld-flags INTERFACE --coverage -O0)
    target_link_options(mld-flags INTERFACE --coverage)
endif()
