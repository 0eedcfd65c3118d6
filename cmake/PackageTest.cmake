# The test install.package: makes the Debian packages, unpacks that of the program, and runs it from another directory on the
# scenarios that came with it. cmake -D BUILD_DIR=... -D SCRATCH=... -P PackageTest.cmake

function(run what directory)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${directory} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} fails (${result}):\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
run("cpack" ${BUILD_DIR} cpack -B ${SCRATCH})
file(GLOB program ${SCRATCH}/bitsproof_*.deb)
file(GLOB library ${SCRATCH}/libbitsproof-dev_*.deb)
foreach(field "${program};Depends;libcurl4" "${program};Maintainer;the bitsproof authors" "${program};Section;devel"
              "${library};Depends;libcurl4-openssl-dev" "${library};Section;libdevel")
  list(GET field 0 package)
  list(GET field 1 name)
  list(GET field 2 expected)
  run("dpkg-deb -f" ${SCRATCH} dpkg-deb -f ${package} ${name})
  if(NOT output MATCHES "${expected}")
    message(FATAL_ERROR "${package}: ${name} is ${output}, which lacks ${expected}")
  endif()
endforeach()

run("Unpacking" ${SCRATCH} dpkg-deb -x ${program} ${SCRATCH}/unpacked)
run("The packaged program" / ${SCRATCH}/unpacked/usr/bin/bitsproof run --mode sim)
file(REMOVE_RECURSE ${SCRATCH}/unpacked/usr/share/bitsproof/scenarios/limits)
run("The packaged program" / ${SCRATCH}/unpacked/usr/bin/bitsproof list)
if(output MATCHES "limits\\." OR NOT output MATCHES "names\\.")
  message(FATAL_ERROR "The packaged program does not use the scenarios of its package:\n${output}")
endif()
file(REMOVE_RECURSE ${SCRATCH})
