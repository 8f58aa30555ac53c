# The module as JavaScript, for where WebAssembly is refused: the same sources, compiled without the one kind of
# instructions that wasm2js does not know (Binaryen 108), and turned into asm.js by it.
find_program(WASM2JS wasm2js HINTS ${BINARYEN_ROOT}/bin REQUIRED NO_CMAKE_FIND_ROOT_PATH)
get_target_property(CORE_SOURCES core SOURCES)
get_target_property(CJSON_SOURCES cjson SOURCES)
add_library(core_nowasm OBJECT ${CORE_SOURCES})
add_library(cjson_nowasm OBJECT ${CJSON_SOURCES})
foreach(target core cjson)
  target_include_directories(${target}_nowasm PRIVATE $<TARGET_PROPERTY:core,INCLUDE_DIRECTORIES>)
  target_include_directories(${target}_nowasm SYSTEM PRIVATE ${cjson_SOURCE_DIR})
  target_compile_definitions(${target}_nowasm PRIVATE $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>
                                                      $<TARGET_PROPERTY:cjson,INTERFACE_COMPILE_DEFINITIONS>)
  target_compile_options(${target}_nowasm PRIVATE $<TARGET_PROPERTY:${target},COMPILE_OPTIONS>
                                                  -mno-nontrapping-fptoint)
endforeach()
# Two targets compile what one command makes: the first makes it.
add_dependencies(core_nowasm core)
add_executable(nowasm ${GENERATED}/empty.c)
set_target_properties(nowasm PROPERTIES SUFFIX .wasm)
target_link_libraries(nowasm PRIVATE core_nowasm cjson_nowasm)
target_compile_options(nowasm PRIVATE ${OPTIMIZE} -mno-nontrapping-fptoint)
# All the memory at once, of which a browser gives only what is written to. wasm2js makes new views of memory that grows,
# and writes `HEAP32[at] = f()`, which JavaScript puts into the old view where f has made it grow: the value is lost.
target_link_options(nowasm PRIVATE ${LINK} -sALLOW_MEMORY_GROWTH=0 -sINITIAL_MEMORY=16777216 -mno-nontrapping-fptoint)
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/smg.nowasm.js
  COMMAND ${METADCE} -all nowasm.wasm --graph-file=${CMAKE_SOURCE_DIR}/web/build/exports.json -o nowasm.small.wasm > nowasm.log
  COMMAND ${WASM_OPT} -all -Oz nowasm.small.wasm -o nowasm.small.wasm
  COMMAND ${WASM2JS} -all -Oz nowasm.small.wasm -o smg.nowasm.js
  DEPENDS nowasm web/build/exports.json
  VERBATIM)
