// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/device_book.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "daemon/devices/device_line.hpp"
#include "daemon/devices/month_bytes.hpp"
#include "daemon/devices/polling_change.hpp"

namespace pantau::devices {

namespace {

struct Entry {
  snmp::DeviceId id = 0;
  std::size_t place = 0;  ///< in Plan::devices
  bool polled = false;
  /// Of the present address; what was asked before is another's answer.
  net::SteadyTime since = net::SteadyTime::min();
  DeviceLine line;
  book::DeviceMark kept;  ///< as take_marks() gave it last
};

using Entries = std::map<std::string, Entry>;  ///< by device id, so in the order of the plan

}  // namespace

struct DeviceBook::State {
  std::shared_ptr<const config::Plan> plan = std::make_shared<const config::Plan>();
  Entries entries;
  std::unordered_map<snmp::DeviceId, Entry*> by_number;
  DeviceLine::Told told;
  snmp::DeviceId last_id = 0;

  void remove_absent(const config::Plan& next, std::vector<DeviceChange>& changes);
  void take(const config::Plan& next,
            std::size_t place,
            net::Now now,
            std::vector<DeviceChange>& changes);
  void add(const config::Plan& next, std::size_t place, std::vector<DeviceChange>& changes);
  [[nodiscard]] Entry* find(snmp::DeviceId id) const;
  [[nodiscard]] Entry* find(const std::string& device);
};

Entry* DeviceBook::State::find(snmp::DeviceId id) const {
  const auto found = by_number.find(id);
  return found == by_number.end() ? nullptr : found->second;
}

Entry* DeviceBook::State::find(const std::string& device) {
  const auto found = entries.find(device);
  return found == entries.end() ? nullptr : &found->second;
}

void DeviceBook::State::remove_absent(const config::Plan& next,
                                      std::vector<DeviceChange>& changes) {
  const auto stays = [&](const std::string& id) {
    const auto at = std::lower_bound(
        next.devices.begin(), next.devices.end(), id, [](const auto& device, const auto& wanted) {
          return device.id < wanted;
        });
    return at != next.devices.end() && at->id == id;
  };
  for (auto entry = entries.begin(); entry != entries.end();) {
    if (stays(entry->first)) {
      ++entry;
      continue;
    }
    if (entry->second.polled) {
      changes.push_back({DeviceChange::Kind::remove, entry->second.id, 0});
    }
    by_number.erase(entry->second.id);
    entry = entries.erase(entry);
  }
}

void DeviceBook::State::add(const config::Plan& next,
                            std::size_t place,
                            std::vector<DeviceChange>& changes) {
  const config::Device& device = next.devices[place];
  Entry& entry = entries[device.id];
  entry.id = ++last_id;
  entry.place = place;
  entry.polled = is_polled(next, device);
  entry.line.set_device(device);
  by_number[entry.id] = &entry;
  if (entry.polled) {
    changes.push_back({DeviceChange::Kind::add, entry.id, place});
  }
}

void DeviceBook::State::take(const config::Plan& next,
                             std::size_t place,
                             net::Now now,
                             std::vector<DeviceChange>& changes) {
  const config::Device& device = next.devices[place];
  Entry* const entry = find(device.id);
  if (entry == nullptr) {
    add(next, place, changes);
    return;
  }
  const PollingChange change = compare({*plan, plan->devices[entry->place]}, {next, device});
  entry->place = place;
  entry->line.set_device(device);
  const bool was_polled = std::exchange(entry->polled, is_polled(next, device));
  if (change.other_agent || (entry->polled && !was_polled)) {
    entry->since = now.steady;
    entry->line.begin_anew();
  }
  if (entry->polled != was_polled) {
    if (!entry->polled) {
      entry->line.begin_anew();
    }
    changes.push_back({entry->polled ? DeviceChange::Kind::add : DeviceChange::Kind::remove,
                       entry->id,
                       entry->polled ? place : 0});
  } else if (entry->polled && (change.other_address || change.other_polling)) {
    changes.push_back(
        {change.other_address ? DeviceChange::Kind::change_address : DeviceChange::Kind::change,
         entry->id,
         place});
  }
}

DeviceBook::DeviceBook() : state_(std::make_unique<State>()) {}

DeviceBook::~DeviceBook() = default;

std::vector<DeviceChange> DeviceBook::apply(std::shared_ptr<const config::Plan> plan,
                                            net::Now now) {
  std::vector<DeviceChange> changes;
  state_->remove_absent(*plan, changes);
  for (std::size_t place = 0; place < plan->devices.size(); ++place) {
    state_->take(*plan, place, now, changes);
  }
  // The zone's file is read at its first use: here, and not when somebody asks for a snapshot.
  (void)month_of(now.wall, plan->daemon.timezone);
  state_->plan = std::move(plan);
  return changes;
}

void DeviceBook::record(const snmp::PollResult& result, const snmp::PollNumbers& numbers) {
  record_numbers(result.device, numbers);
  Entry* const entry = state_->find(result.device);
  if (entry == nullptr || !entry->polled || result.started.steady < entry->since) {
    return;
  }
  entry->line.record(result, state_->plan->daemon.timezone, state_->told);
}

void DeviceBook::record_numbers(snmp::DeviceId device, const snmp::PollNumbers& numbers) {
  if (Entry* const entry = state_->find(device)) {
    entry->line.record_numbers(numbers);
  }
}

std::vector<DeviceNotice> DeviceBook::take_notices() {
  return std::exchange(state_->told.notices, {});
}

std::vector<DeviceNumbers> DeviceBook::snapshot(net::Now now) const {
  std::vector<DeviceNumbers> all;
  all.reserve(state_->entries.size());
  for (const auto& [id, entry] : state_->entries) {
    all.push_back(entry.line.numbers(now));
  }
  return all;
}

std::vector<std::optional<std::uint64_t>> DeviceBook::carried_this_month(net::Now now) const {
  const config::Plan& plan = *state_->plan;
  const Month month = month_of(now.wall, plan.daemon.timezone);
  std::unordered_map<std::string, std::uint64_t> carried;
  for (const auto& [id, entry] : state_->entries) {
    for (const auto& [interface, link] : plan.devices[entry.place].links) {
      // Of two interfaces of one link the first that was read: both may see the same bytes.
      if (const auto bytes = entry.line.carried(interface, month)) {
        carried.emplace(link, *bytes);
      }
    }
  }
  std::vector<std::optional<std::uint64_t>> by_link;
  by_link.reserve(plan.links.size());
  for (const config::Link& link : plan.links) {
    const auto found = carried.find(link.id);
    by_link.push_back(found == carried.end() ? std::nullopt : std::optional(found->second));
  }
  return by_link;
}

const config::Device* DeviceBook::find(snmp::DeviceId device) const {
  const Entry* const entry = state_->find(device);
  return entry == nullptr ? nullptr : &state_->plan->devices[entry->place];
}

void DeviceBook::restore(const book::DeviceMark& mark) {
  if (Entry* const entry = state_->find(mark.device)) {
    entry->line.restore(mark);
    entry->kept = entry->line.mark();
  }
}

std::vector<book::DeviceMark> DeviceBook::take_marks() {
  std::vector<book::DeviceMark> changed;
  for (auto& [id, entry] : state_->entries) {
    book::DeviceMark mark = entry.line.mark();
    if (mark != entry.kept) {
      entry.kept = mark;
      changed.push_back(std::move(mark));
    }
  }
  return changed;
}

std::vector<book::PowerReading> DeviceBook::take_power() {
  return std::exchange(state_->told.power, {});
}

std::vector<book::DeviceRestart> DeviceBook::take_restarts() {
  return std::exchange(state_->told.restarts, {});
}

}  // namespace pantau::devices
