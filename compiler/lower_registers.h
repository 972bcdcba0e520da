// Which registers the runs of a pattern need, and where.
//
// Thread safety: none.

#pragma once

#include <cstdint>
#include <vector>

#include "nfa/automaton.h"
#include "nfa/rule_set.h"

namespace precept::compiler {

class RegisterLowering {
 public:
  // Adds to `automaton` the registers that the rule's conditions read.  Both
  // must outlive this.  REQUIRES: `rule` has its frame and conditions.
  RegisterLowering(const nfa::Rule& rule, nfa::Automaton& automaton);

  // The id of an equal register, added if there is none.
  nfa::RegisterId Add(nfa::Register wanted);
  nfa::RegisterId LastTime() { return Add({nfa::Register::Kind::kLastTime, 0, {}}); }
  // The registers that hold events of a variable.
  std::vector<nfa::RegisterId> EventsOf(std::uint32_t variable) const;
  // Those that a new round of one of these groups clears.
  std::vector<nfa::RegisterId> EventsForgottenBy(
      const std::vector<std::uint32_t>& groups) const;

  // Fills Way::needs and Automaton::keeps_apart.  REQUIRES: all ways are there.
  void FindLive();
  // Takes out what no way needs.  REQUIRES: FindLive was called.
  void Prune();

 private:
  void AddColumn(std::size_t column);
  std::vector<std::vector<bool>> FindHeld() const;
  std::vector<bool> ReadBy(const nfa::Way& way) const;
  void AddCondition(std::uint32_t condition, std::vector<bool>& reads) const;
  // `live`: registers that are needed at the way's target.
  std::vector<bool> NeededAfter(const nfa::Way& way, const std::vector<bool>& live) const;
  std::vector<bool> NeededBefore(const nfa::Way& way, const std::vector<bool>& live) const;

  const nfa::Rule& rule_;
  nfa::Automaton& automaton_;
};

}  // namespace precept::compiler
