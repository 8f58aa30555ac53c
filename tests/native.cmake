# The core as native code, with sanitizers, for the unit tests and the replay of event scripts. One file in tests/unit
# is one test.
if(SMG_SANITIZE)
  target_compile_definitions(core PRIVATE SMG_SANITIZED)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  foreach(target core cjson)
    target_compile_options(${target} PRIVATE -fsanitize=address,undefined -fno-sanitize-recover=all
                                             -fno-omit-frame-pointer)
  endforeach()
endif()

if(SMG_FUZZ)
  target_compile_options(core PRIVATE -fsanitize=fuzzer-no-link)
  target_compile_options(cjson PRIVATE -fsanitize=fuzzer-no-link)
  # The arena begins anew by itself.
  set(VARIABLES ${SOURCES})
  list(FILTER VARIABLES EXCLUDE REGEX "/arena.c$")
  set_source_files_properties(${VARIABLES} PROPERTIES COMPILE_FLAGS
                                                      "-include ${CMAKE_SOURCE_DIR}/tests/fuzz/sections.h")
  add_executable(fuzz-session tests/fuzz/session.c)
  target_compile_options(fuzz-session PRIVATE -Wall -Wextra -Werror)
  target_link_libraries(fuzz-session PRIVATE core)
  target_link_options(fuzz-session PRIVATE -fsanitize=fuzzer)
  return()
endif()

add_executable(smg-replay tests/replay.c)
target_link_libraries(smg-replay PRIVATE core)

find_library(CMOCKA cmocka)
if(NOT CMOCKA)
  message(FATAL_ERROR "cmocka: expected the library, found none. On Debian and Ubuntu: apt install libcmocka-dev.")
endif()
enable_testing()
# What they share.
file(GLOB UNIT_SUPPORT CONFIGURE_DEPENDS tests/unit/support/*.c)
add_library(unit-support STATIC ${UNIT_SUPPORT})
target_compile_options(unit-support PRIVATE -Wall -Wextra -Werror)
target_link_libraries(unit-support PUBLIC core ${CMOCKA})
file(GLOB UNIT_TESTS CONFIGURE_DEPENDS tests/unit/*.c)
foreach(source ${UNIT_TESTS})
  get_filename_component(name ${source} NAME_WE)
  add_executable(unit-${name} ${source})
  target_compile_options(unit-${name} PRIVATE -Wall -Wextra -Werror)
  target_link_libraries(unit-${name} PRIVATE unit-support)
  add_test(NAME ${name} COMMAND unit-${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/tests/unit)
endforeach()
