# Precompiled headers for the targets whose sources nearly all read JSON or GoogleTest: half of their compile time is parsing these.
# Turn off with CMAKE_DISABLE_PRECOMPILE_HEADERS.
function(bitsproof_precompile)
  cmake_parse_arguments(ARG "" "" "HEADERS;TARGETS" ${ARGN})
  foreach(target IN LISTS ARG_TARGETS)
    if(TARGET ${target})
      target_precompile_headers(${target} PRIVATE ${ARG_HEADERS})
      # Lets ccache see through the precompiled header.
      target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
    endif()
  endforeach()
endfunction()

bitsproof_precompile(
  HEADERS <nlohmann/json.hpp>
  TARGETS bitsproof_fakes bitsproof_conformance_scenario bitsproof_conformance_protocol bitsproof_conformance_run
          bitsproof_conformance_report bitsproof_conformance_subjects bitsproof_conformance_mutants bitsproof_conformance_command)
bitsproof_precompile(
  HEADERS <nlohmann/json.hpp> <gmock/gmock.h> <gtest/gtest.h>
  TARGETS fakes_test conformance_scenario_test conformance_protocol_test conformance_run_test conformance_report_test
          conformance_subjects_test conformance_mutants_test conformance_command_test)
