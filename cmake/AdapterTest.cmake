# The tests adapter.python and adapter.cpp: writes an adapter, builds it where that is needed, and puts it through the suite.
# cmake -D PROGRAM=bitsproof -D LANGUAGE=python|cpp -D PYTHON=... -D COMPILER=... -D SCRATCH=directory -P AdapterTest.cmake

function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} fails (${result}):\n${output}")
  endif()
  message("${output}")
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
run("bitsproof new-adapter" ${PROGRAM} new-adapter ${LANGUAGE} ${SCRATCH})
if(LANGUAGE STREQUAL "cpp")
  run("Configuring the adapter" ${CMAKE_COMMAND} -S ${SCRATCH} -B ${SCRATCH}/build -D CMAKE_CXX_COMPILER=${COMPILER})
  run("Building the adapter" ${CMAKE_COMMAND} --build ${SCRATCH}/build)
  set(SUBJECT "stdio:'${SCRATCH}/build/adapter'")
  set(MIN_RUN 40)
else()
  set(SUBJECT "stdio:'${PYTHON}' '${SCRATCH}/adapter.py'")
  set(MIN_RUN 250)
endif()
run("The suite on the adapter" ${PROGRAM} run --subject ${SUBJECT} --jobs 8 --min-run ${MIN_RUN})
file(REMOVE_RECURSE ${SCRATCH})
