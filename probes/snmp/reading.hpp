// SPDX-License-Identifier: Apache-2.0
/// \file
/// What one poll of one device brought, raw and as numbers.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/device_profile.hpp"
#include "probes/net/clock.hpp"
#include "probes/snmp/message.hpp"

namespace pantau::snmp {

/// A table's row that is asked for.
struct Row {
  std::uint32_t table = 0;  ///< place in DeviceProfile::tables
  std::vector<std::uint32_t> index;
  /// As the operator wrote it (`interfaces`), the text of the name column, or the index. Raw bytes.
  std::string name;
};

/// Of one device since it was added; never falls.
struct PollNumbers {
  std::uint64_t requests = 0;  ///< datagrams sent, attempts included
  std::uint64_t retries = 0;  ///< attempts after the first
  std::uint64_t timeouts = 0;  ///< attempts without an answer in time
  std::array<std::uint64_t, kFaultNames.size()> faults{};  ///< by Fault; [timeout] = steps given up
};

/// One poll, finished or given up.
struct PollResult {
  DeviceId device = 0;
  net::Now started;
  net::Now answered_at;  ///< when the last answer arrived; = started when none did
  bool answered = false;  ///< the agent said anything at all to us
  bool complete = false;  ///< all that was asked for was answered (a value it does not have counts)
  std::uint32_t round_trips = 0;  ///< answered steps, those of identifying and finding included
  std::shared_ptr<const config::DeviceProfile> profile;  ///< null until one is chosen
  std::vector<Row> rows;
  std::vector<std::string> missing_interfaces;  ///< configured, but the agent has no such name
  std::vector<VarBind> bindings;  ///< sorted by oid, without Missing ones
  /// The device answered that it restarted or changed so that rows were found again in this poll.
  bool rows_found = false;
  Fault fault = Fault::none;  ///< what ended it, when not complete
  std::string detail;
};

/// One number or text, with what tells it apart from others of its quantity.
struct Sample {
  config::Quantity quantity = config::Quantity::sys_descr;
  std::string name;  ///< interface, sensor or radio; raw bytes; empty: the device itself
  double number = 0;  ///< gauge and truth (0 or 1), in the metric's unit; count
  Counter counter;  ///< counter
  Ticks ticks;  ///< ticks
  std::string text;  ///< text; raw bytes
};

}  // namespace pantau::snmp
