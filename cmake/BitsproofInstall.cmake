# What `cmake --install` gives: the program with its scenarios, and the reference job manager as a library.
#
#   bin/bitsproof
#   include/bitsproof/reference/...      #include "reference/job/job_manager.h"
#   lib/libbitsproof_*.a, lib/cmake/bitsproof: find_package(bitsproof), bitsproof::reference, bitsproof::platform
#   share/bitsproof/scenarios/...        with requirements/ and schema/
#   share/doc/bitsproof, share/man/man1, share/bash-completion
#
# and what `cpack` makes of it: the Debian packages bitsproof and libbitsproof-dev.

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

# What the program says of itself, written by itself.
set(BITSPROOF_PAGES ${PROJECT_BINARY_DIR}/pages)
file(MAKE_DIRECTORY ${BITSPROOF_PAGES})
add_custom_command(OUTPUT ${BITSPROOF_PAGES}/bitsproof.1 ${BITSPROOF_PAGES}/bitsproof
  COMMAND bitsproof man > ${BITSPROOF_PAGES}/bitsproof.1
  COMMAND bitsproof completion bash > ${BITSPROOF_PAGES}/bitsproof
  DEPENDS bitsproof COMMENT "Writing the manual page and the completion" VERBATIM)
add_custom_target(bitsproof_pages DEPENDS ${BITSPROOF_PAGES}/bitsproof.1 ${BITSPROOF_PAGES}/bitsproof)
install(FILES ${BITSPROOF_PAGES}/bitsproof.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${BITSPROOF_PAGES}/bitsproof DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)

# The pages for users, in the folders in which they refer to each other.
set(BITSPROOF_DOC_DIR ${CMAKE_INSTALL_DATADIR}/doc)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright DESTINATION ${BITSPROOF_DOC_DIR}/bitsproof COMPONENT program)
install(FILES ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${BITSPROOF_DOC_DIR}/bitsproof COMPONENT program)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${BITSPROOF_DOC_DIR}/bitsproof COMPONENT program)
foreach(page conformance/protocol.md fakes/origin_script.md scenarios/README.md)
  cmake_path(GET page PARENT_PATH folder)
  install(FILES ${PROJECT_SOURCE_DIR}/${page} DESTINATION ${BITSPROOF_DOC_DIR}/bitsproof/${folder} COMPONENT program)
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright DESTINATION ${BITSPROOF_DOC_DIR}/libbitsproof-dev COMPONENT library)

# Everything that is installed, and nothing else: what must be built before `cmake --install` and `cpack`.
add_custom_target(installed ALL DEPENDS bitsproof bitsproof_pages ${REFERENCE_TARGETS} bitsproof_reference_platform)

# Two Debian packages, one a component.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "the bitsproof authors")
set(CPACK_PACKAGE_CONTACT "the bitsproof authors")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program library)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME bitsproof)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "bash-completion, man-db")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "conformance suite for background-transfer job managers
Proves that a job manager behaves like BITS, the Background Intelligent
Transfer Service: puts any implementation, in any language, through scripted
scenarios, and reports what deviates. Contains the reference implementation.")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libbitsproof-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "libexpected-dev, libfmt-dev, libcurl4-openssl-dev, libsqlite3-dev, libssl-dev, liburiparser-dev, pkgconf")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "background-transfer job manager, as a C++ library
The reference job manager of bitsproof, which behaves like BITS, with its
platform for POSIX systems: static libraries, headers and a CMake package.")
include(CPack)
