#include "tests/exhaustive/comparison.h"

#include <cstdlib>

namespace precept::exhaustive {
namespace {

std::string Lines(const Answer& answer) {
  std::string text = answer.failure;
  for (const std::string& match : answer.matches) text += "  " + match + "\n";
  return text;
}

}  // namespace

std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

Verdict CompareRules(const EngineRule& engine, const OracleRule& oracle) {
  const bool oracle_refuses = !oracle.failure().empty();
  if (engine.failure().empty()) {
    return oracle_refuses ? Verdict::kOneRefuses : Verdict::kSame;
  }
  if (oracle_refuses) return Verdict::kBothRefuse;
  return Verdict::kOneRefuses;
}

Verdict CompareCase(const RandomCase& c, const Configuration& configuration) {
  const EngineRule engine(c.rule_text);
  const OracleRule oracle(c.rule_text);
  const Verdict rules = CompareRules(engine, oracle);
  if (rules != Verdict::kSame) return rules;
  return engine.Ask(c, configuration) == oracle.Ask(c) ? Verdict::kSame
                                                    : Verdict::kDifferent;
}

std::string Report(const RandomCase& c, const Configuration& configuration) {
  const Verdict verdict = CompareCase(c, configuration);
  // What the oracle cannot run is a failure of the oracle, not of the engine:
  // no smaller case may become one.
  const bool oracle_fails = !OracleRule(c.rule_text).Ask(c).failure.empty();
  const RandomCase small = Shrink(c, [&](const RandomCase& changed) {
    return CompareCase(changed, configuration) == verdict &&
           !OracleRule(changed.rule_text).Ask(changed).failure.empty() ==
               oracle_fails;
  });
  return ToText(small) + "\nengine, " + configuration.ToText() +
         ":\n" + Lines(EngineRule(small.rule_text).Ask(small, configuration)) +
         "oracle:\n" + Lines(OracleRule(small.rule_text).Ask(small));
}

}  // namespace precept::exhaustive
