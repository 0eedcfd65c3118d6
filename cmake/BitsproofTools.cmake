# Tools that make a build faster where they are installed; they are never required. The presets include this file before the
# compiler is chosen; a build that is configured by hand works without it.

find_program(BITSPROOF_CCACHE ccache)
if(BITSPROOF_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  # The sloppiness is what ccache needs to keep what was compiled with a precompiled header; the base directory lets one
  # checkout profit from another.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_NOHASHDIR=1
                                      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${BITSPROOF_CCACHE})
endif()

find_program(BITSPROOF_LLD ld.lld)
if(BITSPROOF_LLD)
  add_link_options(-fuse-ld=lld)
endif()
mark_as_advanced(BITSPROOF_CCACHE BITSPROOF_LLD)
