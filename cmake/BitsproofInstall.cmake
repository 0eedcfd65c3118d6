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

install(TARGETS bitsproof_reference bitsproof_platform EXPORT bitsproof-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
set_target_properties(bitsproof_reference PROPERTIES EXPORT_NAME reference)
set_target_properties(bitsproof_platform PROPERTIES EXPORT_NAME platform)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/reference DESTINATION ${BITSPROOF_INCLUDE_DIR} COMPONENT library
        FILES_MATCHING PATTERN "*.h" PATTERN "*.inc")

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
