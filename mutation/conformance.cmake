# conformance/CMakeLists.txt of the mutated build: what it takes to serve the reference.
add_subdirectory(json)
bitsproof_folder(USES conformance/json)  # subject.h
add_subdirectory(protocol)
add_subdirectory(scenario)
add_subdirectory(subjects)

add_executable(mutated_subject ${PROJECT_SOURCE_DIR}/mutation/subject.cc)
target_link_libraries(mutated_subject PRIVATE bitsproof_conformance_protocol bitsproof_conformance_subjects bitsproof_warnings)
set_target_properties(mutated_subject PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
