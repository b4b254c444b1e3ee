// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/rollout/soak.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace pantau::rollout::test {
namespace {

using Kind = icmp::EchoEvent::Kind;
using namespace std::chrono_literals;

/// A quarter of a second, so that borders have something to cut down.
constexpr net::Nanoseconds kPhase = 250ms;

}  // namespace

config::Plan plan_of(const std::string& toml) {
  std::string folder = std::filesystem::temp_directory_path() / "pantau-soak.XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) {
    throw std::runtime_error{"no folder for the test"};
  }
  const std::filesystem::path file = std::filesystem::path{folder} / "pantau.toml";
  std::ofstream{file} << toml;
  config::LoadOutcome outcome = config::load(file, {.credentials_directory = {}, .today = {}});
  std::filesystem::remove_all(folder);
  if (!outcome.plan) {
    throw std::runtime_error{to_string(outcome.problems.at(0))};
  }
  return std::move(*outcome.plan);
}

Soak::Soak(config::Plan plan, book::Second start)
    : start_(start),
      now_{.steady = net::SteadyTime{1000s}, .wall = start + kPhase, .boot = net::BootTime{1005s}},
      book_(std::make_unique<links::LinkBook>(net::WallTime{})) {
  apply(std::move(plan));
}

void Soak::apply(config::Plan plan) {
  plan_ = std::make_shared<const config::Plan>(std::move(plan));
  for (const links::TargetChange& change : book_->apply(plan_, now_)) {
    Probe& probe = probes_[book_->name(change.target)];
    if (change.kind == links::TargetChange::Kind::add) {
      probe.target = change.target;
      probe.next = now_.steady;
      probe.number = 0;
    }
    probe.settings = change.settings;
  }
}

void Soak::reload(config::Plan plan) {
  apply(std::move(plan));
}

void Soak::behave(const std::string& link, Behaviour behaviour) {
  probes_.at(link).behaviour = std::move(behaviour);
}

std::int64_t Soak::second() const {
  return (std::chrono::floor<book::Seconds>(now_.wall) - start_).count();
}

void Soak::send(Probe& probe) {
  const Fate fate = probe.behaviour ? probe.behaviour(second(), random_) : Fate{};
  icmp::EchoEvent echo;
  echo.kind = Kind::sent;
  echo.target = probe.target;
  echo.number = probe.number++;
  echo.sent = now_.steady;
  events_.push_back(echo);
  echo.hop_limit = 60;
  if (fate.kind == Fate::Kind::answered && fate.rtt <= probe.settings.timeout) {
    echo.kind = Kind::answered;
    echo.rtt = fate.rtt;
    probe.pending.push_back({now_.steady + fate.rtt, echo});
    return;
  }
  echo.kind = fate.kind == Fate::Kind::voided ? Kind::voided : Kind::lost;
  probe.pending.push_back({now_.steady + probe.settings.timeout, echo});
}

void Soak::step() {
  now_ = {now_.steady + 1s, now_.wall + 1s, now_.boot + 1s};
  events_.clear();
  for (auto& [name, probe] : probes_) {
    std::erase_if(probe.pending, [this](const Pending& pending) {
      if (pending.due > now_.steady) {
        return false;
      }
      events_.push_back(pending.event);
      return true;
    });
    if (probe.next <= now_.steady) {
      send(probe);
      probe.next += probe.settings.interval;
    }
  }
  book_->record(events_, now_);
  book_->advance(now_);
  write();
}

void Soak::write() {
  while (const std::optional<book::Batch> batch = book_->take_batch(now_)) {
    write(*batch);
  }
}

void Soak::write(const book::Batch& batch) {
  journal_.write(batch);
  for (const book::MinuteRow& row : batch.minutes) {
    minutes_[batch.plan->links.at(row.link).id].push_back(row.minute);
  }
}

void Soak::run(book::Seconds duration) {
  for (; duration > 0s; duration -= 1s) {
    step();
  }
}

void Soak::suspend(book::Seconds duration) {
  now_.wall += duration;
  now_.boot += duration;
}

void Soak::restart(book::Seconds pause) {
  write(book_->finish(now_));
  now_ = {now_.steady + pause, now_.wall + pause, now_.boot + pause};
  book_ = std::make_unique<links::LinkBook>(net::WallTime{});
  book_->restore(journal_.memory());
  for (auto& [name, probe] : probes_) {
    probe.pending.clear();
  }
  apply(*plan_);
}

double Soak::loss_of(const std::string& link) const {
  double sent = 0;
  double lost = 0;
  for (const book::MinuteSummary& minute : minutes_.at(link)) {
    sent += minute.sent;
    lost += minute.lost;
  }
  return lost / sent;
}

std::optional<Acceptance> Soak::judged(const std::string& id) const {
  const config::Site& site = *plan_->find_site(id);
  const auto now = std::chrono::floor<book::Seconds>(now_.wall);
  const auto period = trial_period(*plan_, site, now);
  if (!period) {
    return std::nullopt;
  }
  std::vector<TrialInput> inputs;
  for (const config::Link* link : trial_links(*plan_, site)) {
    TrialInput& input = inputs.emplace_back();
    input.link = link;
    input.history.id = link->id;
    if (const auto book = journal_.links.find(link->id); book != journal_.links.end()) {
      input.history.first = book->second.first;
      input.history.settled_until = book->second.until;
      input.history.spans = book->second.spans;
      input.history.outages = journal_.outages_of(link->id);
    }
    if (const auto minutes = minutes_.find(link->id); minutes != minutes_.end()) {
      input.minutes = minutes->second;
    }
  }
  return judge(*plan_, site, *period, inputs, now);
}

}  // namespace pantau::rollout::test
