// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/echo_load.hpp"

#include <fmt/format.h>

#include <ctime>
#include <optional>
#include <string>

namespace pantau::bench {

namespace {

using namespace std::chrono_literals;
using Kind = icmp::EchoEvent::Kind;

constexpr std::size_t kTicks = 100;  ///< in a second
constexpr std::size_t kTicksABeat = 20;
constexpr net::Nanoseconds kTick = 10ms;
constexpr net::Nanoseconds kTimeout = 3s;
constexpr std::uint32_t kEchoesALoss = 200;

config::Contract contract() {
  config::Contract contract;
  contract.id = "bench-2023";
  contract.provider = "bench";
  contract.start = config::Date{2023y / 1 / 1};
  contract.target = 0.95;
  contract.minimum_outage = 5min;
  contract.formula = config::AvailabilityFormula::net_a;
  return contract;
}

config::Link link_of(std::size_t number, std::size_t group_size) {
  config::Link link;
  link.id = fmt::format("link-{:06}", number);
  link.site = fmt::format("site-{:06}", number);
  link.technology = "fibre";
  link.provider = "bench";
  link.contracts = {"bench-2023"};
  link.address = "198.18.0.9";
  link.profile.interval = 1s;
  link.profile.timeout = kTimeout;
  link.profile.down_after = 15;
  link.profile.up_after = 5;
  link.profile.rtt = link.profile.variation = link.profile.loss = {100, 100};
  if (const std::size_t place = number % group_size; place != 0) {
    const std::string hub = fmt::format("link-{:06}", number - place);
    link.parents.push_back({.written = hub, .links = {hub}});
  }
  return link;
}

}  // namespace

CpuTime cpu_now() {
  timespec time{};
  (void)::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);  // cannot fail with these arguments
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

std::shared_ptr<const config::Plan> county_of(std::size_t links, std::size_t group_size) {
  config::Plan plan;
  plan.contracts.push_back(contract());
  for (std::size_t number = 0; number < links; ++number) {
    plan.links.push_back(link_of(number, group_size));
    config::Site& site = plan.sites.emplace_back();
    site.id = plan.links.back().site;
    site.name = site.id;
  }
  return std::make_shared<const config::Plan>(std::move(plan));
}

EchoLoad::EchoLoad(std::shared_ptr<const config::Plan> plan, Sink sink)
    : plan_(std::move(plan)),
      sink_(std::move(sink)),
      now_{net::SteadyTime{1000s}, net::WallTime{1'790'000'000s}, net::BootTime{1000s}},
      silent_(kTicks) {
  (void)book_.apply(plan_, now_);  // targets are places in a first plan
}

Costs EchoLoad::second(const Answers& answers) {
  Costs costs;
  recorded_ = {};
  for (std::size_t number = 0; number < kTicks; ++number) {
    tick(number, answers);
    if (number % kTicksABeat == kTicksABeat - 1) {
      beat(costs);
    }
  }
  ++echo_number_;
  costs.record_ns = recorded_.count() * 1e6 / static_cast<double>(plan_->links.size());
  return costs;
}

void EchoLoad::tick(std::size_t number, const Answers& answers) {
  now_ = {now_.steady + kTick, now_.wall + kTick, now_.boot + kTick};
  events_.swap(answers_);
  answers_.clear();
  auto& silent = silent_[number];
  while (!silent.empty() && now_.steady - silent.front().sent >= kTimeout) {
    events_.push_back(silent.front());
    silent.pop_front();
  }
  const std::size_t links = plan_->links.size();
  for (std::size_t link = links * number / kTicks; link < links * (number + 1) / kTicks; ++link) {
    send(link, number, answers(link));
  }
  const CpuTime before = cpu_now();
  book_.record(events_, now_);
  recorded_ += cpu_now() - before;
}

void EchoLoad::send(std::size_t link, std::size_t slice, bool answers) {
  icmp::EchoEvent echo;
  echo.kind = Kind::sent;
  echo.target = static_cast<icmp::TargetId>(link);
  echo.sent = now_.steady;
  echo.number = echo_number_;
  echo.bytes = 84;
  events_.push_back(echo);
  if (answers && random_() % kEchoesALoss != 0) {
    echo.kind = Kind::answered;
    echo.hop_limit = 60;
    echo.rtt = 5ms + std::chrono::nanoseconds{random_() % 5'000'000};
    answers_.push_back(echo);
  } else {
    echo.kind = Kind::lost;
    silent_[slice].push_back(echo);
  }
}

void EchoLoad::beat(Costs& costs) {
  const CpuTime before = cpu_now();
  book_.advance(now_);
  const CpuTime sweep = cpu_now() - before;
  (void)book_.take_changes();
  (void)book_.take_notices();
  bool minute = false;
  for (bool more = true; more;) {
    const CpuTime start = cpu_now();
    std::optional<book::Batch> batch = book_.take_batch(now_);
    more = batch.has_value();
    if (batch) {
      costs.batches.push_back(cpu_now() - start);
      minute = minute || !batch->urgent;
      hand_over(std::move(*batch));
    }
  }
  (minute ? costs.minutes : costs.sweeps).push_back(sweep);
}

void EchoLoad::hand_over(book::Batch batch) const {
  if (sink_) {
    sink_(std::move(batch));
  }
}

}  // namespace pantau::bench
