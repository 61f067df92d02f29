# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0

# What a Linux desktop expects beside the programs, and the two Debian packages that packaging/deb.sh makes:
# commonplace (the app) and mld-clone (the headless clone).
set(linux ${PROJECT_SOURCE_DIR}/packaging/linux)
set(deb ${PROJECT_SOURCE_DIR}/packaging/deb)
set(made ${PROJECT_BINARY_DIR}/packaging)

find_program(GZIP_PROGRAM gzip)
# mld_install_compressed(FILE NAME FOLDER COMPONENT): as Debian wants its documentation.
function(mld_install_compressed file name folder component)
    set(compressed ${made}/${component}/${name}.gz)
    file(MAKE_DIRECTORY ${made}/${component})
    execute_process(COMMAND ${GZIP_PROGRAM} -9nc ${file} OUTPUT_FILE ${compressed} COMMAND_ERROR_IS_FATAL ANY)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    install(FILES ${compressed} DESTINATION ${folder} COMPONENT ${component})
endfunction()
function(mld_install_documents package component)
    set(folder ${CMAKE_INSTALL_DATAROOTDIR}/doc/${package})
    install(FILES ${deb}/copyright DESTINATION ${folder} COMPONENT ${component})
    mld_install_compressed(${deb}/changelog changelog ${folder} ${component})
    mld_install_compressed(${linux}/${package}.1 ${package}.1 ${CMAKE_INSTALL_MANDIR}/man1 ${component})
endfunction()

# mld_install_with_paths(NAME FOLDER COMPONENT): a file that names programs by their paths. A package's are chosen
# only when it is made.
function(mld_install_with_paths name folder component)
    install(CODE "
        set(BINDIR \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\")
        configure_file(\"${linux}/${name}.in\" \"${made}/${name}\" @ONLY)" COMPONENT ${component})
    install(FILES ${made}/${name} DESTINATION ${folder} COMPONENT ${component})
endfunction()

if(NOT UNIX OR APPLE OR NOT GZIP_PROGRAM)
    return()
endif()

mld_install_documents(mld-clone Headless)
mld_install_compressed(${PROJECT_SOURCE_DIR}/app/mld-clone/README.md README.md
    ${CMAKE_INSTALL_DATAROOTDIR}/doc/mld-clone Headless)
mld_install_with_paths(mld-clone@.service lib/systemd/user Headless)
set(components Headless)

if(MLD_BUILD_APP)
    set(id org.commonplace.commonplace)
    mld_install_documents(commonplace Desktop)
    mld_install_with_paths(${id}.service ${CMAKE_INSTALL_DATAROOTDIR}/dbus-1/services Desktop)
    install(FILES ${linux}/${id}.desktop DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/applications COMPONENT Desktop)
    install(FILES ${linux}/${id}.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/metainfo COMPONENT Desktop)
    install(FILES ${linux}/${id}.svg DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/icons/hicolor/scalable/apps
        COMPONENT Desktop)
    list(APPEND components Desktop)
endif()

# dpkg-shlibdeps finds the libraries. What QML imports and what is loaded by name has to be told, and is told in one
# place: the list that packaging/run.sh installs.
execute_process(COMMAND bash ${PROJECT_SOURCE_DIR}/packaging/install-packages.sh --list run
    OUTPUT_VARIABLE run_packages OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/packaging/install-packages.sh)
string(REPLACE "\n" ";" run_packages "${run_packages}")
set(fonts ${run_packages})
list(FILTER fonts INCLUDE REGEX "^fonts-")
list(FILTER run_packages EXCLUDE REGEX "^fonts-")
list(JOIN run_packages ", " run_packages)
list(JOIN fonts ", " fonts)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME commonplace)
set(CPACK_PACKAGE_VENDOR "The Commonplace authors")
set(CPACK_PACKAGE_CONTACT "The Commonplace authors <authors@commonplace.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL ${components})
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_DESKTOP_PACKAGE_NAME commonplace)
set(CPACK_DEBIAN_DESKTOP_PACKAGE_SECTION editors)
set(CPACK_DEBIAN_DESKTOP_PACKAGE_DEPENDS "${run_packages}")
set(CPACK_DEBIAN_DESKTOP_PACKAGE_RECOMMENDS "${fonts}, gnome-keyring, qt6-wayland")
set(CPACK_COMPONENT_DESKTOP_DESCRIPTION "shared notes that owe nothing to one vendor
People keep notebooks on their own machine and write in them together,
character by character, online or off. For each notebook they choose the
messaging service that carries the changes, and how it is secured.")
set(CPACK_DEBIAN_HEADLESS_PACKAGE_NAME mld-clone)
set(CPACK_DEBIAN_HEADLESS_PACKAGE_SECTION net)
set(CPACK_COMPONENT_HEADLESS_DESCRIPTION "m-ld clone without a screen
A member of an m-ld domain that reads and writes JSON lines: one that is
always on keeps a notebook of Commonplace reachable, and scripts use it.")
include(CPack)
