# Writes generated/adapter_files.inc: the rows of the table in command_new_adapter.cc, one for each file that an adapter starts from.

set(ADAPTER_FILES
  cpp/CMakeLists.txt cpp/README.md cpp/adapter.cc
  python/README.md python/adapter.py python/toy_manager.py python/toy_transfer.py)

set(ADAPTER_ROWS "")
foreach(file IN LISTS ADAPTER_FILES)
  get_filename_component(language ${file} DIRECTORY)
  get_filename_component(name ${file} NAME)
  file(READ ${CMAKE_CURRENT_LIST_DIR}/${file} content)
  string(APPEND ADAPTER_ROWS "{\"${language}\", \"${name}\", R\"adapter(${content})adapter\"},\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/${file})
endforeach()
file(CONFIGURE OUTPUT generated/adapter_files.inc @ONLY CONTENT [[
// Generated from conformance/adapters/.
@ADAPTER_ROWS@]])
