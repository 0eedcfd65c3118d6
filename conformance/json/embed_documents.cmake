# embed_documents(TARGET): gives a target that compiles schema.cc the schemas of scenarios/schema/ and the preparations of
# scenarios/preparations/, document_texts.inc.
function(embed_documents target)
  set(rows "")
  foreach(name IN ITEMS
      schema/baseline-1.0 schema/origin-1.0 schema/pages-1.0 schema/protocol-1.0 schema/requirement-1.0
      schema/results-1.0 schema/scenario-1.0
      preparations/job-in-state preparations/list-of-five)
    set(file ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../scenarios/${name}.json)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    # One literal a line: MSVC takes none of more than 16 KB.
    string(REPLACE "\n" "\n)document\"\nR\"document(" text "${text}")
    string(APPEND rows "{\"${name}\", R\"document(${text})document\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT generated/document_texts.inc @ONLY CONTENT [[
// Generated from scenarios/.
@rows@]])
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)
endfunction()
