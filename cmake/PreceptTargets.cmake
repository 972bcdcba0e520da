# How the project's targets are made: one warning level, one include root, one
# place for sanitizers.

add_library(precept_options INTERFACE)
target_include_directories(precept_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(precept_options INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Werror=return-type -Werror=switch)
if(PRECEPT_SANITIZE)
  target_compile_options(precept_options INTERFACE
    -fsanitize=${PRECEPT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(precept_options INTERFACE -fsanitize=${PRECEPT_SANITIZE})
endif()
find_program(MOLD mold)
if(MOLD)
  target_link_options(precept_options INTERFACE -fuse-ld=mold)
endif()

# precept_library(name SOURCES a.cc … LINKS target …)
function(precept_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC precept_options ${ARG_LINKS})
endfunction()

# precept_test(name SOURCES a_test.cc … LINKS target … [ARGS …]): one program
# with GoogleTest's main, one entry in CTest, where tests are built.
function(precept_test name)
  if(NOT PRECEPT_BUILD_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;ARGS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE precept_options ${ARG_LINKS} GTest::gmock_main)
  add_test(NAME ${name} COMMAND ${name} ${ARG_ARGS}
           WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  # Set by tests/CMakeLists.txt for each folder of tests.
  if(PRECEPT_TEST_LABEL)
    set_tests_properties(${name} PROPERTIES LABELS ${PRECEPT_TEST_LABEL})
  endif()
endfunction()

# precept_fuzzer(name SOURCES a_fuzzer.cc LINKS target …): a libFuzzer program
# where fuzzers are built.
function(precept_fuzzer name)
  if(NOT PRECEPT_BUILD_FUZZERS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE precept_options ${ARG_LINKS})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endfunction()
