// SPDX-License-Identifier: Apache-2.0
// A new plan: what stays, what begins anew, and what the prober must do (semantics.md 5, Identity).
#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_set>

#include "daemon/links/book_state.hpp"

namespace pantau::links {

namespace {

// Events of a removed target may still be on their way when its id is free; the prober hands them
// on with its next tick (10 ms).
constexpr net::Nanoseconds kIdRests{std::chrono::seconds{1}};
// What semantics.md 5 (Detection) leaves us to say so.
constexpr net::Nanoseconds kDecides{std::chrono::seconds{1}};
constexpr std::string_view kSatellite = "geo-vsat";

using Kind = TargetChange::Kind;

icmp::EchoSettings settings_of(const config::ProbeProfile& profile) {
  return {.interval = profile.interval,
          .timeout = profile.timeout,
          .late_window = profile.late_window,
          .payload_size = profile.payload_size,
          .dscp = profile.dscp};
}

icmp::EchoSettings settings_of(const config::VantageSettings& vantage) {
  return {.interval = vantage.interval, .timeout = vantage.timeout};
}

/// Positions in `links` by id. A Plan is sorted, so this is a walk; but nothing depends on that.
std::vector<std::uint32_t> by_id(const std::vector<config::Link>& links) {
  std::vector<std::uint32_t> order(links.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto id = [&links](std::uint32_t index) -> const std::string& { return links[index].id; };
  if (!std::ranges::is_sorted(order, {}, id)) {
    std::ranges::sort(order, {}, id);
  }
  return order;
}

/// Where each link of `links` stood before; kNowhere for a new one.
std::vector<std::uint32_t> places_before(const std::vector<config::Link>& before,
                                         const std::vector<config::Link>& links) {
  std::vector<std::uint32_t> places(links.size(), kNowhere);
  const std::vector<std::uint32_t> old = by_id(before);
  auto next = old.begin();
  for (const std::uint32_t index : by_id(links)) {
    while (next != old.end() && before[*next].id < links[index].id) {
      ++next;
    }
    if (next != old.end() && before[*next].id == links[index].id) {
      places[index] = *next;
    }
  }
  return places;
}

}  // namespace

std::vector<TargetChange> LinkBook::State::apply(std::shared_ptr<const config::Plan> plan,
                                                 const net::Now& now) {
  observe(now);
  const std::vector<config::Link> none;
  const Places places = places_before(plan_ ? plan_->links : none, plan->links);
  if (plan_) {
    sweep(now.steady);
    close_books(*plan, places, now);
  }
  std::vector<TargetChange> steps;
  const std::shared_ptr<const config::Plan> before = std::exchange(plan_, std::move(plan));
  apply_anchors(before.get(), now, steps);
  apply_links(before.get(), places, now, steps);
  const Second second = second_of(now.steady);
  apply_books(places, second);
  pool_histograms();
  regroup();
  judge_sight(now.steady);
  (void)verdicts_.sweep(second, [this, &now](std::uint32_t index) {
    return view(index, outlook(index, now.steady));
  });
  follow(topology_.order(), second);
  publish(topology_.order(), second);
  return steps;
}

void LinkBook::State::apply_links(const config::Plan* before,
                                  const Places& places,
                                  const net::Now& now,
                                  std::vector<TargetChange>& steps) {
  drop_links(places, now.steady, steps);
  std::vector<LinkNumbers> old_numbers = std::exchange(numbers_, {});
  std::vector<LinkRecord> old_links = std::exchange(links_, {});
  numbers_.reserve(places.size());
  links_.reserve(places.size());
  for (std::uint32_t index = 0; index < places.size(); ++index) {
    if (places[index] == kNowhere) {
      links_.emplace_back(second_of(now.steady));
      numbers_.emplace_back().since = links_[index].settled.first;
      begin_probing(index, now.steady, steps);
    } else {
      links_.push_back(std::move(old_links[places[index]]));
      numbers_.push_back(old_numbers[places[index]]);
      keep_link(index, before->links[places[index]], now, steps);
    }
  }
}

void LinkBook::State::drop_links(const Places& kept,
                                 net::SteadyTime now,
                                 std::vector<TargetChange>& steps) {
  std::vector<bool> stays(links_.size());
  for (const std::uint32_t place : kept) {
    if (place != kNowhere) {
      stays[place] = true;
    }
  }
  for (std::size_t index = 0; index < links_.size(); ++index) {
    if (!stays[index]) {
      free_target(links_[index].target, now, steps);
    }
  }
}

void LinkBook::State::keep_link(std::uint32_t index,
                                const config::Link& old,
                                const net::Now& now,
                                std::vector<TargetChange>& steps) {
  const config::Link& link = plan_->links[index];
  LinkRecord& record = links_[index];
  if (record.target != kNoTarget) {
    targets_[record.target].index = index;
  }
  if (link.technology != old.technology) {
    numbers_[index].rtt = RttHistogram{};
  }
  take_settings(index, now.steady);
  const icmp::EchoSettings settings = settings_of(link.profile);
  if (record.target != kNoTarget && !link.address.empty() && settings != settings_of(old.profile)) {
    steps.push_back({Kind::change_settings, record.target, settings, link.address});
  }
  keep_address(index, old, now, steps);
}

void LinkBook::State::keep_address(std::uint32_t index,
                                   const config::Link& old,
                                   const net::Now& now,
                                   std::vector<TargetChange>& steps) {
  const config::Link& link = plan_->links[index];
  LinkRecord& record = links_[index];
  if (link.address == old.address) {
    return;
  }
  record.own_address = net::parse_address(link.address);
  if (link.address.empty()) {
    record.restart_runs(clock_.booked(now.steady), numbers_[index]);
    free_target(std::exchange(record.target, kNoTarget), now.steady, steps);
    record.order = SendOrder{};
    record.line.stop(clock_.booked(now.steady));
    record.publish_runs(numbers_[index]);
  } else if (old.address.empty()) {
    begin_probing(index, now.steady, steps);
  } else {
    record.restart_runs(clock_.booked(now.steady), numbers_[index]);
    steps.push_back({Kind::change_address, record.target, settings_of(link.profile), link.address});
  }
}

void LinkBook::State::begin_probing(std::uint32_t index,
                                    net::SteadyTime now,
                                    std::vector<TargetChange>& steps) {
  const config::Link& link = plan_->links[index];
  LinkRecord& record = links_[index];
  record.next_minute = grid_.slot_of(now).id;
  record.own_address = net::parse_address(link.address);
  take_settings(index, now);
  if (link.address.empty()) {
    return;
  }
  record.target = take_target({.kind = Target::Kind::link, .index = index}, now);
  steps.push_back({Kind::add, record.target, settings_of(link.profile), link.address});
}

void LinkBook::State::take_settings(std::uint32_t index, net::SteadyTime now) {
  const config::Link& link = plan_->links[index];
  LinkRecord& record = links_[index];
  record.limits = {.down_after = link.profile.down_after, .up_after = link.profile.up_after};
  record.detection = std::chrono::ceil<book::Seconds>(
      (link.profile.down_after - 1) * link.profile.interval + link.profile.timeout + kDecides);
  record.crosses_satellite = link.technology == kSatellite;
  record.judge_physics(numbers_[index]);
  const net::Nanoseconds delay = link.profile.timeout + link.profile.late_window;
  if (delay < record.delay && delay != record.next_delay) {
    // Echoes in flight still have the longer deadline: the minute they were sent in waits for it.
    record.delay_until = grid_.slot_of(now).id;
  }
  record.next_delay = delay;
  record.delay = std::max(record.delay, delay);
}

void LinkBook::State::apply_anchors(const config::Plan* before,
                                    const net::Now& now,
                                    std::vector<TargetChange>& steps) {
  const config::VantageSettings& vantage = plan_->vantage;
  const icmp::EchoSettings settings = settings_of(vantage);
  const bool changed = before != nullptr && settings != settings_of(before->vantage);
  std::vector<AnchorTarget> old = std::exchange(anchors_, {});
  for (const std::string& anchor : vantage.anchors) {
    const auto index = static_cast<std::uint32_t>(anchors_.size());
    const auto known = std::ranges::find(old, anchor, &AnchorTarget::name);
    if (known == old.end()) {
      const auto target = take_target({.kind = Target::Kind::anchor, .index = index}, now.steady);
      steps.push_back({Kind::add, target, settings, anchor});
      anchors_.push_back({anchor, target});
      continue;
    }
    targets_[known->target].index = index;
    if (changed) {
      steps.push_back({Kind::change_settings, known->target, settings, anchor});
    }
    anchors_.push_back(*known);
    old.erase(known);
  }
  for (const AnchorTarget& gone : old) {
    free_target(gone.target, now.steady, steps);
  }
  vantage_.configure(vantage, now.steady);
}

icmp::TargetId LinkBook::State::take_target(const Target& target, net::SteadyTime now) {
  if (!free_.empty() && now - targets_[free_.front()].freed > kIdRests) {
    const icmp::TargetId id = free_.front();
    free_.pop_front();
    targets_[id] = target;
    return id;
  }
  targets_.push_back(target);
  return static_cast<icmp::TargetId>(targets_.size() - 1);
}

void LinkBook::State::free_target(icmp::TargetId target,
                                  net::SteadyTime now,
                                  std::vector<TargetChange>& steps) {
  if (target == kNoTarget) {
    return;
  }
  targets_[target] = Target{.freed = now};
  free_.push_back(target);
  steps.push_back({.kind = Kind::remove, .target = target, .settings = {}, .address = {}});
}

void LinkBook::State::pool_histograms() {
  if (plan_->metrics.rtt_histogram != config::RttHistogram::technology) {
    pooled_.clear();
    for (LinkRecord& link : links_) {
      link.pooled = nullptr;
    }
    return;
  }
  std::unordered_set<std::string_view> sites;
  for (std::size_t index = 0; index < links_.size(); ++index) {
    const config::Link& link = plan_->links[index];
    sites.insert(link.site);
    links_[index].pooled = &pooled_[{link.site, link.technology}];
  }
  for (const config::Site& site : plan_->sites) {
    sites.insert(site.id);
  }
  // A link that leaves does not take its round trips with it; a site that leaves does.
  std::erase_if(pooled_,
                [&sites](const auto& entry) { return !sites.contains(entry.first.first); });
}

void LinkBook::State::regroup() {
  groups_.clear();
  behind_.clear();
  waiting_.clear();
  for (std::uint32_t index = 0; index < links_.size(); ++index) {
    LinkRecord& link = links_[index];
    if (link.waiting) {
      waiting_.push_back(index);
    }
    if (link.target == kNoTarget) {
      continue;
    }
    if (link.behind) {
      behind_.push_back(index);
    }
    if (link.next_minute > link.delay_until) {
      link.delay = link.next_delay;
    }
    DelayGroup& group = groups_[link.delay];
    group.next_minute =
        group.links.empty() ? link.next_minute : std::min(group.next_minute, link.next_minute);
    group.links.push_back(index);
  }
}

}  // namespace pantau::links
