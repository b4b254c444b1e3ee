// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/agent_memory.hpp"

#include <algorithm>

namespace pantau::snmp {

namespace {

// Slowly: a size that was too big costs a timeout of seconds.
constexpr std::uint32_t kSuccessesToGrow = 4;

constexpr std::uint64_t kUptimeWrap = 1ULL << 32U;  // RFC 2578, 7.1.8
constexpr std::uint64_t kWrapTolerance = 500;  // hundredths of a second

bool wrapped(const AgentClocks& before, const AgentClocks& after) {
  const auto elapsed =
      std::chrono::duration_cast<std::chrono::milliseconds>(after.read - before.read);
  const std::uint64_t expected =
      std::uint64_t{*before.uptime} +
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, elapsed.count() / 10));
  return expected + kWrapTolerance >= kUptimeWrap;
}

}  // namespace

bool restarted_between(const AgentClocks& before, const AgentClocks& after) {
  if (before.boots && after.boots && *after.boots > *before.boots) {
    return true;
  }
  if (before.engine_time && after.engine_time && *after.engine_time < *before.engine_time) {
    return true;
  }
  return before.uptime && after.uptime && *after.uptime < *before.uptime && !wrapped(before, after);
}

void AgentMemory::bulk_failed() {
  bulk = std::max(1U, bulk / 2);
  bulk_successes = 0;
}

void AgentMemory::bulk_succeeded() {
  if (++bulk_successes >= kSuccessesToGrow) {
    bulk = std::min(kMaxBulk, bulk + 1);
    bulk_successes = 0;
  }
}

void AgentMemory::limit_get(std::size_t objects, net::Now now) {
  constexpr net::Nanoseconds kLongest = std::chrono::hours(24);
  if (get_limit == kMaxGetObjects) {
    // Somewhat before a slow cycle, which tries it.
    limit_due = now.steady + limit_pause - std::chrono::minutes(1);
    limit_pause = std::min(kLongest, 2 * limit_pause);
  }
  get_limit = objects;
}

void AgentMemory::forget_rows() {
  rows.clear();
  rows_known = false;
  searched_once = false;
  search.reset();
}

void AgentMemory::forget_plan() {
  plan = {};
  plan_known = false;
  plan_trimmed = false;
}

void AgentMemory::forget_absences(Version version) {
  if (version == Version::v1) {
    absences.ask_all_again();
    return;
  }
  absences.forget();
  forget_plan();
}

void AgentMemory::learn_again(Version version, bool choose_again) {
  forget_absences(version);
  forget_plan();
  rows_known = false;
  relearning = true;
  // An agent that has just started may not have all of its objects yet.
  slow_cycles = kLearnAgainCycles - 1;
  search.reset();
  search_wait = 0;
  if (choose_again) {
    profile.reset();
    sys_object_id.reset();
  }
}

}  // namespace pantau::snmp
