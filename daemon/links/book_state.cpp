// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/book_state.hpp"

#include <algorithm>

namespace pantau::links {

namespace {

using Kind = icmp::EchoEvent::Kind;

// advance() comes once a second; a longer gap means that nothing was read from the socket either.
constexpr net::Nanoseconds kStall{std::chrono::seconds{2}};
// By then the runner has drained what waited in the socket (its tick is 10 ms).
constexpr net::Nanoseconds kAfterStall{std::chrono::seconds{1}};
constexpr net::Nanoseconds kPhysicsEvery{std::chrono::hours{1}};
// Longest delay of a minute (30 s + 60 s) and more than any wait for an undecided echo.
constexpr net::Nanoseconds kMinutesKept{std::chrono::hours{1}};

std::optional<Verdict::Kind> verdict_of(Kind kind) {
  switch (kind) {
    case Kind::answered:
      return Verdict::Kind::answered;
    case Kind::lost:
      return Verdict::Kind::lost;
    case Kind::unsent:
    case Kind::voided:
      return Verdict::Kind::skipped;
    default:
      return std::nullopt;
  }
}

}  // namespace

void LinkBook::State::observe(const net::Now& now) {
  const std::optional<net::SteadyTime> before = std::exchange(last_seen_, now.steady);
  wall_offset_ = now.wall.time_since_epoch() - now.steady.time_since_epoch();
  const BookClock::Seen seen = clock_.observe(now);
  if (seen.moved) {
    grid_.tie(now.steady, clock_.utc(now.steady));
  }
  if (seen.step) {
    notices.push_back(Notice{.kind = Notice::Kind::clock_step, .from = now.wall, .to = now.wall});
  }
  if (seen.skipped) {
    notices.push_back(Notice{
        .kind = Notice::Kind::book_skipped, .from = seen.skipped->from, .to = seen.skipped->to});
  }
  if (before && now.steady - *before > kStall) {
    vantage_.watch_anew(now.steady);
    minutes_wait_ = now.steady + kAfterStall;
  }
  if (before && seen.suspended > net::Nanoseconds{0}) {
    record_blind_time(*before, now);
  }
}

void LinkBook::State::record(const std::vector<icmp::EchoEvent>& events, const net::Now& now) {
  const auto kind_of = [this](icmp::TargetId target) {
    return target < targets_.size() ? targets_[target].kind : Target::Kind::free;
  };
  // Anchors first, whatever their place: what a link's verdict means depends on sight.
  for (const icmp::EchoEvent& event : events) {
    if (kind_of(event.target) == Target::Kind::anchor) {
      vantage_.record(targets_[event.target].index, event);
    }
  }
  judge_sight(now.steady);
  for (const icmp::EchoEvent& event : events) {
    if (kind_of(event.target) == Target::Kind::link) {
      take(targets_[event.target].index, event);
    }
  }
  confirm_waiting();
}

void LinkBook::State::take(std::uint32_t index, const icmp::EchoEvent& event) {
  LinkRecord& link = links_[index];
  link.count(event, numbers_[index]);
  if (event.kind == Kind::sent) {
    link.order.open(event.number, event.sent);
    return;
  }
  link.collect(event, grid_.slot_of(event.sent));
  if (event.kind == Kind::answered || event.kind == Kind::late) {
    take_reply(index, event);
  }
  if (const auto verdict = verdict_of(event.kind)) {
    link.order.decide(event.number, Verdict{*verdict, event.sent, event.rtt});
    settle(index);
  }
}

void LinkBook::State::take_reply(std::uint32_t index, const icmp::EchoEvent& event) {
  LinkRecord& link = links_[index];
  link.note_reply(event, wall_offset_, numbers_[index]);
  if (!link.crosses_satellite || event.rtt >= kGeoFloor) {
    return;
  }
  numbers_[index].rtt_below_physics = true;
  const net::SteadyTime at = event.sent + event.rtt;
  if (!link.physics_told || at - *link.physics_told >= kPhysicsEvery) {
    link.physics_told = at;
    notices.push_back(Notice{
        .kind = Notice::Kind::rtt_below_physics, .link = plan_->links[index].id, .rtt = event.rtt});
  }
}

void LinkBook::State::settle(std::uint32_t index) {
  LinkRecord& link = links_[index];
  while (const std::optional<Verdict> verdict = link.order.take_next()) {
    link.measure(*verdict, numbers_[index]);
    const BookedTime sent = clock_.booked(verdict->sent);
    const EchoSight sight{.blind = vantage_.blind_at(verdict->sent), .lost_now = vantage_.lost()};
    switch (verdict->kind) {
      case Verdict::Kind::answered:
        link.rule.answered(sent, sight, link.limits);
        break;
      case Verdict::Kind::lost:
        link.rule.lost(sent, sight, link.limits);
        break;
      case Verdict::Kind::skipped:
        link.rule.skipped(sent);
        break;
    }
    if (link.rule.awaits_sight()) {
      if (vantage_.confirms(link.rule.first_loss())) {
        link.rule.confirm_down();
      } else if (!std::exchange(link.waiting, true)) {
        waiting_.push_back(index);
      }
    }
    publish(index);
  }
}

void LinkBook::State::publish(std::uint32_t index) {
  LinkNumbers& numbers = numbers_[index];
  const LinkState before = numbers.state;
  const LinkRecord& link = links_[index];
  link.publish(numbers);
  if (numbers.state != before) {
    changes.push_back(StateChange{.link = plan_->links[index].id,
                                  .from = before,
                                  .to = numbers.state,
                                  .since = numbers.since,
                                  .rule = std::string{links::name(link.rule.rule())}});
  }
}

void LinkBook::State::judge_sight(net::SteadyTime now) {
  if (vantage_.judge(now) != Vantage::Turn::lost) {
    return;
  }
  const BookedTime from = clock_.booked(vantage_.lost_since());
  for (std::uint32_t index = 0; index < links_.size(); ++index) {
    links_[index].rule.lose_sight(from);
    publish(index);
  }
}

void LinkBook::State::confirm_waiting() {
  std::erase_if(waiting_, [this](std::uint32_t index) {
    LinkRecord& link = links_[index];
    if (link.rule.awaits_sight() && vantage_.confirms(link.rule.first_loss())) {
      link.rule.confirm_down();
      publish(index);
    }
    link.waiting = link.rule.awaits_sight();
    return !link.waiting;
  });
}

void LinkBook::State::complete_minutes(net::SteadyTime now) {
  if (now < minutes_wait_) {
    return;
  }
  (void)grid_.slot_of(now);
  bool changed = catch_up();
  for (auto& [delay, group] : groups_) {
    const std::uint32_t first = group.next_minute;
    for (const MinuteSlot* slot = grid_.find(group.next_minute);
         slot != nullptr && slot->end + delay <= now;
         slot = grid_.find(group.next_minute)) {
      ++group.next_minute;
    }
    if (group.next_minute == first) {
      continue;
    }
    for (const std::uint32_t index : group.links) {
      changed = complete(index, group.next_minute - 1) || changed;
    }
  }
  if (changed) {
    regroup();
  }
  grid_.forget_before(now - kMinutesKept);
}

bool LinkBook::State::complete(std::uint32_t index, std::uint32_t last) {
  LinkRecord& link = links_[index];
  LinkNumbers& numbers = numbers_[index];
  link.next_minute = std::max(link.next_minute, grid_.oldest());
  for (; link.next_minute <= last; ++link.next_minute) {
    const MinuteSlot& slot = *grid_.find(link.next_minute);
    const std::optional<net::SteadyTime> open = link.order.oldest_open();
    if (open && *open < slot.end) {
      if (!std::exchange(link.behind, true)) {
        behind_.push_back(index);
      }
      return false;
    }
    numbers.minute = link.minutes.finish(slot);
  }
  if (link.crosses_satellite) {
    link.judge_physics(numbers);
  }
  return link.delay != link.next_delay && link.next_minute > link.delay_until;
}

bool LinkBook::State::catch_up() {
  bool changed = false;
  const std::vector<std::uint32_t> late = std::exchange(behind_, {});
  for (const std::uint32_t index : late) {
    links_[index].behind = false;
    const auto group = groups_.find(links_[index].delay);
    if (group != groups_.end() && group->second.next_minute > links_[index].next_minute) {
      changed = complete(index, group->second.next_minute - 1) || changed;
    }
  }
  return changed;
}

LinkRecord* LinkBook::State::link_of(icmp::TargetId target) {
  if (target >= targets_.size() || targets_[target].kind != Target::Kind::link) {
    return nullptr;
  }
  return &links_[targets_[target].index];
}

void LinkBook::State::record_address_change(icmp::TargetId target, const net::Now& now) {
  if (LinkRecord* const link = link_of(target)) {
    link->restart_runs(now.steady, numbers_[targets_[target].index]);
  }
}

void LinkBook::State::record_dns_failure(icmp::TargetId target) {
  if (link_of(target) != nullptr) {
    ++numbers_[targets_[target].index].dns_failures;
  }
}

void LinkBook::State::record_blind_time(net::SteadyTime since, const net::Now& now) {
  const BookedTime from = clock_.booked(since);
  for (std::uint32_t index = 0; index < links_.size(); ++index) {
    if (links_[index].target != kNoTarget) {
      links_[index].rule.blind_time(from, now.steady);
      publish(index);
    }
  }
  vantage_.watch_anew(now.steady);
}

void LinkBook::State::record_snmp_traffic(const std::string& link,
                                          std::uint64_t to_site_bytes,
                                          std::uint64_t from_site_bytes) {
  const config::Link* const found = plan_ ? plan_->find_link(link) : nullptr;
  if (found == nullptr) {
    return;
  }
  LinkNumbers& numbers = numbers_[static_cast<std::size_t>(found - plan_->links.data())];
  numbers.bytes_to_site += to_site_bytes;
  numbers.bytes_from_site += from_site_bytes;
}

void LinkBook::State::fill(Snapshot& snapshot, net::SteadyTime now) const {
  snapshot.plan = plan_;
  snapshot.links = numbers_;
  snapshot.vantage_ok = !vantage_.lost();
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
                      links_.capacity() * sizeof(LinkRecord) + targets_.capacity() * sizeof(Target);
  for (const LinkRecord& link : links_) {
    bytes += link.order.memory_bytes() + link.minutes.memory_bytes();
  }
  return bytes;
}

}  // namespace pantau::links
