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
    skip_time(*seen.skipped);
  }
  if (before && now.steady - *before > kStall) {
    vantage_.watch_anew(now.steady);
    minutes_wait_ = now.steady + kAfterStall;
  }
  if (before && seen.suspended > net::Nanoseconds{0}) {
    record_blind_time(*before, now);
  }
}

void LinkBook::State::skip_time(const SkippedTime& skipped) {
  notices.push_back(
      Notice{.kind = Notice::Kind::book_skipped, .from = skipped.from, .to = skipped.to});
  for (std::uint32_t index = 0; index < links_.size(); ++index) {
    links_[index].line.skip_time(std::chrono::floor<book::Seconds>(skipped.from),
                                 std::chrono::floor<book::Seconds>(skipped.to));
    verdicts_.touch(index);
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
  link.recent.record(event);
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
    judge(index);
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

void LinkBook::State::judge(std::uint32_t index) {
  LinkRecord& link = links_[index];
  while (const std::optional<Verdict> verdict = link.order.take_next()) {
    link.measure(*verdict, numbers_[index]);
    const BookedTime sent = clock_.booked(verdict->sent);
    const EchoSight sight{.blind = vantage_.blind_at(verdict->sent), .lost_now = vantage_.lost()};
    const LineMark before = mark_of(link.line);
    switch (verdict->kind) {
      case Verdict::Kind::answered:
        link.line.answered(sent, sight, link.limits);
        break;
      case Verdict::Kind::lost:
        link.line.lost(sent, sight, link.limits);
        break;
      case Verdict::Kind::skipped:
        link.line.skipped(sent);
        break;
    }
    if (link.line.awaits_sight()) {
      if (vantage_.confirms(link.line.first_loss())) {
        link.line.confirm_down();
      } else if (!std::exchange(link.waiting, true)) {
        waiting_.push_back(index);
      }
    }
    if (mark_of(link.line) != before) {
      verdicts_.touch(index);
    }
  }
  link.publish_runs(numbers_[index]);
}

void LinkBook::State::judge_sight(net::SteadyTime now) {
  if (vantage_.judge(now) != Vantage::Turn::lost) {
    return;
  }
  const BookedTime from = clock_.booked(vantage_.lost_since());
  for (std::uint32_t index = 0; index < links_.size(); ++index) {
    links_[index].line.lose_sight(from);
    links_[index].publish_runs(numbers_[index]);
    verdicts_.touch(index);
  }
}

void LinkBook::State::confirm_waiting() {
  std::erase_if(waiting_, [this](std::uint32_t index) {
    LinkRecord& link = links_[index];
    if (link.line.awaits_sight() && vantage_.confirms(link.line.first_loss())) {
      link.line.confirm_down();
      verdicts_.touch(index);
    }
    link.waiting = link.line.awaits_sight();
    return !link.waiting;
  });
}

LinkRecord* LinkBook::State::link_of(icmp::TargetId target) {
  if (target >= targets_.size() || targets_[target].kind != Target::Kind::link) {
    return nullptr;
  }
  return &links_[targets_[target].index];
}

void LinkBook::State::record_address_change(icmp::TargetId target, const net::Now& now) {
  if (LinkRecord* const link = link_of(target)) {
    link->restart_runs(clock_.booked(now.steady), numbers_[targets_[target].index]);
    verdicts_.touch(targets_[target].index);
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
      links_[index].line.blind_time(from, now.steady);
      links_[index].publish_runs(numbers_[index]);
      verdicts_.touch(index);
    }
  }
  blind_.push_back({since, now.steady});
  vantage_.watch_anew(now.steady);
  sweep(now.steady);  // before answers that waited meanwhile make it up again unsaid
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

}  // namespace pantau::links
