#include "lang/grammar/grammar.h"

#include <utility>

#include "lang/grammar/actions.h"
#include "lang/grammar/declaration.h"
#include "lang/grammar/directives.h"

namespace precept::lang::grammar {

const auto declaration_def = Described(
    "a declaration", {},
    Ranged(derived_event[Set<&ast::Declaration::node>]
           | event[Set<&ast::Declaration::node>]
           | window[Set<&ast::Declaration::node>]
           | rule_decl[Set<&ast::Declaration::node>]
           | tune[Set<&ast::Declaration::node>]
           | list[Set<&ast::Declaration::node>]
           | table[Set<&ast::Declaration::node>]
           | const_decl[Set<&ast::Declaration::node>]
           | def[Set<&ast::Declaration::node>]
           | model[Set<&ast::Declaration::node>]
           | test[Set<&ast::Declaration::node>]));

BOOST_SPIRIT_DEFINE(declaration)

namespace {

// The keyword before `place`, if an expression that ended too early has taken
// it for a field: `def a() = 1 +` and then `rule r {`.  It stands behind the
// place where the declaration before began: reading always goes on.
Iterator SwallowedKeyword(const ParseState& state, Iterator before,
                          Iterator place) {
  Iterator p = place;
  while (p != state.begin() && (p[-1] == ' ' || p[-1] == '\t')) --p;
  while (p != state.begin() && IsWordChar(p[-1])) --p;
  const bool is_keyword =
      p > before && p != place && StandsFirstOnLine(state, p) &&
      DeclarationBegins(state, p);
  return is_keyword ? p : nullptr;
}

void ReportMissingExpression(ParseState& state, Iterator keyword) {
  const Iterator stop = ScanIdent(keyword, state.end());
  state.ReportOnce({DiagnosticCode::kUnexpectedText, state.Range(keyword, stop),
                    "expected an expression before this declaration",
                    {},
                    {}});
}

}  // namespace

std::optional<ast::Declaration> ReadDeclaration(ParseState& state,
                                                Iterator& place) {
  const Iterator start = state.Skip(place);
  const Iterator before = state.BeginDeclaration(start);
  // What could have gone on with the declaration before still counts here.
  if (state.farthest() < start) state.StartAfresh(start);
  ast::Declaration result;
  try {
    const auto context = x3::make_context<StateTag>(state);
    if (declaration.parse(place, state.end(), context, x3::unused, result)) {
      return result;
    }
    const Iterator keyword = SwallowedKeyword(state, before, start);
    if (keyword != nullptr) {
      ReportMissingExpression(state, keyword);
      place = keyword;
      state.StartAfresh(keyword);
      return std::nullopt;
    }
    ReportFailure(state, start);
  } catch (const LimitPassed& limit) {
    ReportLimit(state, limit);
    state.Reset(limit.place());
  }
  place = FindDeclaration(state, start, state.farthest());
  return std::nullopt;
}

}  // namespace precept::lang::grammar
