#include "compiler/lower_pattern.h"

#include <algorithm>
#include <string>

namespace precept::compiler {
namespace {

// What a run that has taken `taken` steps has behind and before it.
std::string PlaceText(const CheckedRule& source, const nfa::Rule& rule,
                      std::size_t taken) {
  if (taken == 0) return "start: " + rule.steps[0].name;
  const std::string after = "after " + rule.steps[taken - 1].name;
  if (taken == rule.steps.size()) return after + ": end";
  return after + ": " + std::string(ArrowText(source.arrows[taken - 1])) + " " +
         rule.steps[taken].name;
}

}  // namespace

std::string_view ArrowText(nfa::Contiguity contiguity) {
  switch (contiguity) {
    case nfa::Contiguity::kRelaxed: return "->";
    case nfa::Contiguity::kStrict: return "=>";
    case nfa::Contiguity::kNondeterministic: return "~>";
  }
  return "->";
}

nfa::Automaton LowerPattern(const CheckedRule& source, const nfa::Rule& rule) {
  nfa::Automaton automaton;
  automaton.mode = source.mode;
  automaton.within = source.within;
  automaton.has_strict =
      std::find(source.arrows.begin(), source.arrows.end(),
                nfa::Contiguity::kStrict) != source.arrows.end();
  for (std::size_t taken = 0; taken <= rule.steps.size(); ++taken) {
    nfa::Place place;
    place.text = PlaceText(source, rule, taken);
    place.accepting = taken == rule.steps.size();
    if (!place.accepting) {
      // The first step may take any event: nothing is before it.
      const nfa::Contiguity contiguity =
          taken == 0 ? nfa::Contiguity::kRelaxed : source.arrows[taken - 1];
      place.ways.push_back(
          {nfa::StepId(taken), contiguity, nfa::PlaceId(taken + 1)});
    }
    automaton.places.push_back(std::move(place));
  }
  return automaton;
}

}  // namespace precept::compiler
