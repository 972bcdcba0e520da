#include "connectors/codec/record_walk.h"

#include <algorithm>
#include <optional>
#include <string>

#include "connectors/codec/json_scalar.h"

namespace precept::connectors {

RecordWalk::RecordWalk(const PathPlan& plan, const StructuralIndex& index)
    : plan_(plan),
      index_(index),
      found_(plan.paths().size()),
      key_seen_(plan.num_keys(), 0),
      place_chosen_(plan.num_places(), 0) {}

const std::vector<FoundValue>& RecordWalk::Find(bool has_escapes) {
  has_escapes_ = has_escapes;
  if (has_escapes) unescaped_.Clear();
  Clear();
  if (!FindTogether()) {
    Clear();
    for (std::uint32_t path = 0; path < found_.size(); ++path) FindAlone(path);
  }
  return found_;
}

void RecordWalk::Clear() {
  for (FoundValue& value : found_) {
    value.token = FoundValue::kNothing;
    value.is_list = false;
    value.elements.clear();
  }
}

bool RecordWalk::FindTogether() {
  frames_.clear();
  Reach(PathPlan::kRoot, 0);
  while (!frames_.empty()) {
    Frame& frame = frames_.back();
    if (frame.at >= frame.close || frame.keys_left == 0) {
      frames_.pop_back();
    } else if (index_.kind(frame.at) == ',') {
      ++frame.at;
    } else if (frame.is_array) {
      StepArray();
    } else if (!StepObject()) {
      return false;
    }
  }
  return true;
}

bool RecordWalk::StepObject() {
  Frame& frame = frames_.back();
  const Member member = MemberAt(frame.at, frame.close);
  frame.at = member.next;
  if (!member.has_key) return true;
  const PathPlan::Node& node = plan_.node(frame.node);
  const PathPlan::Key* key = PathPlan::Find(node, member.key);
  if (key == nullptr || key_seen_[key->stamp] == frame.visit) return true;
  key_seen_[key->stamp] = frame.visit;
  --frame.keys_left;
  if (node.ambiguous && !Choose(node, *key, frame.visit)) return false;
  if (member.value != frame.close) Reach(key->child, member.value);
  return true;
}

bool RecordWalk::Choose(const PathPlan::Node& node, const PathPlan::Key& key,
                        std::uint64_t visit) {
  for (std::uint32_t position : key.members) {
    std::uint64_t& chosen = place_chosen_[node.first_stamp + position];
    if (chosen == visit) return false;
    chosen = visit;
  }
  return true;
}

void RecordWalk::StepArray() {
  Frame& frame = frames_.back();
  const std::size_t element = frame.at;
  const std::size_t end = EndOfValue(element, frame.close);
  const bool well_formed = end == frame.close || index_.kind(end) == ',';
  frame.at = well_formed ? end : NextComma(element, frame.close);
  if (well_formed) Reach(frame.node, element);
}

void RecordWalk::Reach(std::size_t node_id, std::size_t token) {
  const PathPlan::Node& node = plan_.node(node_id);
  switch (index_.kind(token)) {
    case '{':
      if (!node.keys.empty()) {
        frames_.push_back({token + 1, index_.CloseOf(token), node_id, ++visits_,
                           node.keys.size(), false});
      }
      return;
    case '[':
      for (std::uint32_t path : node.paths) found_[path].is_list = true;
      frames_.push_back({token + 1, index_.CloseOf(token), node_id, 0, 1, true});
      return;
    default:
      for (std::uint32_t path : node.leaves) {
        FoundValue& value = found_[path];
        if (value.is_list) {
          value.elements.push_back(static_cast<std::uint32_t>(token));
        } else {
          value.token = static_cast<std::uint32_t>(token);
        }
      }
  }
}

void RecordWalk::FindAlone(std::uint32_t path) {
  const PathSegments& segments = plan_.paths()[path];
  FoundValue& value = found_[path];
  lone_frames_.assign(1, {0, 0});
  while (!lone_frames_.empty()) {
    const LoneFrame at = lone_frames_.back();
    lone_frames_.pop_back();
    const char kind = index_.kind(at.token);
    if (kind == '[') {
      value.is_list = true;
      PushElements(at);
    } else if (kind == '{') {
      if (at.behind < segments.size()) LookIntoObject(segments, at);
    } else if (at.behind == segments.size()) {
      if (value.is_list) {
        value.elements.push_back(static_cast<std::uint32_t>(at.token));
      } else {
        value.token = static_cast<std::uint32_t>(at.token);
      }
    }
  }
}

void RecordWalk::LookIntoObject(const PathSegments& segments, LoneFrame at) {
  const std::size_t close = index_.CloseOf(at.token);
  std::size_t best = segments.size() + 1, value = close;
  for (std::size_t token = at.token + 1; token < close;) {
    const Member member = MemberAt(token, close);
    token = member.next;
    if (!member.has_key) continue;
    std::string run;
    for (std::size_t i = at.behind; i + 1 < best; ++i) {
      run += (i == at.behind ? "" : ".") + segments[i];
      if (run != member.key) continue;
      best = i + 1;
      value = member.value;
    }
  }
  if (value != close) lone_frames_.push_back({value, best});
}

void RecordWalk::PushElements(LoneFrame at) {
  const std::size_t close = index_.CloseOf(at.token);
  const auto first = static_cast<std::ptrdiff_t>(lone_frames_.size());
  for (std::size_t token = at.token + 1; token < close;) {
    const std::size_t end = EndOfValue(token, close);
    const bool well_formed = end == close || index_.kind(end) == ',';
    if (index_.kind(token) == ',') {
      ++token;
    } else if (well_formed) {
      lone_frames_.push_back({token, at.behind});
      token = end;
    } else {
      token = NextComma(token, close);
    }
  }
  std::reverse(lone_frames_.begin() + first, lone_frames_.end());
}

RecordWalk::Member RecordWalk::MemberAt(std::size_t at, std::size_t close) {
  Member member;
  if (index_.kind(at) == ',') {
    member.next = at + 1;
    return member;
  }
  const bool has_key = index_.kind(at) == '"' && at + 1 < close && index_.kind(at + 1) == ':';
  if (!has_key) {
    member.next = NextComma(at, close);
    return member;
  }
  std::string_view key = index_.Text(at);
  key = key.substr(1, key.size() - 2);
  member.has_key = true;
  if (has_escapes_ && key.find('\\') != std::string_view::npos) {
    const std::optional<std::string_view> text = Unquote(index_.Text(at), unescaped_);
    member.has_key = text.has_value();
    if (text) key = *text;
  }
  member.key = key;
  member.value = at + 2;
  member.next = std::min(EndOfValue(at + 2, close), close);
  const bool well_formed =
      member.next > at + 2 && (member.next == close || index_.kind(member.next) == ',');
  if (!well_formed) {
    member.value = close;
    member.next = NextComma(at + 2, close);
  }
  return member;
}

std::size_t RecordWalk::EndOfValue(std::size_t at, std::size_t close) const {
  if (at >= close) return close;
  switch (index_.kind(at)) {
    case '{': case '[': return index_.CloseOf(at) + 1;
    // No value: what follows it cannot be right.
    case ',': case ':': return at;
    default: return at + 1;
  }
}

std::size_t RecordWalk::NextComma(std::size_t at, std::size_t close) const {
  while (at < close && index_.kind(at) != ',') at = EndOfValue(at, close) + (index_.kind(at) == ':');
  return at;
}

}  // namespace precept::connectors
