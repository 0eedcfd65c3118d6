# How every target of the project is made.

# Warnings for our own code; linked privately, so that they never reach a user of the library.
add_library(bitsproof_warnings INTERFACE)
target_compile_options(bitsproof_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow
                       -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Werror
                       # GCC 12 sees overlaps and overruns inside std::string that are not there.
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread>)

# bitsproof_folder([SOURCES ...] [USES folders...] [PUBLIC targets...] [PRIVATE targets...] [PRECOMPILED header] [COLD])
#
# The library of the current folder: reference/base is bitsproof_reference_base, and a folder of headers is an interface
# library. USES names the other folders whose headers its files include. Folders are added in the order of the layers,
# and a folder that was not added yet cannot be used: arrows point one way. The test `arrows` holds USES to the includes.
# PRECOMPILED names another precompiled header than that of all libraries. COLD code is optimised less, which takes a fifth off
# its compile time: it is not where a run spends its time.
function(bitsproof_folder)
  cmake_parse_arguments(ARG "COLD" "PRECOMPILED" "SOURCES;USES;PUBLIC;PRIVATE" ${ARGN})
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE folder)
  string(REPLACE "/" "_" name bitsproof_${folder})
  set(libraries)
  foreach(used IN LISTS ARG_USES)
    string(REPLACE "/" "_" library bitsproof_${used})
    if(NOT TARGET ${library})
      message(FATAL_ERROR "${folder} cannot use ${used}, which stands in a layer above it")
    endif()
    list(APPEND libraries ${library})
  endforeach()
  set(public PUBLIC)
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_PRIVATE} $<BUILD_INTERFACE:bitsproof_warnings>)
    if(NOT ARG_PRECOMPILED)
      set(ARG_PRECOMPILED bitsproof_library_header)
    endif()
    bitsproof_use_precompiled(${name} ${ARG_PRECOMPILED})
    if(ARG_COLD)
      target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    endif()
  else()
    add_library(${name} INTERFACE)
    set(public INTERFACE)
  endif()
  target_compile_features(${name} ${public} cxx_std_20)
  target_include_directories(${name} ${public} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include/bitsproof>)
  target_link_libraries(${name} ${public} ${libraries} ${ARG_PUBLIC})
  string(JOIN " " uses ${ARG_USES})
  set_property(GLOBAL APPEND_STRING PROPERTY BITSPROOF_FOLDERS "${folder}: ${uses}\n")
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
  bitsproof_use_precompiled(${name} bitsproof_test_header)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES PROPERTIES TIMEOUT 300 LABELS "${ARG_LABELS}")
endfunction()
