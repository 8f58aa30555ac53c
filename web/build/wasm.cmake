# The WebAssembly module, and build/dist from it and the shell.
set(CMAKE_INTERPROCEDURAL_OPTIMIZATION OFF)
# The archiver itself, without the scripts around it: they take longer than it does, and the index is there already.
# Debian's Emscripten brings it only under the name that ends in its clang's major version; a plain llvm-ar may be that
# of another version, which cannot read what this compiler writes. Where there is neither, Emscripten's own script stays.
string(REGEX MATCH "^[0-9]+" CLANG_MAJOR "${CMAKE_C_COMPILER_VERSION}")
find_program(LLVM_AR NAMES llvm-ar-${CLANG_MAJOR} llvm-ar NAMES_PER_DIR HINTS ${LLVM_ROOT} NO_CMAKE_FIND_ROOT_PATH)
if(LLVM_AR)
  set(CMAKE_AR ${LLVM_AR})
  set(CMAKE_C_ARCHIVE_FINISH "")
endif()
# Instructions that every browser has had since 2021 (Safari 15): memory is copied without a library for it.
set(OPTIMIZE -Oz -flto -mbulk-memory -mnontrapping-fptoint -msign-ext)
foreach(target core cjson core-first cjson-first)
  target_compile_options(${target} PRIVATE ${OPTIMIZE})
endforeach()

# The linker is told nothing of a C library that prints or allocates, so that none is linked; 8 KiB of stack stand
# before the data, where an overflow traps instead of writing over it. Memory grows by the arena's own instruction.
# Written only if it is not there: what is newer than the module would be linked anew at each configuring.
file(CONFIGURE OUTPUT ${GENERATED}/empty.c CONTENT "")
set(STACK STACK_SIZE)
if(EMSCRIPTEN_FOUND VERSION_LESS 3.1.25)
  set(STACK TOTAL_STACK)
endif()
set(LINK ${OPTIMIZE} --no-entry -s${STACK}=8192 -sALLOW_MEMORY_GROWTH=1
         -Wl,--stack-first -Wl,--undefined=smg_buffer -Wl,--undefined=smg_dispatch)
# Bytes of memory at the start, in pages of 64 KiB.
set(MEMORY_OF_module 196608)
set(MEMORY_OF_module-first 131072)
foreach(target module module-first)
  add_executable(${target} ${GENERATED}/empty.c)
  set_target_properties(${target} PROPERTIES SUFFIX .wasm)
  target_compile_options(${target} PRIVATE ${OPTIMIZE})
  target_link_options(${target} PRIVATE ${LINK} -sINITIAL_MEMORY=${MEMORY_OF_${target}})
endforeach()
target_link_libraries(module PRIVATE core cjson)
target_link_libraries(module-first PRIVATE core-first cjson-first)

# Emscripten exports helpers for a runtime that is not used here; all but our own exports go, and what only they need.
find_program(METADCE wasm-metadce HINTS ${BINARYEN_ROOT}/bin REQUIRED NO_CMAKE_FIND_ROOT_PATH)
find_program(WASM_OPT wasm-opt HINTS ${BINARYEN_ROOT}/bin REQUIRED NO_CMAKE_FIND_ROOT_PATH)

include(web/build/nowasm.cmake)

set(DIST ${CMAKE_SOURCE_DIR}/build/dist)
# What the module's bytes depend on besides the sources: tests/size.json is exact for these tools only.
file(STRINGS ${cjson_SOURCE_DIR}/cJSON.h CJSON_VERSION REGEX "define CJSON_VERSION_")
string(REGEX MATCHALL "[0-9]+" CJSON_VERSION "${CJSON_VERSION}")
list(JOIN CJSON_VERSION . CJSON_VERSION)
file(WRITE ${CMAKE_BINARY_DIR}/tools.json
     "{ \"emcc\": \"${EMSCRIPTEN_FOUND}\", \"clang\": \"${CMAKE_C_COMPILER_VERSION}\", \"cJSON\": \"${CJSON_VERSION}\" }\n")
file(GLOB SHELL CONFIGURE_DEPENDS web/build/*.mjs web/*.js web/*.css web/*.d.ts web/debug/*)
# Every file that web/build/dist.mjs writes: one that was deleted is made again, and none where nothing has changed.
set(SHIPPED smg.js smg.all.js smg.split.js smg.nowasm.js smg.wasm smg.first.wasm smg.css smg.d.ts integrity.json)
foreach(file ${DATA})
  file(RELATIVE_PATH file ${CMAKE_SOURCE_DIR}/src ${file})
  if(NOT file MATCHES "^(countries|views)/")
    # Where src/files.mjs puts those that are fetched.
    string(REGEX REPLACE "^catalogue/" "processors/" file ${file})
    string(REGEX REPLACE "^translations/" "languages/" file ${file})
    list(APPEND SHIPPED ${file})
  endif()
endforeach()
list(TRANSFORM SHIPPED PREPEND ${DIST}/)
foreach(target module module-first)
  string(REPLACE module smg made ${target})
  string(REPLACE - . made ${made})
  add_custom_command(
    OUTPUT ${CMAKE_BINARY_DIR}/${made}.wasm
    COMMAND ${METADCE} -all ${target}.wasm --graph-file=${CMAKE_SOURCE_DIR}/web/build/exports.json -o ${made}.wasm
            > ${made}.log
    COMMAND ${WASM_OPT} -all -Oz --strip-debug --strip-producers --strip-target-features ${made}.wasm -o ${made}.wasm
    DEPENDS ${target} web/build/exports.json
    VERBATIM)
endforeach()
add_custom_command(
  OUTPUT ${SHIPPED}
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/web/build/dist.mjs ${CMAKE_BINARY_DIR} ${DIST}
  DEPENDS ${CMAKE_BINARY_DIR}/smg.wasm ${CMAKE_BINARY_DIR}/smg.first.wasm ${CMAKE_BINARY_DIR}/smg.nowasm.js src/first.json src/files.mjs ${PACKAGES} ${DATA} ${DATA_LIST} ${SHELL}
  COMMENT "Making build/dist"
  VERBATIM)
add_custom_target(dist ALL DEPENDS ${SHIPPED})

# What each function and each piece of data costs. Every function is one of the source only where none is inlined into
# another, which wasm-opt does and not the compiler.
set(NO_INLINING --always-inline-max-function-size=0 --flexible-inline-max-function-size=0
                --one-caller-inline-max-function-size=0)
list(JOIN NO_INLINING , PASSES)
add_custom_target(
  report
  COMMAND ${EMCC} ${LINK} -sINITIAL_MEMORY=196608 --profiling-funcs -Wl,--print-map -sBINARYEN_EXTRA_PASSES=${PASSES} $<TARGET_OBJECTS:module>
          $<TARGET_FILE:core> $<TARGET_FILE:cjson> -o named.wasm > named.map
  COMMAND ${METADCE} -all -g named.wasm --graph-file=${CMAKE_SOURCE_DIR}/web/build/exports.json -o named.wasm > metadce.log
  COMMAND ${WASM_OPT} -all -g -Oz ${NO_INLINING} named.wasm -o named.wasm
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/web/build/report.mjs named.wasm named.map ${CMAKE_SOURCE_DIR}/src
  DEPENDS module core cjson
  WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
  VERBATIM)
