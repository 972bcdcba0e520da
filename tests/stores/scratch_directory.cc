#include "tests/stores/scratch_directory.h"

#include <stdlib.h>

#include <filesystem>
#include <iostream>
#include <system_error>

namespace precept::runtime {
namespace {

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << what << "\n";
  std::abort();
}

}  // namespace

ScratchDirectory::ScratchDirectory()
    : path_((std::filesystem::temp_directory_path() / "precept_state_XXXXXX").string()) {
  if (::mkdtemp(path_.data()) == nullptr) Fail("no directory can be made at " + path_);
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
  if (error) Fail(path_ + " cannot be removed: " + error.message());
}

}  // namespace precept::runtime
