// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/snmp_report.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "daemon/devices/device_book.hpp"
#include "probes/snmp/interpret.hpp"

namespace pantau::cli {

namespace {

using config::Oid;
using config::Quantity;

const Oid sys_object_id_scalar{1, 3, 6, 1, 2, 1, 1, 2, 0};
constexpr double kTicksASecond = 100;  // TimeTicks, RFC 2578, 7.1.8
/// A listing is a courtesy: over a satellite it must not become a long walk.
constexpr std::uint32_t kMostListed = 48;

bool has(const snmp::PollResult& result, const Oid& oid) {
  const auto found = std::lower_bound(
      result.bindings.begin(), result.bindings.end(), oid, [](const auto& binding, const Oid& one) {
        return binding.oid < one;
      });
  return found != result.bindings.end() && found->oid == oid;
}

std::optional<Oid> sys_object_id(const snmp::PollResult& result) {
  for (const snmp::VarBind& binding : result.bindings) {
    if (binding.oid == sys_object_id_scalar && std::holds_alternative<Oid>(binding.value)) {
      return std::get<Oid>(binding.value);
    }
  }
  return std::nullopt;
}

void explain_profile(SnmpReport& report) {
  if (report.target.profile_given || !report.result.profile) {
    return;
  }
  report.reason = ProfileReason::fallback;
  const config::ProfileMatch& match = report.result.profile->match;
  const auto agent = sys_object_id(report.result);
  std::size_t longest = 0;
  for (const Oid& prefix : match.sys_object_ids) {
    if (agent && agent->starts_with(prefix) && prefix.size() > longest) {
      longest = prefix.size();
      report.reason = ProfileReason::sysobjectid;
      report.evidence = config::to_string(prefix);
    }
  }
  if (report.reason != ProfileReason::fallback || match.exists.empty()) {
    return;
  }
  // What decided was asked for once, and is in the bindings only when the profile reads it too.
  const auto seen = std::find_if(match.exists.begin(), match.exists.end(), [&](const Oid& object) {
    return has(report.result, object);
  });
  report.reason = ProfileReason::object;
  report.evidence = config::to_string(seen == match.exists.end() ? match.exists.front() : *seen);
}

void take_samples(const std::vector<snmp::Sample>& samples, SnmpReport& report) {
  for (const snmp::Sample& sample : samples) {
    switch (sample.quantity) {
      case Quantity::sys_descr:
        report.sysdescr = sample.text;
        break;
      case Quantity::sys_uptime:
        report.clock.uptime_seconds = sample.ticks.value / kTicksASecond;
        break;
      case Quantity::host_uptime:
        report.clock.host_uptime_seconds = sample.ticks.value / kTicksASecond;
        break;
      case Quantity::engine_boots:
        report.clock.engine_boots = sample.number;
        break;
      case Quantity::engine_time:
        report.clock.engine_time_seconds = sample.number;
        break;
      default:
        break;
    }
  }
}

}  // namespace

SnmpReport make_report(const SnmpTarget& target,
                       const snmp::PollResult& result,
                       const snmp::PollNumbers& numbers,
                       const snmp::Traffic& traffic) {
  SnmpReport report;
  report.target = target;
  report.result = result;
  report.numbers = numbers;
  report.traffic = traffic;
  devices::DeviceBook book;
  for (const devices::DeviceChange& change : book.apply(target.plan, result.started)) {
    report.result.device = change.id;
  }
  book.record(report.result, numbers);
  const auto known = book.snapshot(result.answered_at);
  if (!known.empty()) {
    report.device = known.front();
  }
  if (result.profile) {
    take_samples(snmp::interpret(result), report);
  }
  if (const auto agent = sys_object_id(result)) {
    report.sysobjectid = config::to_string(*agent);
  }
  explain_profile(report);
  return report;
}

std::shared_ptr<const config::DeviceProfile> interface_list_profile() {
  const Oid if_name{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1};
  auto profile = std::make_shared<config::DeviceProfile>();
  profile->id = "interfaces";
  config::ProfileTable table;
  table.id = "interfaces";
  table.find = {if_name};
  table.name = if_name;
  table.max_rows = kMostListed;
  config::Source alias;
  alias.quantity = Quantity::interface_alias;
  alias.oid = Oid{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18};
  config::Source up;
  up.quantity = Quantity::interface_up;
  up.oid = Oid{1, 3, 6, 1, 2, 1, 2, 2, 1, 8};
  up.values = {{1, 1}};  // ifOperStatus: up(1)
  up.other = 0;
  table.columns = {alias, up};
  profile->tables = {table};
  return profile;
}

void add_available(const snmp::PollResult& listing, SnmpReport& report) {
  std::map<std::string, AvailableInterface> by_name;
  std::vector<std::string> order;
  for (const snmp::Row& row : listing.rows) {
    if (by_name.emplace(row.name, AvailableInterface{.name = row.name, .alias = {}, .up = {}})
            .second) {
      order.push_back(row.name);
    }
  }
  for (const snmp::Sample& sample : snmp::interpret(listing)) {
    const auto found = by_name.find(sample.name);
    if (found == by_name.end()) {
      continue;  // of two rows with one name the second: it cannot be asked for by that name
    }
    if (sample.quantity == Quantity::interface_alias) {
      found->second.alias = sample.text;
    } else if (sample.quantity == Quantity::interface_up) {
      found->second.up = sample.number != 0;
    }
  }
  report.available.emplace();
  for (const std::string& name : order) {
    report.available->push_back(by_name.at(name));
  }
  report.available_cut = listing.rows.size() >= kMostListed;
}

std::optional<double> poll_seconds(const snmp::PollResult& result) {
  if (!result.answered) {
    return std::nullopt;
  }
  return std::chrono::duration<double>(result.answered_at.steady - result.started.steady).count();
}

}  // namespace pantau::cli
