# CTest cases that run the conformance suite itself (label `suite`), each of its cases by name (label `case`), and the installation.

if(NOT BUILD_TESTING)
  return()
endif()

# bitsproof_suite_test(NAME COMMAND... [LABELS ...]): runs a command in the source directory.
function(bitsproof_suite_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "COMMAND;LABELS" ${ARGN})
  add_test(NAME ${name} COMMAND ${ARG_COMMAND} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
endfunction()

find_package(Python3 REQUIRED COMPONENTS Interpreter)

# The layers: what bitsproof_folder() was told, in the order in which it was called.
get_property(folders GLOBAL PROPERTY BITSPROOF_FOLDERS)
file(CONFIGURE OUTPUT folders.txt CONTENT "${folders}")
foreach(script arrows arrows_test)
  bitsproof_suite_test(${script} COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/cmake/${script}.py ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/folders.txt
                       LABELS arrows TIMEOUT 60)
endforeach()

# Facts that stand in a page or a comment are those of their home.
foreach(script cited_ids protocol_tables com_methods)
  bitsproof_suite_test(${script} COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/cmake/${script}.py ${PROJECT_SOURCE_DIR}
                       LABELS facts TIMEOUT 60)
endforeach()

# The generator of ./dev mutate, with Debian's Python, where it has the bindings of libclang.
execute_process(COMMAND /usr/bin/python3 -c "import clang.cindex" RESULT_VARIABLE no_clang_bindings ERROR_QUIET)
foreach(script generate_test mutate_test)
  if(no_clang_bindings EQUAL 0)
    bitsproof_suite_test(mutation.${script} COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/mutation/${script}.py LABELS mutation TIMEOUT 300)
  endif()
endforeach()

# A live service under the kills of ./dev soak, fewer of them; and what the soak makes of services that lose something.
bitsproof_suite_test(soak.kills COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/soak/soak.py --kills 25 --bitsproof $<TARGET_FILE:bitsproof>
                     LABELS soak slow TIMEOUT 300)
bitsproof_suite_test(soak.notices COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/soak/soak_test.py $<TARGET_FILE:bitsproof>
                     LABELS soak slow TIMEOUT 600)

# No password in a log, a trace, a report or a store.
bitsproof_suite_test(planted_secret COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/cmake/planted_secret.py $<TARGET_FILE:bitsproof> ${PROJECT_SOURCE_DIR}
                     LABELS slow TIMEOUT 300)

bitsproof_suite_test(suite.sim COMMAND bitsproof run --mode sim LABELS suite TIMEOUT 300)
bitsproof_suite_test(suite.live COMMAND bitsproof run --mode live LABELS suite live TIMEOUT 300)
bitsproof_suite_test(suite.mutants COMMAND bitsproof mutants LABELS suite TIMEOUT 600)
bitsproof_suite_test(suite.lint COMMAND bitsproof lint LABELS suite TIMEOUT 60)
bitsproof_suite_test(suite.requirements-page COMMAND bitsproof requirements --check docs/coverage.md LABELS suite TIMEOUT 60)
bitsproof_suite_test(suite.determinism
  COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:bitsproof> -D SCRATCH=${PROJECT_BINARY_DIR}/determinism
          -P ${PROJECT_SOURCE_DIR}/cmake/SuiteDeterminism.cmake
  LABELS suite TIMEOUT 300)

# The reference behind the subject protocol is judged like the reference in process.
foreach(mode sim live)
  foreach(transport stdio http)
    bitsproof_suite_test(suite.${mode}-over-${transport}
      COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/cmake/compare_transports.py $<TARGET_FILE:bitsproof> ${mode} ${transport} 8
      LABELS suite TIMEOUT 300)
  endforeach()
endforeach()

# The adapters that people start from, as they come out of the program.
foreach(language python cpp)
  bitsproof_suite_test(adapter.${language}
    COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:bitsproof> -D LANGUAGE=${language} -D PYTHON=$<TARGET_FILE:Python3::Interpreter>
            -D COMPILER=${CMAKE_CXX_COMPILER} -D SCRATCH=${PROJECT_BINARY_DIR}/adapter-${language}
            -P ${PROJECT_SOURCE_DIR}/cmake/AdapterTest.cmake
    LABELS slow TIMEOUT 300)
endforeach()

bitsproof_suite_test(install.consumer
  COMMAND ${CMAKE_COMMAND} -D BUILD_DIR=${PROJECT_BINARY_DIR} -D SOURCE_DIR=${PROJECT_SOURCE_DIR}
          -D SCRATCH=${PROJECT_BINARY_DIR}/install-test -D COMPILER=${CMAKE_CXX_COMPILER} -D FLAGS=${CMAKE_CXX_FLAGS}
          -P ${PROJECT_SOURCE_DIR}/cmake/InstallTest.cmake
  LABELS slow TIMEOUT 300)

bitsproof_suite_test(pages.links COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/cmake/check_links.py ${PROJECT_SOURCE_DIR}
                     LABELS pages TIMEOUT 60)

# The packages, where there are the tools to make them.
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
find_program(FILE_PROGRAM file)
if(DPKG_SHLIBDEPS AND FILE_PROGRAM)
  bitsproof_suite_test(install.package
    COMMAND ${CMAKE_COMMAND} -D BUILD_DIR=${PROJECT_BINARY_DIR} -D SCRATCH=${PROJECT_BINARY_DIR}/package-test
            -P ${PROJECT_SOURCE_DIR}/cmake/PackageTest.cmake
    LABELS slow TIMEOUT 300)
endif()

# What man would complain about.
find_program(GROFF groff)
if(GROFF)
  bitsproof_suite_test(install.man-page
    COMMAND ${CMAKE_COMMAND} -D GROFF=${GROFF} -D PAGE=${PROJECT_BINARY_DIR}/pages/bitsproof.1 -P ${PROJECT_SOURCE_DIR}/cmake/ManPageTest.cmake
    LABELS slow TIMEOUT 60)
endif()

# Cases are asked for when ctest starts, so that a new scenario needs no new configuration.
file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/case-tests.cmake CONTENT
"set(BITSPROOF_PROGRAM \"$<TARGET_FILE:bitsproof>\")
set(BITSPROOF_SOURCE_DIR \"${PROJECT_SOURCE_DIR}\")
include(\"${PROJECT_SOURCE_DIR}/cmake/CaseTests.cmake\")
")
set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY TEST_INCLUDE_FILES ${PROJECT_BINARY_DIR}/case-tests.cmake)
