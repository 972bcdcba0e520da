// Semantic actions that build the tree.  A rule's value is built by these
// alone: `member[Set<&T::member>]`.

#pragma once

#include <boost/spirit/home/x3.hpp>
#include <utility>

#include "lang/ast.h"

namespace precept::lang::grammar {

// Puts the value into a member of the rule's value.
template <auto kMember>
struct SetAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    namespace x3 = boost::spirit::x3;
    x3::_val(context).*kMember = std::move(x3::_attr(context));
  }
};
template <auto kMember>
inline constexpr SetAction<kMember> Set{};

// Adds the value to a member that is a vector.
template <auto kMember>
struct AppendAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    namespace x3 = boost::spirit::x3;
    (x3::_val(context).*kMember).push_back(std::move(x3::_attr(context)));
  }
};
template <auto kMember>
inline constexpr AppendAction<kMember> Append{};

// Sets a member that is a bool.
template <auto kMember>
struct FlagAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    boost::spirit::x3::_val(context).*kMember = true;
  }
};
template <auto kMember>
inline constexpr FlagAction<kMember> Flag{};

// The value is the rule's value.
struct SelfAction {
  template <class ActionContext>
  void operator()(ActionContext& context) const {
    namespace x3 = boost::spirit::x3;
    x3::_val(context) = std::move(x3::_attr(context));
  }
};
inline constexpr SelfAction Self{};

}  // namespace precept::lang::grammar
