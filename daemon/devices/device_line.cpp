// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/device_line.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "probes/snmp/interpret.hpp"

namespace pantau::devices {

namespace {

using config::Quantity;
using config::Subject;
using snmp::Sample;
using Kind = DeviceNotice::Kind;

constexpr int kShownIntervals = 3;  // contract.md, "SNMP, by device"
constexpr auto kRefusalNotedEvery = std::chrono::hours{1};
constexpr double kEngineMaximum = 2147483647;  // RFC 3414, 2.2: boots and time

std::optional<std::uint64_t> engine_number(const std::vector<Sample>& samples, Quantity quantity) {
  for (const Sample& sample : samples) {
    if (sample.quantity == quantity && sample.number >= 0 && sample.number <= kEngineMaximum) {
      return static_cast<std::uint64_t>(sample.number);
    }
  }
  return std::nullopt;
}

std::optional<std::uint32_t> up_ticks(const std::vector<Sample>& samples) {
  const auto found = std::find_if(samples.begin(), samples.end(), [](const Sample& sample) {
    return sample.quantity == Quantity::sys_uptime;
  });
  return found == samples.end() ? std::nullopt : std::optional(found->ticks.value);
}

/// Where the agent keeps `name`, as text: all its rows in tables of interfaces.
std::string row_of(const snmp::PollResult& result, const std::string& name) {
  std::string where;
  for (const snmp::Row& row : result.rows) {
    const bool of_interfaces =
        result.profile && row.table < result.profile->tables.size() &&
        result.profile->tables[row.table].rows == config::RowChoice::interfaces;
    if (of_interfaces && row.name == name) {
      where += std::to_string(row.table) + ':' + config::to_string(config::Oid(row.index)) + ' ';
    }
  }
  return where;
}

std::vector<const Sample*> samples_of(const std::vector<Sample>& samples, const std::string& name) {
  std::vector<const Sample*> mine;
  for (const Sample& sample : samples) {
    if (config::traits_of(sample.quantity).subject == Subject::interface && sample.name == name) {
      mine.push_back(&sample);
    }
  }
  return mine;
}

std::string why(const snmp::PollResult& result) {
  const auto fault = snmp::kFaultNames.at(static_cast<std::size_t>(result.fault));
  return result.detail.empty() ? std::string(fault) : result.detail;
}

/// `exported` grows as `now` does. The engine begins at 0 when it is told of the device again.
void grow(std::uint64_t& exported, std::uint64_t before, std::uint64_t now) {
  exported += now >= before ? now - before : now;
}

}  // namespace

void DeviceLine::note(Kind kind, std::string text, Notices& notices) const {
  notices.push_back({kind, device_.id, std::move(text), {}});
}

void DeviceLine::note_condition(const snmp::PollResult& result, Notices& notices) {
  const bool refused = result.fault == snmp::Fault::auth && !result.complete;
  const Condition now = !result.answered  ? Condition::silent
                        : refused         ? Condition::refused
                        : result.complete ? Condition::fine
                                          : Condition::incomplete;
  const Condition before = std::exchange(condition_, now);
  const bool due = result.started.steady - refusal_noted_ >= kRefusalNotedEvery;
  if (now == Condition::refused) {
    if (before != Condition::refused || due) {
      refusal_noted_ = result.started.steady;
      note(Kind::refused, why(result), notices);
    }
    return;
  }
  if (now == Condition::silent) {
    if (before != Condition::silent) {
      note(Kind::silent, why(result), notices);
    }
    return;
  }
  if (before != Condition::fine && before != Condition::incomplete) {
    note(Kind::answering, result.profile ? result.profile->id : std::string(), notices);
  }
  if (now == Condition::incomplete && before != Condition::incomplete) {
    note(Kind::incomplete, why(result), notices);
  }
}

void DeviceLine::note_missing(const snmp::PollResult& result, Notices& notices) {
  std::set<std::string> missing(result.missing_interfaces.begin(), result.missing_interfaces.end());
  for (const std::string& name : missing) {
    if (!missing_.contains(name)) {
      note(Kind::missing_interface, name, notices);
    }
  }
  if (result.complete) {
    missing_ = std::move(missing);
  } else {
    missing_.merge(missing);
  }
}

void DeviceLine::follow_profile(const snmp::PollResult& result) {
  if (!result.profile) {
    return;
  }
  if (!profile_.empty() && profile_ != result.profile->id) {
    forget_agent();
  }
  profile_ = result.profile->id;
}

bool DeviceLine::read_clock(const snmp::PollResult& result, const std::vector<Sample>& samples) {
  const std::uint64_t restarts =
      clock_.read({.boots = engine_number(samples, Quantity::engine_boots),
                   .engine_seconds = engine_number(samples, Quantity::engine_time),
                   .up_ticks = up_ticks(samples),
                   .started = result.started,
                   .answered = result.answered_at});
  return restarts > 0;
}

void DeviceLine::read_interfaces(const snmp::PollResult& result,
                                 const std::vector<Sample>& samples,
                                 bool restarted,
                                 const std::string& zone,
                                 Notices& notices) {
  const Month month = month_of(result.answered_at.wall, zone);
  for (const std::string& name : device_.interfaces) {
    const auto mine = samples_of(samples, name);
    const InterfaceLine::Step step = interfaces_[name].read({.samples = mine,
                                                             .answered = result.answered_at,
                                                             .restarted = restarted,
                                                             .up_ticks = up_ticks(samples),
                                                             .row = row_of(result, name)});
    if (step.counts_bytes) {
      month_ = month;
      months_[name].add(month, step.bytes);
    }
    if (step.began_anew && !restarted) {
      note(Kind::counter_reset, name, notices);
    }
  }
}

void DeviceLine::note_restart(net::WallTime seen, Told& told) const {
  const net::WallTime booted = clock_.boot().value_or(seen);
  told.notices.push_back({Kind::restarted, device_.id, {}, booted});
  told.restarts.push_back({.device = device_.id,
                           .site = device_.site,
                           .booted = std::chrono::floor<std::chrono::seconds>(booted),
                           .seen = std::chrono::floor<std::chrono::seconds>(seen)});
}

/// Of this poll alone: what an incomplete one did not bring may be minutes old.
void DeviceLine::note_power(const std::vector<Sample>& samples, net::Now now, Told& told) const {
  SampleShelf fresh;
  fresh.put(samples, true, now.boot);
  const PowerNumbers power = devices::make_values(device_, interfaces_, fresh)->power;
  if (!power.on_battery && !power.battery_low && !power.charge_ratio && !power.battery_volts) {
    return;
  }
  told.power.push_back({.device = device_.id,
                        .site = device_.site,
                        .time = std::chrono::floor<std::chrono::seconds>(now.wall),
                        .on_battery = power.on_battery,
                        .battery_low = power.battery_low,
                        .charge_ratio = power.charge_ratio,
                        .battery_volts = power.battery_volts,
                        .low_volts = device_.low_volts});
}

void DeviceLine::record(const snmp::PollResult& result, const std::string& zone, Told& told) {
  Notices& notices = told.notices;
  note_condition(result, notices);
  numbers_.polled = true;
  numbers_.up = result.answered;
  numbers_.complete = result.complete;
  if (result.answered) {
    numbers_.poll_duration = result.answered_at.steady - result.started.steady;
  }
  if (result.answered && !result.bindings.empty()) {
    follow_profile(result);
    note_missing(result, notices);
    read_ = result.answered_at.wall;
    numbers_.last_success = read_;
    std::vector<Sample> samples = snmp::interpret(result);
    const bool restarted = read_clock(result, samples);
    if (restarted) {
      note_restart(result.answered_at.wall, told);
    }
    note_power(samples, result.answered_at, told);
    read_interfaces(result, samples, restarted, zone, notices);
    shelf_.put(std::move(samples), result.complete, result.answered_at.boot);
  }
  shelf_.drop_older(oldest_shown(result.answered_at.boot));
  values_ = make_values(shelf_);
}

void DeviceLine::record_numbers(const snmp::PollNumbers& numbers) {
  snmp::PollNumbers& polls = numbers_.polls;
  grow(polls.requests, counted_.requests, numbers.requests);
  grow(polls.retries, counted_.retries, numbers.retries);
  grow(polls.timeouts, counted_.timeouts, numbers.timeouts);
  for (std::size_t fault = 0; fault < polls.faults.size(); ++fault) {
    grow(polls.faults[fault], counted_.faults[fault], numbers.faults[fault]);
  }
  counted_ = numbers;
}

void DeviceLine::set_device(const config::Device& device) {
  device_ = device;
  const auto gone = [&](const auto& entry) {
    return std::find(device.interfaces.begin(), device.interfaces.end(), entry.first) ==
           device.interfaces.end();
  };
  std::erase_if(interfaces_, gone);
  std::erase_if(months_, gone);
  std::erase_if(missing_, [&](const auto& name) { return gone(std::pair(name, 0)); });
  values_ = make_values(shelf_);
}

void DeviceLine::begin_anew() {
  forget_agent();
  condition_ = Condition::unknown;
  numbers_.polled = false;
  numbers_.up = false;
  numbers_.complete = false;
  numbers_.poll_duration.reset();
}

void DeviceLine::forget_agent() {
  clock_.begin_anew();
  for (auto& [name, line] : interfaces_) {
    line.begin_anew();
  }
  profile_.clear();
  missing_.clear();
  shelf_.clear();
  values_.reset();
}

net::BootTime DeviceLine::oldest_shown(net::BootTime now) const {
  return now - kShownIntervals * device_.interval;
}

std::shared_ptr<const DeviceValues> DeviceLine::make_values(const SampleShelf& shelf) const {
  if (shelf.kept().empty()) {
    return nullptr;
  }
  auto values = devices::make_values(device_, interfaces_, shelf);
  values->read = read_;
  values->identity.profile = profile_;
  return values;
}

DeviceNumbers DeviceLine::numbers(net::Now now) const {
  DeviceNumbers numbers = numbers_;
  numbers.boot = clock_.boot();
  numbers.restarts = clock_.restarts();
  numbers.values = values_;
  if (shelf_.has_older(oldest_shown(now.boot))) {  // between growing too old and the next poll
    SampleShelf young = shelf_;
    young.drop_older(oldest_shown(now.boot));
    numbers.values = make_values(young);
  }
  return numbers;
}

std::optional<std::uint64_t> DeviceLine::carried(const std::string& interface, Month month) const {
  const auto found = months_.find(interface);
  return found == months_.end() ? std::nullopt : found->second.in(month);
}

void DeviceLine::restore(const book::DeviceMark& mark) {
  numbers_.last_success = mark.last_success;
  clock_.restore(mark.boot, mark.restarts);
  if (mark.month_bytes.empty()) {
    return;
  }
  const config::Date date{std::chrono::floor<std::chrono::days>(mark.month)};
  month_ = date.year() / date.month();
  for (const auto& [interface, bytes] : mark.month_bytes) {
    months_[interface].add(*month_, bytes);
  }
}

book::DeviceMark DeviceLine::mark() const {
  book::DeviceMark mark{.device = device_.id,
                        .last_success = numbers_.last_success,
                        .boot = clock_.boot(),
                        .restarts = clock_.restarts(),
                        .month = {},
                        .month_bytes = {}};
  if (!month_) {
    return mark;
  }
  mark.month = std::chrono::sys_days{*month_ / 1};
  for (const auto& [interface, bytes] : months_) {
    if (const auto counted = bytes.in(*month_)) {
      mark.month_bytes.emplace_back(interface, *counted);
    }
  }
  return mark;
}

}  // namespace pantau::devices
