// The pattern is walked from where the run stands to everything it could take
// next.  Enter goes into a construct, Leave goes on from one that is complete;
// both carry the way as it grows: the last arrow and range, the negations
// passed, the groups begun.

#include "tests/oracle/place.h"

#include <algorithm>

namespace precept::oracle {
namespace {

using lang::ast::Contiguity;

class Walk {
 public:
  std::vector<Way> ways;

  // Appends the ways that begin `node`.
  void Enter(const Node& node, Way way) {
    switch (node.kind) {
      case Node::Kind::kStep:
        way.kind = Way::Kind::kStep;
        way.step = node.step;
        ways.push_back(std::move(way));
        return;
      case Node::Kind::kSequence:
        way.frames.push_back(Frame{&node, 0, false, {}, {}});
        EnterElement(node, 0, std::move(way), true);
        return;
      case Node::Kind::kRepeat:
        EnterRound(node, 1, std::move(way));
        return;
      case Node::Kind::kScope:
        way.frames.push_back(Frame{&node, 0, false, {}, {}});
        Enter(*node.children[0], std::move(way));
        return;
      case Node::Kind::kAlternation:
        // "either; the left is preferred"
        for (const auto& branch : node.children) {
          Way chosen = way;
          chosen.begun.push_back(branch.get());
          chosen.frames.push_back(Frame{&node, 0, false, {}, {}});
          Enter(*branch, std::move(chosen));
        }
        return;
      case Node::Kind::kConjunction:
        way.frames.push_back(
            Frame{&node, 0, false, {}, std::vector<int>(node.operands.size(), 0)});
        EnterOperands(node, std::move(way));
        return;
    }
  }

  // Goes on from what the top frame of `way` stands in, which is complete.
  void Leave(Way way) {
    if (way.frames.empty()) {
      way.kind = Way::Kind::kEnd;
      ways.push_back(std::move(way));
      return;
    }
    const Frame top = way.frames.back();
    switch (top.node->kind) {
      case Node::Kind::kStep:
        return;
      case Node::Kind::kSequence:
        EnterElement(*top.node, static_cast<std::size_t>(top.index) + 1,
                     std::move(way), false);
        return;
      case Node::Kind::kRepeat:
        LeaveRound(std::move(way));
        return;
      case Node::Kind::kScope:
      case Node::Kind::kAlternation:
        way.frames.pop_back();
        Leave(std::move(way));
        return;
      case Node::Kind::kConjunction:
        LeaveConjunction(std::move(way));
        return;
    }
  }

 private:
  // The top frame is the sequence.  `fresh`: nothing of it has been taken, and
  // skipping the whole of it is the business of what is around it, so that a
  // round without an event is no round.
  void EnterElement(const Node& sequence, std::size_t index, Way way,
                    bool fresh) {
    if (index == sequence.elements.size()) {
      if (fresh) return;
      way.frames.pop_back();
      Leave(std::move(way));
      return;
    }
    const Element& element = sequence.elements[index];
    way.frames.back().index = static_cast<int>(index);
    if (element.negation) {
      way.guards.push_back(Guard{&*element.negation, RoundsOf(way.frames)});
      if (index + 1 < sequence.elements.size()) {
        EnterElement(sequence, index + 1, std::move(way), fresh);
        return;
      }
      // "p -> not n for d", "only at the end of a (sub)pattern".
      way.kind = Way::Kind::kAbsence;
      way.absence = &*element.negation;
      way.arrow = Contiguity::kRelaxed;  // "An absence is a way taken on ->."
      way.low.reset();
      way.high.reset();
      ways.push_back(std::move(way));
      return;
    }
    // "after a skipped optional step the arrow written before the step that
    // takes counts"; the first element has the arrow before the group.
    if (index > 0) {
      way.arrow = element.arrow;
      way.low = element.low;
      way.high = element.high;
    }
    Enter(*element.term, way);
    if (element.term->nullable) {
      EnterElement(sequence, index + 1, std::move(way), fresh);
    }
  }

  void EnterRound(const Node& repeat, int round, Way way) {
    const Node& body = *repeat.children[0];
    // "a repeated or optional group of more than one step"
    if (body.kind != Node::Kind::kStep && repeat.num_steps > 1) {
      way.begun.push_back(&repeat);
    }
    way.frames.push_back(Frame{&repeat, round, false, {}, {}});
    Enter(body, std::move(way));
  }

  // Looping is preferred to leaving.
  void LeaveRound(Way way) {
    const Frame top = way.frames.back();
    const Node& repeat = *top.node;
    way.frames.pop_back();
    // "a round that takes no event is no round": after it there is no next.
    if (top.took && (!repeat.max || top.index < *repeat.max)) {
      Way again = way;
      again.arrow = repeat.joint;
      again.low.reset();
      again.high.reset();
      EnterRound(repeat, top.index + 1, std::move(again));
    }
    if (top.index >= repeat.min || repeat.children[0]->nullable) {
      Leave(std::move(way));
    }
  }

  void EnterOperands(const Node& all, Way way) {
    for (std::size_t i = 0; i < all.operands.size(); ++i) {
      if (way.frames.back().taken[i] == all.operands[i].times) continue;
      Way chosen = way;
      chosen.kind = Way::Kind::kStep;
      chosen.step = all.operands[i].step;
      chosen.operand = static_cast<int>(i);
      ways.push_back(std::move(chosen));
    }
  }

