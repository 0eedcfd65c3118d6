# embed_schemas(TARGET): gives a target that compiles schema.cc the schemas of scenarios/schema/, schema_texts.inc.
function(embed_schemas target)
  set(rows "")
  foreach(name IN ITEMS baseline-1.0 origin-1.0 pages-1.0 protocol-1.0 requirement-1.0 scenario-1.0)
    set(file ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../scenarios/schema/${name}.json)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    # One literal a line: MSVC takes none of more than 16 KB.
    string(REPLACE "\n" "\n)schema\"\nR\"schema(" text "${text}")
    string(APPEND rows "{\"${name}\", R\"schema(${text})schema\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT generated/schema_texts.inc @ONLY CONTENT [[
// Generated from scenarios/schema/.
@rows@]])
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)
endfunction()
