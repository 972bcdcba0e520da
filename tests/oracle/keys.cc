#include "tests/oracle/keys.h"

#include <algorithm>

namespace precept::oracle {
namespace {

namespace ast = lang::ast;

bool BearsBase(const Event& event, const Catalog& catalog,
               const std::string& type) {
  const std::vector<std::string> bases = catalog.BaseTypes(type);
  return std::any_of(bases.begin(), bases.end(), [&](const std::string& base) {
    return std::find(event.types.begin(), event.types.end(), base) !=
           event.types.end();
  });
}

void AddDistinct(KeyTuple key, std::vector<KeyTuple>& out) {
  if (std::find(out.begin(), out.end(), key) == out.end()) {
    out.push_back(std::move(key));
  }
}

}  // namespace

Keys::Keys(const ast::Match& match, const PatternTree& pattern,
           const Catalog& catalog, Evaluator& evaluator)
    : match_(match),
      pattern_(pattern),
      catalog_(catalog),
      evaluator_(evaluator) {
  if (match.by) {
    header_ = &*match.by;
  } else if (!pattern.steps.empty() && pattern.steps[0]->ast->by) {
    // "the header's may be left out: the first step's names serve"
    header_ = &*pattern.steps[0]->ast->by;
  }
}

std::vector<KeyTuple> Keys::KeysBy(const ast::By* by, const std::string& type,
                                   const Event& event) {
  std::vector<KeyTuple> keys{{}};
  if (by == nullptr) return keys;  // "Without `by` there is one key."
  for (const ast::Key& part : by->keys) {
    const nfa::Value value =
        evaluator_.FieldOf({&event, type}, Dotted(part.field.segments));
    std::vector<nfa::Value> choices;
    const auto* list = value.get_if<nfa::ValueList>();
    if (part.any && list != nullptr) {
      // "`by any f` on a list field: under each distinct element."
      for (const nfa::Value& element : *list) {
        if (!element.is_missing() && std::find(choices.begin(), choices.end(),
                                               element) == choices.end()) {
          choices.push_back(element);
        }
      }
    } else if (!value.is_missing()) {
      choices.push_back(value);
    }
    // "An event whose key is missing is not seen; `by user?` lets missing equal
    // missing."  The text is silent on `any f?`: an empty list counts as
    // missing.
    if (choices.empty() && part.optional) choices.emplace_back();
    std::vector<KeyTuple> longer;
    for (const KeyTuple& key : keys) {
      for (const nfa::Value& choice : choices) {
        longer.push_back(key);
        longer.back().push_back(choice);
      }
    }
    keys = std::move(longer);
  }
  return keys;
}

std::vector<KeyTuple> Keys::KeysForStep(const Step& step, const Event& event) {
  // A derived type counts as its base: an event that fails the derived type's
  // `where` is still the key's next event.
  if (!BearsBase(event, catalog_, step.type)) return {};
  const ast::By* own = step.ast->by ? &*step.ast->by : header_;
  return KeysBy(own, step.type, event);
}

std::vector<KeyTuple> Keys::KeysOf(const Event& event) {
  std::vector<KeyTuple> all;
  for (const auto& step : pattern_.steps) {
    for (KeyTuple& key : KeysForStep(*step, event)) {
      AddDistinct(std::move(key), all);
    }
  }
  // The text is silent on the key of a type that only `among` names: the
  // header's names.
  for (const ast::Name& name : match_.among) {
    if (!BearsBase(event, catalog_, name.text)) continue;
    const bool has_step = std::any_of(
        pattern_.steps.begin(), pattern_.steps.end(), [&](const auto& step) {
          return !step->negative && BearsBase(event, catalog_, step->type);
        });
    if (has_step) continue;
    for (KeyTuple& key : KeysBy(header_, name.text, event)) {
      AddDistinct(std::move(key), all);
    }
  }
  return all;
}

}  // namespace precept::oracle
