// SPDX-License-Identifier: Apache-2.0
/// \file
/// An agent that answers from a recording (.snmprec: OID|type|value), asked as a profile says. What
/// it is asked is worked out here anew, so that a mistake of the engine does not hide one of a
/// profile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/profile_choice.hpp"
#include "probes/snmp/reading.hpp"

namespace pantau::snmp {

class RecordedAgent {
 public:
  /// Throws std::runtime_error with the line when it cannot be read.
  explicit RecordedAgent(const std::filesystem::path& recording);

  /// Null: it has no such thing.
  [[nodiscard]] const Value* find(const Oid& oid) const;
  [[nodiscard]] const Value* find(std::string_view oid) const;

  /// The profile that `profile = "auto"` would take.
  [[nodiscard]] std::shared_ptr<const config::DeviceProfile> choose(
      const config::ProfileList& profiles) const;

  /// One whole poll.
  [[nodiscard]] PollResult poll(const std::shared_ptr<const config::DeviceProfile>& profile,
                                const std::vector<std::string>& interfaces) const;

  /// Index and value of every row of a column, in the agent's order.
  [[nodiscard]] std::vector<VarBind> walk(const Oid& column) const;

 private:
  [[nodiscard]] std::string label_of(const config::ProfileTable& table, const Oid& index) const;
  [[nodiscard]] std::optional<Oid> find_interface(const config::ProfileTable& table,
                                                  const std::string& name) const;
  void find_rows(const config::ProfileTable& table,
                 std::uint32_t place,
                 const std::vector<std::string>& interfaces,
                 PollResult& result) const;

  std::map<Oid, Value> values_;
};

/// What a poll costs in one packet: objects that have a value, without the alternatives to one that
/// has, and the bytes of a GetResponse of version 2c with them.
struct AnswerSize {
  std::size_t objects = 0;
  std::size_t bytes = 0;
};

[[nodiscard]] AnswerSize answer_size(const PollResult& result);

/// "power_battery_volts 53.1", "radio_signal_dbm [wlan1] -63", "sysname hub", "sysuptime 7",
/// "interface_receive_bytes_total [ether1] 17 of 64 bits", in the order of interpret().
[[nodiscard]] std::vector<std::string> lines_of(const std::vector<Sample>& samples);
[[nodiscard]] std::string line_of(const Sample& sample);

}  // namespace pantau::snmp
