# The target `headers`: every header of the project compiles alone, and twice in one file.
#
# Headers are found, not listed: a header that was forgotten is the one that needs the check.

option(BITSPROOF_CHECK_HEADERS "Add the target `headers`" OFF)
if(NOT BITSPROOF_CHECK_HEADERS)
  return()
endif()

find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)

file(GLOB_RECURSE BITSPROOF_HEADERS CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
     ${PROJECT_SOURCE_DIR}/reference/*.h ${PROJECT_SOURCE_DIR}/fakes/*.h
     ${PROJECT_SOURCE_DIR}/conformance/*.h ${PROJECT_SOURCE_DIR}/bench/*.h)

set(sources)
foreach(header IN LISTS BITSPROOF_HEADERS)
  set(source ${PROJECT_BINARY_DIR}/headers/${header}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${header}\"\n#include \"${header}\"  // a second time\n")
  list(APPEND sources ${source})
endforeach()

add_library(headers OBJECT EXCLUDE_FROM_ALL ${sources})
target_compile_features(headers PRIVATE cxx_std_20)
target_include_directories(headers PRIVATE ${PROJECT_SOURCE_DIR})
target_compile_definitions(headers PRIVATE BITSPROOF_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(headers PRIVATE bitsproof_warnings tl::expected fmt::fmt nlohmann_json::nlohmann_json
                      CURL::libcurl SQLite::SQLite3 PkgConfig::httplib GTest::gmock benchmark::benchmark)
