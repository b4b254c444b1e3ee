// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/links/book_fixture.hpp"

#include <algorithm>

namespace pantau::links::test {

namespace {

using Kind = icmp::EchoEvent::Kind;

constexpr net::Nanoseconds kTick = 50ms;
constexpr net::Nanoseconds kBeat = 200ms;
constexpr std::uint16_t kBytes = 84;
constexpr config::Threshold kNever{100, 100};  // is degraded by

}  // namespace

config::Link link(const std::string& id, const std::string& site) {
  config::Link link;
  link.id = id;
  link.site = site;
  link.technology = "fibre";
  link.address = "198.18.0.9";
  link.profile.interval = 1s;
  link.profile.timeout = 3s;
  link.profile.late_window = 10s;
  link.profile.down_after = 3;
  link.profile.up_after = 2;
  link.profile.rtt = link.profile.variation = kNever;
  link.profile.loss = kNever;
  return link;
}

config::Plan plan(std::vector<config::Link> links) {
  config::Plan plan;
  plan.links = std::move(links);
  return plan;
}

config::Plan plan_with_anchor(std::vector<config::Link> links) {
  config::Plan result = plan(std::move(links));
  result.vantage.anchors = {"anchor"};
  return result;
}

void add_sites(config::Plan& plan) {
  for (const config::Link& link : plan.links) {
    config::Site site;
    site.id = link.site;
    site.serves_population = 100;
    if (std::ranges::find(plan.sites, link.site, &config::Site::id) == plan.sites.end()) {
      plan.sites.push_back(site);
    }
  }
  std::ranges::sort(plan.sites, {}, &config::Site::id);
}

void hang(config::Plan& plan, const std::string& child, std::vector<std::string> parents) {
  const auto link = std::ranges::find(plan.links, child, &config::Link::id);
  std::ranges::sort(parents);
  const std::string written = parents.front();
  link->parents.push_back({.written = written, .links = std::move(parents)});
}

FakeProber::FakeProber(config::Plan first, const net::Now& now, book::Memory memory)
    : book(net::WallTime{}), now_(now), next_advance_(now.steady) {
  book.restore(std::move(memory));
  (void)apply(std::move(first));
}

FakeProber::FakeProber(config::Plan first, net::WallTime start, net::WallTime mark)
    : book(mark),
      now_{.steady = net::SteadyTime{1000s}, .wall = start, .boot = net::BootTime{1005s}},
      next_advance_(now_.steady) {
  (void)apply(std::move(first));
}

std::vector<TargetChange> FakeProber::apply(config::Plan next) {
  plan_ = next;
  const auto shared = std::make_shared<const config::Plan>(std::move(next));
  std::vector<TargetChange> changes = book.apply(shared, now_);
  for (const TargetChange& change : changes) {
    if (change.kind == TargetChange::Kind::remove) {
      std::erase_if(probes_,
                    [&](const auto& entry) { return entry.second.target == change.target; });
      void_in_flight(change.target);
      continue;
    }
    Probe& probe = probes_[book.name(change.target)];
    if (change.kind == TargetChange::Kind::add) {
      probe = Probe{.target = change.target, .settings = {}, .due = now_.steady};
    }
    if (change.kind == TargetChange::Kind::change_address) {
      void_in_flight(change.target);
    }
    probe.settings = change.settings;
  }
  return changes;
}

void FakeProber::answers(const std::string& name, net::Nanoseconds rtt) {
  behaviours_[name] = Behaviour{Behaviour::Kind::answers, rtt};
}

void FakeProber::silence(const std::string& name) {
  behaviours_[name] = Behaviour{Behaviour::Kind::silent, 0ms};
}

void FakeProber::run(net::Nanoseconds duration) {
  const net::SteadyTime end = now_.steady + duration;
  while (now_.steady < end) {
    const net::Nanoseconds tick = std::min(kTick, end - now_.steady);
    now_ = {now_.steady + tick, now_.wall + tick, now_.boot + tick};
    send_due();
    hand_on();
    if (now_.steady >= next_advance_) {
      advance();
      next_advance_ = now_.steady + kBeat;
    }
  }
}

void FakeProber::advance() {
  book.advance(now_);
  write();
}

void FakeProber::write() {
  while (const std::optional<book::Batch> batch = book.take_batch(now_)) {
    if (journal) {
      journal(*batch);
    }
  }
}

void FakeProber::stall(net::Nanoseconds duration) {
  now_ = {now_.steady + duration, now_.wall + duration, now_.boot + duration};
  for (auto& [name, probe] : probes_) {
    while (probe.due < now_.steady) {
      probe.due += probe.settings.interval;
    }
  }
}

void FakeProber::suspend(net::Nanoseconds duration) {
  now_.wall += duration;
  now_.boot += duration;
}

void FakeProber::run_until_second() {
  const auto over = now_.wall - std::chrono::floor<std::chrono::seconds>(now_.wall);
  run(1s - over);
}

icmp::EchoEvent FakeProber::event(const std::string& name,
                                  Kind kind,
                                  std::uint32_t number,
                                  net::SteadyTime sent) const {
  icmp::EchoEvent event;
  event.kind = kind;
  event.target = probes_.at(name).target;
  event.number = number;
  event.sent = sent;
  event.bytes = kBytes;
  return event;
}

void FakeProber::answer(const std::string& name,
                        std::uint32_t number,
                        net::SteadyTime sent,
                        net::Nanoseconds rtt) {
  icmp::EchoEvent reply = event(name, Kind::answered, number, sent);
  reply.rtt = rtt;
  reply.hop_limit = 60;
  record({reply});
}

void FakeProber::lose(const std::string& name, std::uint32_t number, net::SteadyTime sent) {
  record({event(name, Kind::lost, number, sent)});
}

void FakeProber::unsent(const std::string& name, std::uint32_t number, net::SteadyTime sent) {
  record({event(name, Kind::unsent, number, sent)});
}

LinkNumbers FakeProber::numbers(const std::string& id) const {
  const Snapshot snapshot = book.snapshot(now_);
  for (std::size_t index = 0; index < plan_.links.size(); ++index) {
    if (plan_.links[index].id == id) {
      return snapshot.links.at(index);
    }
  }
  return {};
}

std::int64_t FakeProber::since(const std::string& id) const {
  const net::Nanoseconds after =
      numbers(id).since - std::chrono::floor<std::chrono::seconds>(kStart);
  // A border that is not a whole second must not pass for one.
  return after % 1s == 0ns ? after / 1s : -1;
}

void FakeProber::send_due() {
  for (auto& [name, probe] : probes_) {
    while (!probe.by_hand && probe.due <= now_.steady) {
      send(name, probe);
      probe.due += probe.settings.interval;
    }
  }
}

void FakeProber::send(const std::string& name, Probe& probe) {
  const Behaviour behaviour = behaviours_[name];
  icmp::EchoEvent echo = event(name, Kind::sent, probe.number++, probe.due);
  if (behaviour.kind == Behaviour::Kind::unsent) {
    plan_verdict(echo, echo.sent, Kind::unsent);
    return;
  }
  in_flight_.emplace(echo.sent, echo);
  echo.rtt = behaviour.rtt;
  echo.hop_limit = 60;
  const net::SteadyTime deadline = echo.sent + probe.settings.timeout;
  if (behaviour.kind == Behaviour::Kind::answers && behaviour.rtt <= probe.settings.timeout) {
    plan_verdict(echo, echo.sent + behaviour.rtt, Kind::answered);
    return;
  }
  plan_verdict(
      echo, deadline, behaviour.kind == Behaviour::Kind::voided ? Kind::voided : Kind::lost);
  if (behaviour.kind == Behaviour::Kind::late) {
    plan_verdict(echo, echo.sent + behaviour.rtt, Kind::late);
  }
}

void FakeProber::plan_verdict(const icmp::EchoEvent& echo, net::SteadyTime at, Kind kind) {
  icmp::EchoEvent verdict = echo;
  verdict.kind = kind;
  in_flight_.emplace(at, verdict);
}

void FakeProber::hand_on() {
  std::vector<icmp::EchoEvent> due;
  while (!in_flight_.empty() && in_flight_.begin()->first <= now_.steady) {
    due.push_back(in_flight_.begin()->second);
    in_flight_.erase(in_flight_.begin());
  }
  if (reverse_events) {
    std::ranges::reverse(due);
  }
  if (!due.empty()) {
    book.record(due, now_);
  }
}

void FakeProber::void_in_flight(icmp::TargetId target) {
  std::vector<icmp::EchoEvent> voided;
  for (auto& [at, event] : in_flight_) {
    if (event.target == target && (event.kind == Kind::answered || event.kind == Kind::lost)) {
      event.kind = Kind::voided;
      voided.push_back(event);
    }
  }
  std::erase_if(in_flight_, [target](const auto& entry) {
    return entry.second.target == target && entry.second.kind != Kind::sent;
  });
  book.record(voided, now_);
}

}  // namespace pantau::links::test
