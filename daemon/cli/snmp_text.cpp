// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/snmp_text.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>

#include "config/address_text.hpp"
#include "config/quantity.hpp"
#include "config/text_table.hpp"
#include "daemon/cli/snmp_words.hpp"
#include "daemon/http/json_text.hpp"
#include "daemon/metrics/label.hpp"

namespace pantau::cli {

namespace {

using config::TextTable;
using devices::DeviceValues;
using devices::InterfaceCounter;

constexpr const char* kNone = "-";
constexpr std::size_t kMostTextBytes = 300;  // sysDescr has at most 255 characters (RFC 3418)

std::string shown(std::string_view text) {
  const std::string cleaned = metrics::clean(text, kMostTextBytes);
  return cleaned.empty() ? kNone : cleaned;
}

std::string number(const std::optional<double>& value, int places, std::string_view unit) {
  return value ? fmt::format("{:.{}f}{}", *value, places, unit) : kNone;
}

std::string count(const std::optional<std::uint64_t>& value) {
  return value ? fmt::to_string(*value) : kNone;
}

/// "4.0 TB": what a counter says is for orientation, the exact number is in the JSON.
std::string bytes(const std::optional<std::uint64_t>& value) {
  if (!value) {
    return kNone;
  }
  constexpr std::array<const char*, 6> kUnits{"B", "kB", "MB", "GB", "TB", "PB"};
  auto scaled = static_cast<double>(*value);
  std::size_t unit = 0;
  for (; scaled >= 999.95 && unit + 1 < kUnits.size(); scaled /= 1000) {
    ++unit;
  }
  return fmt::format("{:.{}f} {}", scaled, unit == 0 ? 0 : 1, kUnits.at(unit));
}

std::string rate(const std::optional<double>& bytes_per_second) {
  if (!bytes_per_second) {
    return kNone;
  }
  constexpr std::array<const char*, 4> kUnits{"bit/s", "kbit/s", "Mbit/s", "Gbit/s"};
  double scaled = *bytes_per_second * 8;
  std::size_t unit = 0;
  for (; scaled >= 1000 && unit + 1 < kUnits.size(); scaled /= 1000) {
    ++unit;
  }
  return fmt::format("{:.4g} {}", scaled, kUnits.at(unit));
}

/// "12 d 03:04:05"
std::string duration(const std::optional<double>& seconds) {
  if (!seconds || *seconds < 0) {
    return kNone;
  }
  const auto whole = static_cast<std::uint64_t>(*seconds);
  const std::uint64_t in_day = whole % 86400;
  return fmt::format(
      "{} d {:02}:{:02}:{:02}", whole / 86400, in_day / 3600, in_day / 60 % 60, in_day % 60);
}

std::string time(const std::optional<net::WallTime>& value) {
  return value ? http::rfc3339(std::chrono::floor<std::chrono::seconds>(*value)) : kNone;
}

/// Lines of a name and a value; those without a value are left out.
class Facts {
 public:
  void add(std::string_view name, std::string value) {
    if (value != kNone) {
      facts_.emplace_back(std::string{name}, std::move(value));
    }
  }

  [[nodiscard]] std::string text() const {
    if (facts_.empty()) {
      return {};
    }
    TextTable table({facts_.front().first, facts_.front().second});
    for (std::size_t i = 1; i < facts_.size(); ++i) {
      table.add({facts_[i].first, facts_[i].second});
    }
    return table.text() + "\n";
  }

 private:
  std::vector<std::pair<std::string, std::string>> facts_;
};

class Text {
 public:
  explicit Text(const SnmpReport& report)
      : report_(report), words_(snmp_words(report.target.plan->daemon.language)) {}

