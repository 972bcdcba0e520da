#include "tests/oracle/keys.h"

#include <algorithm>

#include "tests/oracle/text_operator.h"

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

nfa::Value FoldedKey(const nfa::Value& value) {
  if (const auto* text = value.get_if<std::string>()) {
    return nfa::Value(Folded(*text));
  }
  const auto* list = value.get_if<nfa::ValueList>();
  if (list == nullptr) return value;
  nfa::ValueList folded;
  for (const nfa::Value& element : *list) folded.push_back(FoldedKey(element));
  return nfa::Value(std::move(folded));
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
    const std::string path = Dotted(part.field.segments);
    nfa::Value value = evaluator_.FieldOf({&event, type}, path);
    if (evaluator_.IsNocaseField(type, path)) value = FoldedKey(value);
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

// Whether a step of the pattern takes events of the base type.
bool Keys::HasStep(const std::string& base) const {
  return std::any_of(
      pattern_.steps.begin(), pattern_.steps.end(), [&](const auto& step) {
        const std::vector<std::string> bases = catalog_.BaseTypes(step->type);
        return !step->negative &&
               std::find(bases.begin(), bases.end(), base) != bases.end();
      });
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
    const std::vector<std::string> bases = catalog_.BaseTypes(name.text);
    const bool none_has = std::none_of(
        bases.begin(), bases.end(), [this](const std::string& base) { return HasStep(base); });
    for (const std::string& base : bases) {
      if (HasStep(base) || !BearsBase(event, catalog_, base)) continue;
      for (KeyTuple& key : KeysBy(header_, none_has ? name.text : base, event)) {
        AddDistinct(std::move(key), all);
      }
    }
  }
  return all;
}

}  // namespace precept::oracle
