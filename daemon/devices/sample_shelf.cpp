// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/sample_shelf.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace pantau::devices {

void SampleShelf::put(std::vector<snmp::Sample> samples, bool complete, net::BootTime now) {
  std::vector<Kept> before = std::exchange(kept_, {});
  kept_.reserve(samples.size() + (complete ? 0 : before.size()));
  for (snmp::Sample& sample : samples) {
    kept_.push_back({std::move(sample), now});
  }
  if (complete) {
    return;
  }
  using Key = std::pair<config::Quantity, std::string_view>;
  std::set<Key> brought;
  for (const Kept& each : kept_) {
    brought.emplace(each.sample.quantity, each.sample.name);
  }
  for (Kept& each : before) {
    if (!brought.contains(Key(each.sample.quantity, each.sample.name))) {
      kept_.push_back(std::move(each));
    }
  }
  std::stable_sort(kept_.begin(), kept_.end(), [](const Kept& left, const Kept& right) {
    return left.sample.quantity < right.sample.quantity;
  });
}

void SampleShelf::drop_older(net::BootTime than) {
  std::erase_if(kept_, [=](const Kept& each) { return each.read < than; });
}

bool SampleShelf::has_older(net::BootTime than) const {
  return std::any_of(
      kept_.begin(), kept_.end(), [=](const Kept& each) { return each.read < than; });
}

}  // namespace pantau::devices
