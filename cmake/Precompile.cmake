# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0

# Headers that nearly every source includes, compiled once. Off where people work: there each source must
# include what it uses, and a change of a header must not touch everything.
option(MLD_PRECOMPILE "Precompile common headers" OFF)

set(mld_common_headers
    <QByteArray> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QList> <QSet> <QString>
    <QStringList> <QVarLengthArray>
    <algorithm> <functional> <map> <memory> <optional> <set> <span> <utility> <variant> <vector>)
set(mld_app_headers ${mld_common_headers}
    <QAbstractListModel> <QDateTime> <QGuiApplication> <QQmlEngine> <QQuickItem> <QTimer>)

# mld_precompile(TARGET): a target of the engine or of what is above it.
# mld_precompile(TARGET TEST): one that uses Qt Test. With GCC nothing happens: Qt defines a macro for each
# folder that uses Qt Test, and GCC shares precompiled headers only among targets with the same macros.
# mld_precompile(TARGET APP_TEST): one of the desktop program's, which share a folder.
function(mld_precompile target)
    set(is_clang OFF)
    if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
        set(is_clang ON)
    endif()
    if(NOT MLD_PRECOMPILE OR (ARGV1 STREQUAL "TEST" AND NOT is_clang) OR (ARGV1 STREQUAL "APP_TEST" AND is_clang))
        return()
    endif()
    if(is_clang)
        # A time in the precompiled file would make it another one each time, and ccache useless.
        target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    else()
        target_compile_options(${target} PRIVATE -fpch-preprocess) # which ccache needs
    endif()
    if(target STREQUAL mld-engine)
        target_precompile_headers(${target} PRIVATE ${mld_common_headers})
    elseif(target STREQUAL mld-test-headers)
        target_precompile_headers(${target} PRIVATE ${mld_common_headers} <QTest> <rapidcheck.h>)
    elseif(target STREQUAL commonplace-app)
        target_precompile_headers(${target} PRIVATE ${mld_app_headers})
    elseif(target STREQUAL commonplace-test-headers)
        target_precompile_headers(${target} PRIVATE ${mld_app_headers} <QSignalSpy> <QTemporaryDir> <QTest>)
    elseif(ARGV1 STREQUAL "TEST")
        target_precompile_headers(${target} REUSE_FROM mld-test-headers)
        target_link_libraries(${target} PRIVATE rapidcheck)
    elseif(ARGV1 STREQUAL "APP_TEST")
        target_precompile_headers(${target} REUSE_FROM commonplace-test-headers)
    else()
        target_precompile_headers(${target} REUSE_FROM mld-engine)
    endif()
endfunction()

if(MLD_PRECOMPILE AND CMAKE_CXX_COMPILER_LAUNCHER MATCHES ccache)
    # ccache takes precompiled headers into account only if told that it need not be exact about these.
    list(PREPEND CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros)
endif()

# Each folder's sources of a library in one compilation, which takes a fourth of the time. Off where people work:
# there a change must not compile a whole folder again, and each source must stand by itself.
option(MLD_UNITE "Compile each folder's sources at once" OFF)

# mld_unite(TARGET [ALONE sources…] [APART sources…]): after all its sources have been added. What is made by tools is
# compiled by itself, as is what stands under ALONE. Of what stands under APART, each folder's sources make a
# compilation of their own, for programs that shall not be linked with the rest of the folder.
function(mld_unite target)
    if(NOT MLD_UNITE)
        return()
    endif()
    cmake_parse_arguments(ARG "" "" "ALONE;APART" ${ARGN})
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "\\.cpp$")
    foreach(list sources ARG_ALONE ARG_APART)
        list(TRANSFORM ${list} PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/" REGEX "^[^/]")
    endforeach()
    foreach(source IN LISTS sources)
        if(source IN_LIST ARG_ALONE)
            continue()
        endif()
        set(suffix)
        if(source IN_LIST ARG_APART)
            set(suffix _apart)
        endif()
        cmake_path(IS_PREFIX PROJECT_SOURCE_DIR ${source} is_ours)
        cmake_path(IS_PREFIX CMAKE_BINARY_DIR ${source} is_made)
        if(is_ours AND NOT is_made)
            cmake_path(GET source PARENT_PATH folder)
            cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
            set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder}${suffix})
        endif()
    endforeach()
endfunction()

# mld_unite_made(TARGET NAME sources…): the same for sources of the target that are made by a tool. They are compiled
# as NAME.cpp in the build folder.
function(mld_unite_made target name)
    if(NOT MLD_UNITE)
        return()
    endif()
    set(united ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    list(TRANSFORM ARGN REPLACE "(.+)" "#include \"\\1\"\n" OUTPUT_VARIABLE includes)
    list(JOIN includes "" includes)
    file(CONFIGURE OUTPUT ${united} CONTENT "${includes}" @ONLY)
    set_source_files_properties(${ARGN} PROPERTIES HEADER_FILE_ONLY ON)
    set_source_files_properties(${united} PROPERTIES OBJECT_DEPENDS "${ARGN}" SKIP_AUTOMOC ON)
    target_sources(${target} PRIVATE ${united})
endfunction()
