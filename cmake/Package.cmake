# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0

# The package that find_package(Mld) finds after `cmake --install`; alone, without the programs, after
# `cmake --install BUILD --component Development`.
include(CMakePackageConfigHelpers)
configure_package_config_file(cmake/MldConfig.cmake.in ${PROJECT_BINARY_DIR}/MldConfig.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Mld)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/MldConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/MldConfig.cmake ${PROJECT_BINARY_DIR}/MldConfigVersion.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Mld COMPONENT Development)
install(EXPORT MldTargets NAMESPACE Mld:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Mld
    COMPONENT Development)
