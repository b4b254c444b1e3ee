// SPDX-License-Identifier: Apache-2.0
/// \file
/// What was learned of one agent and is kept from poll to poll, so that a poll is one request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "probes/net/clock.hpp"
#include "probes/snmp/ask_absences.hpp"
#include "probes/snmp/ask_list.hpp"
#include "probes/snmp/message.hpp"
#include "probes/snmp/oid_list.hpp"
#include "probes/snmp/row_search.hpp"

namespace pantau::snmp {

/// Objects in one GET when nobody complained yet: about 4 KB of answer.
inline constexpr std::size_t kMaxGetObjects = 128;
inline constexpr std::uint32_t kFirstBulk = 10;  ///< repetitions; works where 25 is dropped
inline constexpr std::uint32_t kMaxBulk = 25;
/// Empty tables are tried again this often; missing interfaces and walks that failed at least.
inline constexpr net::Nanoseconds kSlowCycle = std::chrono::minutes(15);
/// What the agent does not have, and new rows of tables that have some, every fourth slow cycle.
inline constexpr std::uint32_t kLearnAgainCycles = 4;
/// With version 1 what the agent does not have costs a round trip each: once a day ...
inline constexpr std::uint32_t kLearnAgainCyclesV1 = 96;
/// ... and so many of them in one poll.
inline constexpr std::size_t kRetriesV1 = 4;

/// The agent's clocks at its last answer: a fall tells a restart.
struct AgentClocks {
  std::optional<std::int64_t> boots;
  std::optional<std::int64_t> engine_time;  ///< seconds
  std::optional<std::uint32_t> uptime;  ///< hundredths of a second
  net::SteadyTime read{};
};

/// A simple rule (the exact one is semantics.md 7): a wrap of sysUpTime is no restart.
[[nodiscard]] bool restarted_between(const AgentClocks& before, const AgentClocks& after);

struct AgentMemory {
  std::shared_ptr<const config::DeviceProfile> profile;
  std::optional<Oid> sys_object_id;  ///< by which the profile was chosen

  bool rows_known = false;
  bool searched_once = false;  ///< with this profile
  bool relearning = false;  ///< because it restarted or changed
  bool ask_first = false;  ///< the search was not answered: the next poll begins with the GET
  bool rows_fresh = false;  ///< found beside a GET, and not asked for yet
  bool slow_search = false;  ///< the next search is that of the slow cycle
  std::uint32_t slow_cycles = 0;
  net::SteadyTime slow_due{};
  std::vector<KnownRow> rows;
  std::vector<std::string> missing;  ///< interfaces
  std::vector<std::uint32_t> failed;  ///< tables of which a walk failed
  std::unique_ptr<RowSearch> search;  ///< goes on in the next poll when a poll is too short for it
  std::uint32_t search_pause = 1;  ///< polls
  std::uint32_t search_wait = 0;  ///< polls to a search after the GET; 0: none

  Absences absences;
  const void* absences_of = nullptr;  ///< the profile chosen; compared only
  AskPlan plan;
  bool plan_known = false;
  bool plan_trimmed = false;  ///< without needless alternatives

  std::uint32_t bulk = kFirstBulk;
  std::uint32_t bulk_successes = 0;
  std::uint32_t lost_gets = 0;  ///< polls in a row whose GET was not answered
  std::size_t get_limit = kMaxGetObjects;
  std::size_t worked_reduced = 0;  ///< objects, after a full GET was lost
  net::SteadyTime limit_due{};  ///< a full GET is tried again
  net::Nanoseconds limit_pause{kSlowCycle};  ///< doubles up to a day

  AgentClocks clocks;
  bool engine_known = false;
  std::uint32_t silent_polls = 0;  ///< in a row
  std::uint32_t auth_failures = 0;  ///< polls in a row

  void bulk_failed();
  void bulk_succeeded();
  void limit_get(std::size_t objects, net::Now now);
  void forget_rows();
  void forget_plan();
  /// With version 1 a few in each poll, as each costs a round trip.
  void forget_absences(Version version);
  /// Rows and absences are to be learned again; the profile too with `choose_again`.
  void learn_again(Version version, bool choose_again);
};

}  // namespace pantau::snmp
