// SPDX-License-Identifier: Apache-2.0
// What the book shows: copies of numbers, names, sizes.
#include "daemon/links/book_state.hpp"

namespace pantau::links {

void LinkBook::State::fill(Snapshot& snapshot, net::SteadyTime now) const {
  snapshot.plan = plan_;
  snapshot.links = numbers_;
  snapshot.vantage_ok = !vantage_.lost();
  snapshot.sites = sites_.numbers();
  snapshot.windows = windows_.all();
  for (std::uint32_t index = 0; index < links_.size(); ++index) {
    if (links_[index].outage) {
      snapshot.open_outages.emplace_back(index, links_[index].outage);
    }
  }
  for (std::size_t index = 0; index < anchors_.size(); ++index) {
    snapshot.anchors.push_back({anchors_[index].name, vantage_.up(index, now)});
  }
  for (const auto& [key, histogram] : pooled_) {
    snapshot.pooled.push_back({key.first, key.second, histogram});
  }
}

StateCounts LinkBook::State::count_states() const {
  StateCounts counts{};
  for (const LinkNumbers& numbers : numbers_) {
    ++counts[static_cast<std::size_t>(numbers.state)];
  }
  return counts;
}

std::string LinkBook::State::name(icmp::TargetId target) const {
  if (target >= targets_.size()) {
    return {};
  }
  switch (targets_[target].kind) {
    case Target::Kind::link:
      return plan_->links[targets_[target].index].id;
    case Target::Kind::anchor:
      return anchors_[targets_[target].index].name;
    case Target::Kind::free:
      break;
  }
  return {};
}

std::size_t LinkBook::State::memory_bytes() const {
  std::size_t bytes = numbers_.capacity() * sizeof(LinkNumbers) +
                      links_.capacity() * sizeof(LinkRecord) +
                      targets_.capacity() * sizeof(Target) + sites_.memory_bytes() +
                      pending_.minutes.capacity() * sizeof(book::MinuteRow);
  for (std::uint32_t index = 0; index < links_.size(); ++index) {
    const LinkRecord& link = links_[index];
    bytes += link.order.memory_bytes() + link.minutes.memory_bytes() + link.line.memory_bytes() +
             verdicts_.course(index).capacity() * sizeof(verdicts::CourseSpan);
  }
  return bytes;
}

}  // namespace pantau::links
