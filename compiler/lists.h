// The declared lists with their values.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/catalog.h"
#include "compiler/reporter.h"
#include "nfa/value.h"

namespace precept::compiler {

struct CheckedList {
  nfa::Type element;
  // In order of declaration; a list of ips with blocks in it has none.
  nfa::ValueList values;
  // Lists of ips: each as text, an address or a block.
  nfa::ValueList blocks;
  bool has_blocks = false;
  // It lies in a file, is wrong or faulty; reported at its declaration.
  bool is_error = false;
};

// Thread safety: immutable once made.
class ListTable {
 public:
  // Checks every list of the catalog.
  ListTable(const Catalog& catalog, Reporter& reporter);
  const CheckedList* Find(const std::string& name) const;

 private:
  std::map<std::string, CheckedList> lists_;
};

}  // namespace precept::compiler
