// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/incidents.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <tuple>

namespace pantau::book {

namespace {

/// A segment as one of its roots sees it.
struct Stake {
  std::string_view root;
  Second start{};
  Second end{};
  std::size_t outage = 0;
};

std::vector<Stake> stakes_of(const std::vector<Outage>& outages, Second now) {
  std::vector<Stake> stakes;
  for (std::size_t index = 0; index < outages.size(); ++index) {
    for (const Segment& segment : outages[index].segments) {
      const Second end = segment.end.value_or(now);
      if (segment.start < end) {
        for (const std::string& root : segment.roots) {
          stakes.push_back({root, segment.start, end, index});
        }
      }
    }
  }
  std::ranges::sort(stakes, [](const Stake& one, const Stake& other) {
    return std::tie(one.root, one.start) < std::tie(other.root, other.start);
  });
  return stakes;
}

/// Sets of outages that are one incident.
class Union {
 public:
  explicit Union(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }

  std::size_t find(std::size_t index) {
    while (parent_[index] != index) {
      parent_[index] = parent_[parent_[index]];
      index = parent_[index];
    }
    return index;
  }

  void unite(std::size_t one, std::size_t other) { parent_[find(one)] = find(other); }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace

std::map<std::uint64_t, std::uint64_t> incidents_of(const std::vector<Outage>& outages,
                                                    Second now) {
  Union incidents(outages.size());
  const Stake* chain = nullptr;  // of the stakes so far with this root, the one that ends last
  const std::vector<Stake> stakes = stakes_of(outages, now);
  for (const Stake& stake : stakes) {
    const bool overlaps = chain != nullptr && chain->root == stake.root && stake.start < chain->end;
    if (overlaps) {
      incidents.unite(stake.outage, chain->outage);
    }
    if (!overlaps || chain->end < stake.end) {
      chain = &stake;
    }
  }
  std::vector<std::uint64_t> lowest(outages.size(), UINT64_MAX);
  for (std::size_t index = 0; index < outages.size(); ++index) {
    std::uint64_t& least = lowest[incidents.find(index)];
    least = std::min(least, outages[index].id);
  }
  std::map<std::uint64_t, std::uint64_t> found;
  for (std::size_t index = 0; index < outages.size(); ++index) {
    found[outages[index].id] = lowest[incidents.find(index)];
  }
  return found;
}

}  // namespace pantau::book
