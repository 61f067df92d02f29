# SPDX-FileCopyrightText: The Commonplace authors
# SPDX-License-Identifier: Apache-2.0

# mld_judge_by_output(NAME): a warning that a Qt Test program logs fails it, unless the test announced it
# (QTest::ignoreMessage), whichever thread or destructor it comes from; and a program whose every test function
# skipped counts as skipped, for it asserted nothing.
function(mld_judge_by_output name)
    set_tests_properties(${name} PROPERTIES
        FAIL_REGULAR_EXPRESSION "(^|\n)(QWARN |WARNING|QCRITICAL|QSYSTEM|QFATAL)[ :]"
        SKIP_REGULAR_EXPRESSION "Totals: [0-2] passed, 0 failed, [1-9][0-9]* skipped, 0 blacklisted")
endfunction()

# mld_moc_test(TARGET): moc for a test, which includes what moc makes of itself: of x.cpp, x.moc. Called by itself: what
# CMake does for any target, AUTOMOC, looks for more than there is in a test, and compiles a file that is empty; with
# as many programs as there are, that is minutes.
function(mld_moc_test target)
    get_target_property(sources ${target} SOURCES)
    foreach(source IN LISTS sources)
        if(source MATCHES "\\.h$")
            file(STRINGS ${source} classes REGEX "Q_(OBJECT|GADGET|NAMESPACE)" LIMIT_COUNT 1)
            if(classes)
                return() # AUTOMOC knows headers
            endif()
        endif()
    endforeach()
    set_target_properties(${target} PROPERTIES AUTOMOC OFF AUTOUIC OFF)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}_moc)
    file(MAKE_DIRECTORY ${folder})
    foreach(source IN LISTS sources)
        if(source MATCHES "\\.cpp$")
            cmake_path(GET source STEM stem)
            qt_generate_moc(${source} ${folder}/${stem}.moc TARGET ${target})
            target_sources(${target} PRIVATE ${folder}/${stem}.moc)
        endif()
    endforeach()
    target_include_directories(${target} PRIVATE ${folder})
endfunction()

# mld_add_test(NAME [SOURCES …] [LIBRARIES …] [LABELS …] [TIMEOUT seconds])
# A Qt Test executable: NAME.cpp unless SOURCES says otherwise, linked with the engine.
# It finds test data through the macro MLD_TEST_DATA (tests/data).
function(mld_add_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
    if(NOT ARG_SOURCES)
        set(ARG_SOURCES ${name}.cpp)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    qt_add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE mld-engine mld-flags Qt6::Test ${ARG_LIBRARIES})
    target_compile_definitions(${name} PRIVATE
        MLD_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
    mld_moc_test(${name})
    mld_precompile(${name} TEST)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_QUICK_BACKEND=software")
    mld_judge_by_output(${name})
endfunction()

# mld_add_fuzzer(NAME [LIBRARIES …]): a libFuzzer target NAME.cpp, with a corpus in corpus/NAME.
# ctest runs it for MLD_FUZZ_SECONDS.
set(MLD_FUZZ_SECONDS 10 CACHE STRING "Seconds for which ctest runs each fuzz target")
if(MLD_BUILD_FUZZERS)
    add_custom_target(fuzzers)
endif()
function(mld_add_fuzzer name)
    cmake_parse_arguments(ARG "" "" "LIBRARIES" ${ARGN})
    add_executable(${name} ${name}.cpp)
    add_dependencies(fuzzers ${name})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${name} PRIVATE mld-engine mld-flags ${ARG_LIBRARIES})
    mld_precompile(${name})
    file(MAKE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name} ${CMAKE_CURRENT_BINARY_DIR}/found/${name})
    add_test(NAME ${name} COMMAND ${name} -max_total_time=${MLD_FUZZ_SECONDS} -rss_limit_mb=2048
        -timeout=10 -print_final_stats=1 ${CMAKE_CURRENT_BINARY_DIR}/found/${name}
        ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
    math(EXPR timeout "${MLD_FUZZ_SECONDS} + 120")
    set_tests_properties(${name} PROPERTIES LABELS fuzz TIMEOUT ${timeout})
endfunction()