  std::string all() {
    out_ = heading() + identity();
    if (report_.device.values) {
      values_ = report_.device.values.get();
      out_ += interfaces() + power() + radios() + sensors();
    }
    out_ += missing() + available() + closing();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string yes_no(const std::optional<bool>& value) const {
    return value ? std::string{*value ? words_.yes : words_.no} : kNone;
  }

  [[nodiscard]] std::string reason() const {
    switch (report_.reason) {
      case ProfileReason::given:
        return std::string{words_.given};
      case ProfileReason::sysobjectid:
        return fmt::format(fmt::runtime(words_.by_sysobjectid), report_.evidence);
      case ProfileReason::object:
        return fmt::format(fmt::runtime(words_.by_object), report_.evidence);
      case ProfileReason::fallback:
        break;
    }
    return std::string{words_.fallback};
  }

  [[nodiscard]] std::string heading() const {
    const config::Device& device = report_.target.device();
    std::string text = fmt::format("{}  {}  SNMP v{}  {}\n",
                                   shown(device.id),
                                   endpoint_text(report_),
                                   report_.target.credentials().version,
                                   report_.target.credentials().id);
    if (report_.result.profile) {
      text += fmt::format("{}: {} ({}): {}\n",
                          words_.profile,
                          shown(report_.result.profile->id),
                          shown(report_.result.profile->description),
                          reason());
    }
    return text + "\n";
  }

  [[nodiscard]] std::string identity() const {
    Facts facts;
    if (report_.device.values) {
      facts.add("sysName", shown(report_.device.values->identity.sysname));
    }
    facts.add("sysDescr", shown(report_.sysdescr));
    facts.add("sysObjectID", shown(report_.sysobjectid));
    if (report_.device.values) {
      facts.add(words_.model, shown(report_.device.values->identity.model));
      facts.add(words_.firmware, shown(report_.device.values->identity.firmware));
    }
    facts.add(words_.uptime, duration(report_.clock.uptime_seconds));
    facts.add(words_.host_uptime, duration(report_.clock.host_uptime_seconds));
    facts.add(words_.booted, time(report_.device.boot));
    facts.add(words_.engine_boots, number(report_.clock.engine_boots, 0, ""));
    return facts.text();
  }

  [[nodiscard]] std::string interfaces() const {
    if (values_->interfaces.empty()) {
      return {};
    }
    TextTable table(head({words_.interface,
                          words_.alias,
                          words_.link,
                          words_.type,
                          words_.up,
                          words_.speed,
                          words_.received,
                          words_.sent,
                          words_.errors,
                          words_.discards,
                          words_.since}),
                    {5, 6, 7, 8, 9});
    for (const devices::InterfaceNumbers& interface : values_->interfaces) {
      const auto counter = [&interface](InterfaceCounter which) {
        return interface.counters.at(static_cast<std::size_t>(which));
      };
      const auto both = [&](InterfaceCounter receive, InterfaceCounter transmit) {
        return count(counter(receive)) + "/" + count(counter(transmit));
      };
      table.add({shown(interface.interface),
                 shown(interface.alias),
                 shown(interface.link),
                 shown(interface.if_type),
                 yes_no(interface.up),
                 rate(interface.speed_bytes_per_second),
                 bytes(counter(InterfaceCounter::receive_bytes)),
                 bytes(counter(InterfaceCounter::transmit_bytes)),
                 both(InterfaceCounter::receive_errors, InterfaceCounter::transmit_errors),
                 both(InterfaceCounter::receive_discards, InterfaceCounter::transmit_discards),
                 time(interface.last_change)});
    }
    return table.text() + "\n";
  }

  [[nodiscard]] std::string power() const {
    const devices::PowerNumbers& power = values_->power;
    Facts facts;
    facts.add(words_.on_battery, yes_no(power.on_battery));
    facts.add(words_.battery_low, yes_no(power.battery_low));
    const auto percent =
        power.charge_ratio ? std::optional(*power.charge_ratio * 100) : std::nullopt;
    facts.add(words_.charge, number(percent, 0, " %"));
    facts.add(words_.battery, number(power.battery_volts, 2, " V"));
    facts.add(words_.remaining, duration(power.remaining_seconds));
    for (const devices::NamedNumber& line : power.input_volts) {
      const std::string name = line.name.empty() ? std::string{} : " " + shown(line.name);
      facts.add(std::string{words_.input} + name, number(line.value, 1, " V"));
    }
    return facts.text();
  }

  [[nodiscard]] std::string radios() const {
    if (values_->radios.empty()) {
      return {};
    }
    TextTable table(head({words_.radio,
                          words_.signal,
                          words_.noise,
                          words_.snr,
                          words_.receive_rate,
                          words_.transmit_rate}),
                    {1, 2, 3, 4, 5});
    for (const devices::RadioNumbers& radio : values_->radios) {
      table.add({shown(radio.radio),
                 number(radio.signal_dbm, 1, " dBm"),
                 number(radio.noise_dbm, 1, " dBm"),
                 number(radio.snr_decibels, 1, " dB"),
                 rate(radio.receive_bytes_per_second),
                 rate(radio.transmit_bytes_per_second)});
    }
    return table.text() + "\n";
  }

  [[nodiscard]] std::string sensors() const {
    if (values_->celsius.empty() && values_->volts.empty()) {
      return {};
    }
    TextTable table(head({words_.sensor, words_.temperature, words_.voltage}), {1, 2});
    for (const devices::NamedNumber& sensor : values_->celsius) {
      table.add({shown(sensor.name), number(sensor.value, 1, " \u00b0C"), kNone});
    }
    for (const devices::NamedNumber& sensor : values_->volts) {
      table.add({shown(sensor.name), kNone, number(sensor.value, 2, " V")});
    }
    return table.text() + "\n";
  }

  [[nodiscard]] std::string missing() const {
    std::string text;
    for (const std::string& name : report_.result.missing_interfaces) {
      text += fmt::format("{}: {}\n", shown(name), words_.missing);
    }
    return text.empty() ? text : text + "\n";
  }

  [[nodiscard]] std::string available() const {
    if (!report_.available || report_.available->empty()) {
      return {};
    }
    TextTable table(head({words_.available, words_.alias, words_.up}));
    for (const AvailableInterface& interface : *report_.available) {
      table.add({shown(interface.name), shown(interface.alias), yes_no(interface.up)});
    }
    if (report_.available_cut) {
      table.add({fmt::format("({})", words_.more), "", ""});
    }
    return fmt::format("{}{}\n\n", table.text(), words_.how_to_choose);
  }

  [[nodiscard]] std::string closing() const {
    std::string text = fmt::format("{} {}, {}, {} {}, {} {}: {}",
                                   report_.result.round_trips,
                                   words_.round_trips,
                                   number(poll_seconds(report_.result), 3, " s"),
                                   report_.traffic.sent_bytes,
                                   words_.bytes_sent,
                                   report_.traffic.received_bytes,
                                   words_.bytes_received,
                                   report_.result.complete ? words_.complete : words_.incomplete);
    if (!report_.result.complete) {
      text += fmt::format(" ({} {})",
                          snmp::kFaultNames.at(static_cast<std::size_t>(report_.result.fault)),
                          metrics::clean(report_.result.detail, kMostTextBytes));
    }
    return text + "\n";
  }

  static std::vector<std::string> head(std::initializer_list<std::string_view> words) {
    return {words.begin(), words.end()};
  }

  const SnmpReport& report_;
  const SnmpWords& words_;
  const DeviceValues* values_ = nullptr;
  std::string out_;
};

}  // namespace

std::string endpoint_text(const SnmpReport& report) {
  return config::agent_text(net::to_string(report.target.address), report.target.device().port);
}

std::string snmp_text(const SnmpReport& report) {
  return Text(report).all();
}

}  // namespace pantau::cli
