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

// The text at `place`, which does not parse.  Without a keyword, misspelt
// perhaps, at its head it goes on with the declaration before, as in
// `def f() = x && y`; at the very start of a line it may still be a declaration
// of some kind, a lone bracket excepted.
Reading PassedOver(const ParseState& state, Iterator place) {
  const Iterator stop = ScanIdent(place, state.end());
  const bool has_keyword =
      stop != nullptr &&
      ResemblesKeyword({place, static_cast<std::size_t>(stop - place)});
  const bool at_line_start = place == state.begin() || place[-1] == '\n';
  Reading reading;
  reading.spoils_previous = !has_keyword;
  reading.loses_declaration =
      has_keyword || (at_line_start && DepthChange(*place) >= 0);
  return reading;
}

}  // namespace

Reading ReadDeclaration(ParseState& state, Iterator& place) {
  const Iterator start = state.Skip(place);
  const Iterator before = state.BeginDeclaration(start);
  // What could have gone on with the declaration before still counts here.
  if (state.farthest() < start) state.StartAfresh(start);
  Reading reading;
  ast::Declaration result;
  try {
    const auto context = x3::make_context<StateTag>(state);
    if (declaration.parse(place, state.end(), context, x3::unused, result)) {
      reading.declaration = std::move(result);
      return reading;
    }
    const Iterator keyword = SwallowedKeyword(state, before, start);
    if (keyword != nullptr) {
      ReportMissingExpression(state, keyword);
      place = keyword;
      state.StartAfresh(keyword);
      reading.spoils_previous = true;
      return reading;
    }
    ReportFailure(state, start);
  } catch (const LimitPassed& limit) {
    ReportLimit(state, limit);
    state.Reset(limit.place());
  }
  place = FindDeclaration(state, start, state.farthest());
  return PassedOver(state, start);
}

}  // namespace precept::lang::grammar
