# Read by ctest: one CTest case for each case of the suite, in each of its modes, with the label `case`. `./dev test` leaves them
# out, because the tests suite.* run all of them in a fraction of the time.
# REQUIRES: BITSPROOF_PROGRAM, BITSPROOF_SOURCE_DIR.

if(NOT EXISTS ${BITSPROOF_PROGRAM})
  return()
endif()
execute_process(COMMAND ${BITSPROOF_PROGRAM} list --cases WORKING_DIRECTORY ${BITSPROOF_SOURCE_DIR}
                OUTPUT_VARIABLE list RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(WARNING "the cases of the suite cannot be listed (${BITSPROOF_PROGRAM} list --cases)")
  return()
endif()

string(REGEX MATCHALL "[^\n]+" lines "${list}")
foreach(line IN LISTS lines)  # CASE<tab>MODE
  string(REGEX MATCH "^([^\t]+)\t(.+)$" matched "${line}")
  set(case "${CMAKE_MATCH_1}")
  set(mode "${CMAKE_MATCH_2}")
  set(name "case.${case}@${mode}")
  add_test("${name}" ${BITSPROOF_PROGRAM} run --mode ${mode} --case "${case}")
  set_tests_properties("${name}" PROPERTIES LABELS case TIMEOUT 120 WORKING_DIRECTORY ${BITSPROOF_SOURCE_DIR})
endforeach()
