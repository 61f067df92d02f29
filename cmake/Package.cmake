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

# The same for who builds without CMake. Both libraries are static, so what they need is named, too. Qt MQTT has no
# such file everywhere: with it, the CMake package is the way.
if(NOT MLD_MQTT_LINK STREQUAL qtmqtt)
    set(mld_requires "Qt6Core Qt6Network sqlite3 zlib openssl libsodium")
    set(mld_definitions "-DMSGPACK_NO_BOOST")
    if(MLD_HAVE_MQTT)
        string(APPEND mld_requires " libmosquitto")
        string(APPEND mld_definitions " -DMLD_HAVE_MQTT")
    endif()
    if(MLD_HAVE_AMQP)
        string(APPEND mld_requires " librabbitmq")
    endif()
    if(MLD_HAVE_SOCKETIO)
        string(APPEND mld_requires " Qt6WebSockets")
        string(APPEND mld_definitions " -DMLD_HAVE_SOCKETIO")
    endif()
    # From the file to the prefix, which may be chosen when it is installed.
    file(RELATIVE_PATH mld_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
    configure_file(cmake/mld.pc.in ${PROJECT_BINARY_DIR}/mld.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/mld.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT Development)
endif()
