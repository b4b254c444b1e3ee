// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/verdicts/county.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/verdicts/topology.hpp"

namespace pantau::verdicts::test {

using book::LinkState;

config::Plan plan_of(const std::vector<Wired>& links) {
  config::Plan plan;
  for (const auto& wired : links) {
    config::Link link;
    link.id = wired.id;
    for (const auto& group : wired.parents) {
      link.parents.push_back({{}, group});
    }
    plan.links.push_back(std::move(link));
  }
  return plan;
}

County::County(const std::vector<Wired>& links) {
  change_plan(links);
  static_cast<void>(now(0));
}

void County::change_plan(const std::vector<Wired>& links) {
  const auto old = std::exchange(plan_, plan_of(links));
  std::vector<std::uint32_t> before;
  std::vector<LinkKey> keys;
  for (const auto& link : plan_.links) {
    const auto found = std::find_if(
        old.links.begin(), old.links.end(), [&](const auto& other) { return other.id == link.id; });
    before.push_back(found == old.links.end()
                         ? UINT32_MAX
                         : static_cast<std::uint32_t>(found - old.links.begin()));
    keys_.try_emplace(link.id, static_cast<LinkKey>(10 + keys_.size()));
    keys.push_back(keys_.at(link.id));
  }
  verdicts_.apply(plan_, before, keys);
  for (std::uint32_t link = 0; link < before.size(); ++link) {
    if (before[link] == UINT32_MAX) {
      lines_[plan_.links[link].id].spans.front().start = second(now_);
      verdicts_.begin(link, second(now_));
    }
  }
}

void County::say(const std::string& id, std::int64_t since, LinkState state) {
  auto& spans = lines_[id].spans;
  while (spans.size() > 1 && spans.back().start >= second(since)) {
    spans.pop_back();
  }
  if (spans.back().start >= second(since)) {
    spans.back().state = state;
  } else if (spans.back().state != state) {
    spans.push_back({second(since), state});
  }
  loses_no_more(id);
}

void County::fails(const std::string& id, std::int64_t since) {
  say(id, since, LinkState::down);
}

void County::answers(const std::string& id, std::int64_t since) {
  say(id, since, LinkState::up);
}

void County::blind(const std::string& id, std::int64_t since) {
  say(id, since, LinkState::unknown);
}

void County::loses(const std::string& id, std::int64_t since) {
  lines_[id].undecided_since = second(since);
  verdicts_.touch(place(id));
}

void County::loses_no_more(const std::string& id) {
  lines_[id].undecided_since.reset();
  verdicts_.touch(place(id));
}

LineView County::view(std::uint32_t link) const {
  const auto& line = lines_.at(plan_.links[link].id);
  auto known = std::max(second(now_ - kLag), verdicts_.settled(link));
  if (line.undecided_since) {
    known = std::min(known, *line.undecided_since);
  }
  return {&line.spans,
          std::min(known, line.minutes_since.value_or(known)),
          line.undecided_since,
          line.detection,
          known};
}

std::vector<std::string> County::now(std::int64_t time) {
  now_ = time;
  std::vector<std::string> changed;
  const auto line = [this](std::uint32_t link) {
    ++looks_;
    return view(link);
  };
  for (const auto link : verdicts_.sweep(second(time), line)) {
    changed.push_back(plan_.links[link].id);
  }
  return changed;
}

void County::settle() {
  const Topology topology(plan_);
  for (const auto link : topology.order()) {
    const auto horizon = verdicts_.horizon(link, view(link));
    const auto course = verdicts_.settle(link, horizon);
    auto& all = settled_[plan_.links[link].id];
    all.insert(all.end(), course.begun.begin(), course.begun.end());
  }
}

std::string County::text(const Course& course) const {
  std::string text;
  for (const auto& span : course) {
    text += text.empty() ? "" : ", ";
    text += book::name(span.state);
    std::string roots;
    for (const auto root : span.roots) {
      const auto named = std::find_if(
          keys_.begin(), keys_.end(), [root](const auto& key) { return key.second == root; });
      roots += (roots.empty() ? "" : "+") + named->first;
    }
    text += roots.empty() ? "" : "(" + roots + ")";
    text += fmt::format(" {}", span.start.time_since_epoch().count());
  }
  return text;
}

std::string County::told(const std::string& id) const {
  return text(verdicts_.course(place(id)));
}

std::string County::settled(const std::string& id) const {
  const auto until = verdicts_.settled(place(id)).time_since_epoch().count();
  const auto found = settled_.find(id);
  return fmt::format("{} | {}", found == settled_.end() ? "" : text(found->second), until);
}

std::int64_t County::horizon(const std::string& id) const {
  return verdicts_.horizon(place(id), view(place(id))).time_since_epoch().count();
}

std::uint32_t County::place(const std::string& id) const {
  const auto found = std::find_if(
      plan_.links.begin(), plan_.links.end(), [&](const auto& link) { return link.id == id; });
  return static_cast<std::uint32_t>(found - plan_.links.begin());
}

int County::take_looks() {
  return std::exchange(looks_, 0);
}

}  // namespace pantau::verdicts::test
