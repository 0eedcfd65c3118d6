# embed_schema(TARGET): gives a target that compiles message_forms.cc the schema of the protocol, protocol_schema.inc.
function(embed_schema target)
  set(file ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../scenarios/schema/protocol-1.0.json)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  # One literal a line: MSVC takes none of more than 16 KB.
  string(REPLACE "\n" "\n)schema\"\nR\"schema(" text "${text}")
  file(CONFIGURE OUTPUT generated/protocol_schema.inc @ONLY CONTENT [[
// Generated from scenarios/schema/protocol-1.0.json.
R"schema(@text@)schema"
]])
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)
endfunction()
