# Precompiled headers that many targets share: parsing JSON, GoogleTest and the standard library again in every file would be a
# third of the compile time. Turn off with CMAKE_DISABLE_PRECOMPILE_HEADERS.

# bitsproof_precompile(TARGET HEADERS...): a library whose only content is the precompiled header.
function(bitsproof_precompile name)
  file(CONFIGURE OUTPUT ${name}.cc CONTENT "// Holds the precompiled header of others.\n")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc)
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_link_libraries(${name} PRIVATE bitsproof_warnings nlohmann_json::nlohmann_json tl::expected)
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

# Makes TARGET use the precompiled header of NAME.
function(bitsproof_use_precompiled target name)
  target_precompile_headers(${target} REUSE_FROM ${name})
  # The first lets ccache see through the precompiled header. Without the others GCC collects garbage over and over, because its
  # heap starts full: a sixth of the time of a file that uses templates, for at most 300 MB more memory.
  target_compile_options(${target} PRIVATE
    "$<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess;--param=ggc-min-heapsize=1000000;--param=ggc-min-expand=200>")
endfunction()

set(BITSPROOF_COMMON_HEADERS <nlohmann/json.hpp> <tl/expected.hpp> <algorithm> <chrono> <filesystem> <functional> <map> <memory>
    <optional> <set> <span> <sstream> <string> <string_view> <unordered_map> <variant> <vector>)
bitsproof_precompile(bitsproof_library_header ${BITSPROOF_COMMON_HEADERS})
if(BUILD_TESTING)
  bitsproof_precompile(bitsproof_test_header ${BITSPROOF_COMMON_HEADERS} <gmock/gmock.h> <gtest/gtest.h>)
  target_link_libraries(bitsproof_test_header PRIVATE GTest::gmock)
  target_compile_options(bitsproof_test_header PRIVATE -O0)
endif()
