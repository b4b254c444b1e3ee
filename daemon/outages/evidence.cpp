// SPDX-License-Identifier: Apache-2.0
#include "daemon/outages/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pantau::outages {

namespace {

std::optional<double> below(std::optional<double> value, std::optional<double> limit) {
  return value && limit && *value < *limit ? value : std::nullopt;
}

std::string figure(const std::string& device, double value) {
  return fmt::format("{} {:.4g}", device, value);
}

}  // namespace

void EvidenceShelf::record(const book::PowerReading& reading) {
  std::deque<Reading>& readings = sites_[reading.site][reading.device].readings;
  Reading brief;
  brief.time = reading.time;
  brief.on_battery = reading.on_battery.value_or(false);
  brief.battery_low = reading.battery_low.value_or(false);
  brief.low_charge = below(reading.charge_ratio, kLowCharge);
  brief.low_volts = below(reading.battery_volts, reading.low_volts);
  const auto behind = std::ranges::upper_bound(readings, brief.time, {}, &Reading::time);
  readings.insert(behind, brief);
  while (readings.front().time + kKeepReadings < readings.back().time) {
    readings.pop_front();
  }
}

void EvidenceShelf::record(const book::DeviceRestart& restart) {
  std::deque<book::Second>& boots = sites_[restart.site][restart.device].boots;
  const auto at = std::ranges::lower_bound(boots, restart.booted);
  if (at != boots.end() && *at == restart.booted) {
    return;  // read back from the journal, or told twice
  }
  boots.insert(at, restart.booted);
  while (boots.front() + kKeepRestarts < boots.back()) {
    boots.pop_front();
  }
}

std::vector<book::Evidence> EvidenceShelf::power_before(const std::string& site,
                                                        book::Second start) const {
  std::vector<book::Evidence> found;
  const auto devices = sites_.find(site);
  if (devices == sites_.end()) {
    return found;
  }
  for (const auto& [id, device] : devices->second) {
    const auto behind = std::ranges::upper_bound(device.readings, start, {}, &Reading::time);
    if (behind != device.readings.begin() && start - kReading <= std::prev(behind)->time) {
      put_evidence(*std::prev(behind), id, found);
    }
  }
  return found;
}

void EvidenceShelf::put_evidence(const Reading& reading,
                                 const std::string& device,
                                 std::vector<book::Evidence>& found) {
  if (reading.on_battery) {
    found.push_back({"on_battery", reading.time, device});
  }
  if (reading.battery_low) {
    found.push_back({"battery_low", reading.time, device});
  }
  if (reading.low_charge) {
    found.push_back({"charge", reading.time, figure(device, *reading.low_charge)});
  }
  if (reading.low_volts) {
    found.push_back({"volts", reading.time, figure(device, *reading.low_volts)});
  }
}

std::vector<book::Evidence> EvidenceShelf::restarts(const std::string& site,
                                                    book::Second start,
                                                    std::optional<book::Second> end) const {
  std::vector<book::Evidence> found;
  const auto devices = sites_.find(site);
  if (devices == sites_.end()) {
    return found;
  }
  const book::Second last = std::max(end.value_or(book::Second::max()), start + kRestart);
  for (const auto& [id, device] : devices->second) {
    for (auto boot = std::ranges::lower_bound(device.boots, start - kRestart);
         boot != device.boots.end() && *boot <= last;
         ++boot) {
      found.push_back({"restart", *boot, id});
    }
  }
  return found;
}

}  // namespace pantau::outages
