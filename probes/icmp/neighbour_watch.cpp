// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/neighbour_watch.hpp"

namespace pantau::icmp {

namespace {

constexpr net::Nanoseconds kRouteKept{std::chrono::seconds{60}};
constexpr net::Nanoseconds kTablePause{std::chrono::seconds{1}};
/// Known routes looked up again in one tick; new ones always are, an echo must not fill the table
/// unasked.
constexpr std::size_t kRefreshesATick = 16;

}  // namespace

bool NeighbourWatch::admit(TargetId target, const net::Address& address, net::SteadyTime now) {
  if (target >= paths_.size()) {
    paths_.resize(target + 1);
  }
  Path& path = paths_[target];
  if (!path.known || path.address != address) {
    path = Path{.address = address, .looked_up = now, .known = false, .on_link = false};
  }
  return !is_on_link(path, now) || gate_.admit(address, now);
}

bool NeighbourWatch::is_on_link(Path& path, net::SteadyTime now) {
  const bool stale = now - path.looked_up > kRouteKept && lookups_ < kRefreshesATick;
  if (!path.known || stale) {
    ++lookups_;
    path.on_link = table_.is_on_link(path.address, now).value_or(path.on_link);
    path.known = true;
    path.looked_up = now;
  }
  return path.on_link;
}

void NeighbourWatch::poll(net::SteadyTime now) {
  lookups_ = 0;
  if (const auto* table = table_.poll()) {
    gate_.take_table(*table, now);
  }
  const bool wanted = gate_.known() > 0 && now - requested_ >= kTablePause;
  if (wanted && !table_.busy()) {
    requested_ = now;
    table_.request();
  }
}

}  // namespace pantau::icmp
