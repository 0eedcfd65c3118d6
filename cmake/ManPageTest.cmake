# The test install.man-page: groff formats the page without a warning. cmake -D GROFF=... -D PAGE=... -P ManPageTest.cmake

execute_process(COMMAND ${GROFF} -man -ww -Tutf8 -z ${PAGE} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0 OR NOT output STREQUAL "")
  message(FATAL_ERROR "groff complains (${result}):\n${output}")
endif()
