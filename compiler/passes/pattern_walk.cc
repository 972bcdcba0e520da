#include "compiler/passes/pattern_walk.h"

#include <algorithm>

namespace precept::compiler {
namespace {

using Kind = CheckedNode::Kind;

// Far more than any bound of the language, and a product of two fits.
constexpr std::uint64_t kMany = std::uint64_t{1} << 31;

std::uint64_t Capped(std::uint64_t number) { return std::min(number, kMany); }

bool Holds(const std::vector<std::uint32_t>& steps, std::uint32_t step) {
  return std::find(steps.begin(), steps.end(), step) != steps.end();
}

bool IsAbsence(const CheckedNode& sequence, std::size_t link) {
  return sequence.links[link].term.empty() && link + 1 == sequence.links.size();
}

// Returns false once something was appended that cannot be passed by.
bool AppendFirst(const CheckedNode& node, std::vector<std::uint32_t>& steps) {
  switch (node.kind) {
    case Kind::kStep:
      steps.push_back(node.step);
      return false;
    case Kind::kSequence:
      for (std::size_t i = 0; i < node.links.size(); ++i) {
        if (IsAbsence(node, i)) return false;
        const auto& term = node.links[i].term;
        if (!term.empty() && !AppendFirst(term[0], steps)) return false;
      }
      return true;
    case Kind::kRepeat:
      return AppendFirst(node.children[0], steps) || node.min == 0;
    case Kind::kScope:
      return AppendFirst(node.children[0], steps);
    case Kind::kAlternation: {
      bool passes = false;
      for (const CheckedNode& branch : node.children) {
        passes = AppendFirst(branch, steps) || passes;
      }
      return passes;
    }
    case Kind::kConjunction:
      for (const CheckedOperand& operand : node.operands) {
        steps.push_back(operand.step);
      }
      return false;
  }
  return false;
}

// `until` guards from the first event of its scope.
std::uint64_t AlreadyBegun(const CheckedNode& scope,
                           const std::vector<std::uint32_t>& steps) {
  const std::vector<std::uint32_t> first = FirstSteps(scope);
  const bool all = std::all_of(first.begin(), first.end(), [&](std::uint32_t s) {
    return Holds(steps, s);
  });
  return all && !first.empty() ? 1 : 0;
}

}  // namespace

bool IsOptional(const CheckedNode& node) {
  switch (node.kind) {
    case Kind::kStep:
    case Kind::kConjunction:
      return false;
    case Kind::kSequence:
      for (std::size_t i = 0; i < node.links.size(); ++i) {
        const auto& term = node.links[i].term;
        if (IsAbsence(node, i) || (!term.empty() && !IsOptional(term[0]))) {
          return false;
        }
      }
      return true;
    case Kind::kRepeat:
      return node.min == 0 || IsOptional(node.children[0]);
    case Kind::kScope:
      return IsOptional(node.children[0]);
    case Kind::kAlternation:
      return std::any_of(node.children.begin(), node.children.end(), IsOptional);
  }
  return false;
}

bool IsEventless(const CheckedNode& node) {
  switch (node.kind) {
    case Kind::kStep:
    case Kind::kConjunction:
      return false;
    case Kind::kSequence:
      return std::all_of(node.links.begin(), node.links.end(),
                         [](const CheckedLink& link) {
                           return link.term.empty() || IsEventless(link.term[0]);
                         });
    case Kind::kRepeat:
      return node.min == 0 || IsEventless(node.children[0]);
    case Kind::kScope:
      return IsEventless(node.children[0]);
    case Kind::kAlternation:
      return std::any_of(node.children.begin(), node.children.end(), IsEventless);
  }
  return false;
}

bool IsDead(const CheckedNode& node, const std::vector<bool>& fits) {
  const auto dead = [&](const CheckedNode& child) { return IsDead(child, fits); };
  switch (node.kind) {
    case Kind::kStep:
      return !fits[node.step];
    case Kind::kSequence:
      return std::any_of(node.links.begin(), node.links.end(),
                         [&](const CheckedLink& link) {
                           return !link.term.empty() && dead(link.term[0]);
                         });
    case Kind::kRepeat:
      return node.min > 0 && dead(node.children[0]);
    case Kind::kScope:
      return dead(node.children[0]);
    case Kind::kAlternation:
      return std::all_of(node.children.begin(), node.children.end(), dead);
    case Kind::kConjunction:
      return std::any_of(
          node.operands.begin(), node.operands.end(),
          [&](const CheckedOperand& operand) { return !fits[operand.step]; });
  }
  return false;
}

std::vector<std::uint32_t> FirstSteps(const CheckedNode& node) {
  std::vector<std::uint32_t> steps;
  AppendFirst(node, steps);
  return steps;
}

std::uint32_t LeadingStep(const CheckedNode& node) {
  switch (node.kind) {
    case Kind::kStep: return node.step;
    case Kind::kSequence: return LeadingStep(node.links[0].term[0]);
    case Kind::kRepeat:
    case Kind::kScope:
    case Kind::kAlternation: return LeadingStep(node.children[0]);
    case Kind::kConjunction: return node.operands[0].step;
  }
  return 0;
}

bool Contains(const CheckedNode& node, std::uint32_t step) {
  if (node.kind == Kind::kStep) return node.step == step;
  const auto in_child = [&](const CheckedNode& child) {
    return Contains(child, step);
  };
  const auto in_link = [&](const CheckedLink& link) {
    return Holds(link.negated, step) ||
           std::any_of(link.term.begin(), link.term.end(), in_child);
  };
  return Holds(node.until, step) ||
         std::any_of(node.children.begin(), node.children.end(), in_child) ||
         std::any_of(node.links.begin(), node.links.end(), in_link) ||
         std::any_of(node.operands.begin(), node.operands.end(),
                     [&](const CheckedOperand& o) { return o.step == step; });
}

std::uint64_t LeastTaken(const CheckedNode& node,
                         const std::vector<std::uint32_t>& steps) {
  std::uint64_t least = 0;
  switch (node.kind) {
    case Kind::kStep:
      return Holds(steps, node.step) ? 1 : 0;
    case Kind::kSequence:
      for (const CheckedLink& link : node.links) {
        if (!link.term.empty()) least += LeastTaken(link.term[0], steps);
      }
      return Capped(least);
    case Kind::kRepeat:
      return Capped(node.min * LeastTaken(node.children[0], steps));
    case Kind::kScope:
      return LeastTaken(node.children[0], steps);
    case Kind::kAlternation:
      least = kMany;
      for (const CheckedNode& branch : node.children) {
        least = std::min(least, LeastTaken(branch, steps));
      }
      return least;
    case Kind::kConjunction:
      for (const CheckedOperand& operand : node.operands) {
        if (Holds(steps, operand.step)) least += operand.times;
      }
      return Capped(least);
  }
  return least;
}

std::uint64_t LeastTakenBefore(const CheckedNode& node, std::uint32_t reader,
                               const std::vector<std::uint32_t>& steps) {
  switch (node.kind) {
    case Kind::kStep:
    case Kind::kConjunction:
      return 0;
    case Kind::kSequence: {
      std::uint64_t taken = 0;
      for (const CheckedLink& link : node.links) {
        if (Holds(link.negated, reader)) break;
        if (link.term.empty()) continue;
        if (Contains(link.term[0], reader)) {
          taken += LeastTakenBefore(link.term[0], reader, steps);
          break;
        }
        taken += LeastTaken(link.term[0], steps);
      }
      return Capped(taken);
    }
    case Kind::kRepeat:
      return LeastTakenBefore(node.children[0], reader, steps);
    case Kind::kScope:
      if (Holds(node.until, reader)) return AlreadyBegun(node, steps);
      return LeastTakenBefore(node.children[0], reader, steps);
    case Kind::kAlternation:
      for (const CheckedNode& branch : node.children) {
        if (Contains(branch, reader)) {
          return LeastTakenBefore(branch, reader, steps);
        }
      }
      return 0;
  }
  return 0;
}

std::uint64_t MostTaken(const CheckedNode& node) {
  std::uint64_t most = 0;
  switch (node.kind) {
    case Kind::kStep:
      return 1;
    case Kind::kSequence:
      for (const CheckedLink& link : node.links) {
        if (!link.term.empty()) most += MostTaken(link.term[0]);
      }
      return Capped(most);
    case Kind::kRepeat:
      return node.max ? Capped(*node.max * MostTaken(node.children[0])) : kMany;
    case Kind::kScope:
      return MostTaken(node.children[0]);
    case Kind::kAlternation:
      for (const CheckedNode& branch : node.children) {
        most = std::max(most, MostTaken(branch));
      }
      return most;
    case Kind::kConjunction:
      for (const CheckedOperand& operand : node.operands) most += operand.times;
      return Capped(most);
  }
  return most;
}

}  // namespace precept::compiler
