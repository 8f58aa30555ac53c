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

add_executable(smg-replay tests/replay.c)
target_link_libraries(smg-replay PRIVATE core)

find_library(CMOCKA cmocka)
if(NOT CMOCKA)
  message(FATAL_ERROR "cmocka: expected the library, found none. On Debian and Ubuntu: apt install libcmocka-dev.")
endif()
enable_testing()
file(GLOB UNIT_TESTS CONFIGURE_DEPENDS tests/unit/*.c)
foreach(source ${UNIT_TESTS})
  get_filename_component(name ${source} NAME_WE)
  add_executable(unit-${name} ${source})
  target_compile_options(unit-${name} PRIVATE -Wall -Wextra -Werror)
  target_link_libraries(unit-${name} PRIVATE core ${CMOCKA})
  add_test(NAME ${name} COMMAND unit-${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/tests/unit)
endforeach()
