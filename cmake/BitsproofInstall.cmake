# What `cmake --install` gives: the program with its scenarios, and the reference job manager as a library.
#
#   bin/bitsproof
#   include/bitsproof/reference/...      #include "reference/job/job_manager.h"
#   lib/libbitsproof_*.a, lib/cmake/bitsproof: find_package(bitsproof), bitsproof::reference, bitsproof::platform
#   share/bitsproof/scenarios/...        with requirements/ and schema/

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(BITSPROOF_CONFIG_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/bitsproof)
set(BITSPROOF_INCLUDE_DIR ${CMAKE_INSTALL_INCLUDEDIR}/bitsproof)

# The folders of the library, all behind bitsproof::reference; what is real behind bitsproof::platform.
set(REFERENCE_FOLDERS base model env transfer job)
add_library(bitsproof_reference INTERFACE)
set(REFERENCE_TARGETS)
foreach(folder IN LISTS REFERENCE_FOLDERS)
  target_link_libraries(bitsproof_reference INTERFACE bitsproof_reference_${folder})
  list(APPEND REFERENCE_TARGETS bitsproof_reference_${folder})
endforeach()
foreach(target IN LISTS REFERENCE_TARGETS)
  string(REPLACE bitsproof_ "" exported ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${exported})
endforeach()
set_target_properties(bitsproof_reference PROPERTIES EXPORT_NAME reference)
set_target_properties(bitsproof_reference_platform PROPERTIES EXPORT_NAME platform)
install(TARGETS bitsproof_reference ${REFERENCE_TARGETS} bitsproof_reference_platform EXPORT bitsproof-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/reference DESTINATION ${BITSPROOF_INCLUDE_DIR} COMPONENT library
        FILES_MATCHING PATTERN "*.h" PATTERN "*.inc" PATTERN "testing" EXCLUDE)

install(EXPORT bitsproof-targets NAMESPACE bitsproof:: DESTINATION ${BITSPROOF_CONFIG_DIR} COMPONENT library)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/bitsproof-config.cmake.in
                              ${PROJECT_BINARY_DIR}/bitsproof-config.cmake
                              INSTALL_DESTINATION ${BITSPROOF_CONFIG_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/bitsproof-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/bitsproof-config.cmake ${PROJECT_BINARY_DIR}/bitsproof-config-version.cmake
        DESTINATION ${BITSPROOF_CONFIG_DIR} COMPONENT library)

install(TARGETS bitsproof RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/bitsproof COMPONENT program)
