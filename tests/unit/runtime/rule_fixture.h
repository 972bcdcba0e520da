// A small rule set made by hand: a stream "pay" with a type Payment, and the
// rule `probe`: match by card within 10s { small: Payment -> big: Payment }.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nfa/rule_set.h"

namespace precept::runtime {

inline constexpr nfa::Type kText{nfa::Scalar::kString, false};
inline constexpr nfa::Type kNumber{nfa::Scalar::kInt, false};

struct RuleFixture {
  // Columns of "pay".
  static constexpr std::uint32_t kAt = 0, kCard = 1, kAmount = 2, kCountry = 3;

  RuleFixture() {
    nfa::Stream pay;
    pay.name = "pay";
    pay.columns = {{nfa::SourcePath{{"at"}}, {nfa::Scalar::kTimestamp, false}, "epoch_s"},
                   {nfa::SourcePath{{"card"}}, kText, ""},
                   {nfa::SourcePath{{"amount"}}, kNumber, ""},
                   {nfa::SourcePath{{"geo", "country"}}, kText, ""}};
    pay.time = nfa::ColumnId(kAt);
    pay.types = {nfa::EventTypeId(0)};
    rules.schema.streams = {pay};
    nfa::EventType payment;
    payment.name = "Payment";
    payment.stream = nfa::StreamId(0);
    // A record without a country is of no declared type.
    payment.where = Op(nfa::Op::kNot, {Op(nfa::Op::kIsMissing, {Column(kCountry, kText)})});
    payment.required = {{"card", nfa::ColumnId(kCard)}};
    payment.expected = {{"amount", nfa::ColumnId(kAmount)}};
    rules.schema.types = {payment};
    rules.kept = {{Column(kCard, kText), Column(kAmount, kNumber), Column(kCountry, kText)}};
    rules.keys = {{nfa::StreamId(0), {{Column(kCard, kText), false}}}};
    rules.rules = {MakeRule()};
    rules.plan.stages = {
        {nfa::Stage::Kind::kMatch, {nfa::StreamId(0)}, {}, {nfa::RuleId(0)}}};
  }

  nfa::ExprId Column(std::uint32_t column, nfa::Type type) {
    return rules.expressions.Column(column, type);
  }
  nfa::ExprId Op(nfa::Op op, std::vector<nfa::ExprId> args) {
    nfa::Expr expr;
    expr.op = op;
    expr.type = {nfa::Scalar::kBool, false};
    expr.args = std::move(args);
    return rules.expressions.Intern(std::move(expr));
  }
  nfa::ExprId Number(std::int64_t value) {
    return rules.expressions.Constant(nfa::Value(value), kNumber);
  }
  nfa::ExprId Text(std::string value) {
    return rules.expressions.Constant(nfa::Value(std::move(value)), kText);
  }

  nfa::Rule MakeRule() {
    nfa::Rule rule;
    rule.name = "probe";
    rule.version = 0xABC;
    rule.keys = {{"card", kText}};
    rule.types = {{"Payment",
                   {{{"card"}, kText}, {{"amount"}, kNumber}, {{"geo", "country"}, kText}}}};
    rule.variables = {"small", "big"};
    rule.steps = {{nfa::Step::Role::kTaken, "small", 0, 0},
                  {nfa::Step::Role::kTaken, "big", 1, 0}};
    const std::vector<std::optional<std::uint32_t>> slots = {0, 1, 2};
    rule.alternatives = {
        {nfa::StepId(0), nfa::EventTypeId(0),
         {Op(nfa::Op::kLess, {Column(kAmount, kNumber), Number(10)})}, 0, false, slots, {}},
        {nfa::StepId(1), nfa::EventTypeId(0),
         {Op(nfa::Op::kGreaterEqual, {Column(kAmount, kNumber), Number(10)})}, 0, false,
         slots, {}}};
    rule.automaton.positions.resize(3);
    for (std::uint32_t i = 0; i < 2; ++i) {
      nfa::Way way;
      way.step = nfa::StepId(i);
      way.target = nfa::PositionId(i + 1);
      way.in_whole = i > 0;
      way.closes = {0};
      rule.automaton.positions[i].ways = {way};
      rule.automaton.positions[i].first_way = rule.automaton.num_ways++;
    }
    rule.automaton.positions[2].accepting = true;
    rule.automaton.mode = nfa::ReportMode::kFirst;
    rule.automaton.within = nfa::Duration{10'000'000'000};
    using From = nfa::FrameColumn::Source;
    rule.frame = {{From::kKey, 0, {}, 0, {}, kText}, {From::kField, 1, {1}, 0, {}, kNumber}};
    rule.emit = {{{"spent"}, Column(1, kNumber)}, {{"who", "card"}, Column(0, kText)}};
    rule.streams = {nfa::StreamId(0)};
    return rule;
  }

  nfa::RuleSet rules;
};

}  // namespace precept::runtime