  void LeaveConjunction(Way way) {
    const Node& all = *way.frames.back().node;
    bool complete = true;
    for (std::size_t i = 0; i < all.operands.size(); ++i) {
      complete =
          complete && way.frames.back().taken[i] == all.operands[i].times;
    }
    if (complete) {
      way.frames.pop_back();
      Leave(std::move(way));
      return;
    }
    // "The arrow before & binds its first event, the others follow on ->."
    way.arrow = Contiguity::kRelaxed;
    EnterOperands(all, std::move(way));
  }
};

// "last event minus first event of the (sub)pattern <= d, the bound inside";
// "the time from p's last to q's first event lies in the range".
void SetDeadline(Way& way, nfa::Timestamp last) {
  const auto lower = [&way](std::int64_t ns) {
    if (!way.deadline || ns < way.deadline->ns) {
      way.deadline = nfa::Timestamp{ns};
    }
  };
  if (way.kind == Way::Kind::kAbsence && way.absence->wait) {
    // "a wait with `for` outlasts the `within`"
    lower(last.ns + *way.absence->wait);
    return;
  }
  for (const Frame& frame : way.frames) {
    if (frame.since && frame.node->within) {
      lower(frame.since->ns + *frame.node->within);
    }
  }
  if (way.high) lower(last.ns + *way.high);
}

std::vector<Way> WaysFrom(std::vector<Frame> frames, nfa::Timestamp last) {
  Walk walk;
  Way way;
  way.frames = std::move(frames);
  walk.Leave(std::move(way));
  for (Way& w : walk.ways) SetDeadline(w, last);
  return std::move(walk.ways);
}

std::vector<Frame> FramesAfter(const Way& way, nfa::Timestamp now) {
  std::vector<Frame> frames = way.frames;
  for (Frame& frame : frames) {
    frame.took = frame.node->kind == Node::Kind::kRepeat;
    if (frame.node->kind == Node::Kind::kScope && !frame.since) {
      frame.since = now;
    }
  }
  if (way.operand >= 0) {
    ++frames.back().taken[static_cast<std::size_t>(way.operand)];
  }
  return frames;
}

int CappedRound(const Node& repeat, int round) {
  // From the minimum on, rounds of a repetition without bound are alike.
  return repeat.max ? round : std::min(round, std::max(repeat.min, 1) + 1);
}

}  // namespace

Rounds RoundsOf(const std::vector<Frame>& frames) {
  Rounds rounds;
  for (const Frame& frame : frames) {
    if (frame.node->kind == Node::Kind::kRepeat) {
      rounds.emplace_back(frame.node, frame.index);
    }
  }
  return rounds;
}

std::vector<Way> WaysOfStart(const Node& root) {
  Walk walk;
  walk.Enter(root, Way{});
  return std::move(walk.ways);
}

std::vector<Way> WaysAfterEvent(const Way& way, nfa::Timestamp now) {
  return WaysFrom(FramesAfter(way, now), now);
}

std::vector<Way> WaysAfterAbsence(const Way& way, nfa::Timestamp last) {
  return WaysFrom(way.frames, last);
}

std::vector<const Step*> StepsStillAhead(const Way& taken) {
  const std::vector<Frame> frames = FramesAfter(taken, nfa::Timestamp{});
  std::vector<const Step*> steps;
  for (const Frame& frame : frames) {
    const Node& node = *frame.node;
    if (node.kind == Node::Kind::kSequence) {
      for (std::size_t i = static_cast<std::size_t>(frame.index) + 1;
           i < node.elements.size(); ++i) {
        if (node.elements[i].term) CollectSteps(*node.elements[i].term, steps);
      }
    } else if (node.kind == Node::Kind::kRepeat) {
      if (!node.max || frame.index < *node.max) CollectSteps(node, steps);
    } else if (node.kind == Node::Kind::kConjunction) {
      for (std::size_t i = 0; i < node.operands.size(); ++i) {
        if (frame.taken[i] < node.operands[i].times) {
          steps.push_back(node.operands[i].step);
        }
      }
    }
  }
  return steps;
}

bool StaysInside(const Way& way, const Frame& frame) {
  return std::any_of(way.frames.begin(), way.frames.end(),
                     [&frame](const Frame& f) {
                       return f.node == frame.node && f.since.has_value();
                     });
}

std::string PlaceText(const std::vector<Way>& ways) {
  std::string text;
  for (const Way& way : ways) {
    text += std::to_string(static_cast<int>(way.kind)) + ':' +
            std::to_string(way.step == nullptr ? -1 : way.step->index) + '/' +
            std::to_string(static_cast<int>(way.arrow));
    if (way.low) text += " l" + std::to_string(*way.low);
    if (way.high) text += " h" + std::to_string(*way.high);
    for (const Guard& guard : way.guards) {
      text += " n" + std::to_string(guard.negation->steps[0]->index);
    }
    for (const Frame& frame : way.frames) {
      text += " f" + std::to_string(frame.node->id) + '.';
      text += std::to_string(frame.node->kind == Node::Kind::kRepeat
                                 ? CappedRound(*frame.node, frame.index)
                                 : frame.index);
      if (frame.since) text += '+';
      for (const int taken : frame.taken) text += ',' + std::to_string(taken);
    }
    text += ';';
  }
  return text;
}

}  // namespace precept::oracle
