# The test suite.determinism: runs every simulated case twice and compares the event logs.
# cmake -D PROGRAM=bitsproof -D SCRATCH=directory -P SuiteDeterminism.cmake

file(REMOVE_RECURSE ${SCRATCH})
foreach(run first second)
  file(MAKE_DIRECTORY ${SCRATCH}/${run})
  execute_process(COMMAND ${PROGRAM} run --mode sim --trace ${SCRATCH}/${run}
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "the ${run} run exits with ${result}:\n${output}")
  endif()
endforeach()

file(GLOB_RECURSE traces ${SCRATCH}/first/*)
list(LENGTH traces count)
if(count EQUAL 0)
  message(FATAL_ERROR "no event log was written")
endif()
execute_process(COMMAND diff --recursive --brief ${SCRATCH}/first ${SCRATCH}/second
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "two runs of one seed differ; the logs are in ${SCRATCH}:\n${output}")
endif()
message("${count} event logs, identical in two runs")
file(REMOVE_RECURSE ${SCRATCH})
