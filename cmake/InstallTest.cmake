# The test install.consumer: installs into an empty directory, builds the project consumer/ against that, and runs the
# result and the installed program. cmake -D BUILD_DIR=... -D SOURCE_DIR=... -D SCRATCH=... -D COMPILER=... -P InstallTest.cmake

function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} fails (${result}):\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
run("cmake --install" ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${SCRATCH}/prefix)
run("Configuring the consumer" ${CMAKE_COMMAND} -S ${SOURCE_DIR}/cmake/consumer -B ${SCRATCH}/build -G Ninja
    -D CMAKE_PREFIX_PATH=${SCRATCH}/prefix -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_FLAGS=${FLAGS})
run("Building the consumer" ${CMAKE_COMMAND} --build ${SCRATCH}/build)
run("The consumer" ${SCRATCH}/build/consumer)
run("The installed program" ${SCRATCH}/prefix/bin/bitsproof list)

foreach(file share/bitsproof/scenarios/schema/scenario-1.0.json share/bitsproof/scenarios/requirements share/man/man1/bitsproof.1
        share/bash-completion/completions/bitsproof share/doc/bitsproof/docs/running.md share/doc/bitsproof/copyright)
  if(NOT EXISTS ${SCRATCH}/prefix/${file})
    message(FATAL_ERROR "${file} is not installed")
  endif()
endforeach()
file(GLOB_RECURSE installed RELATIVE ${SCRATCH}/prefix ${SCRATCH}/prefix/*)
list(FILTER installed INCLUDE REGEX "testing|_test|gtest")
if(installed)
  message(FATAL_ERROR "test support is installed: ${installed}")
endif()
file(REMOVE_RECURSE ${SCRATCH})
