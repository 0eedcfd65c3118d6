# How every target of the project is made.

# Warnings for our own code; linked privately, so that they never reach a user of the library.
add_library(bitsproof_warnings INTERFACE)
target_compile_options(bitsproof_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow
                       -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Werror
                       # GCC 12 sees overlaps and overruns inside std::string that are not there.
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread>)

# bitsproof_library(NAME SOURCES ... [PUBLIC targets...] [PRIVATE targets...])
function(bitsproof_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                                            $<INSTALL_INTERFACE:include/bitsproof>)
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} $<BUILD_INTERFACE:bitsproof_warnings>)
endfunction()

# bitsproof_test(NAME SOURCES ... LINK targets... [LABELS labels...]): one GoogleTest program, each TEST a CTest case.
function(bitsproof_test name)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_compile_definitions(${name} PRIVATE BITSPROOF_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_LINK} bitsproof_warnings GTest::gmock GTest::gtest_main)
  # Nothing that a test does itself takes time, but compiling its assertions does.
  target_compile_options(${name} PRIVATE -O0)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300)
endfunction()
