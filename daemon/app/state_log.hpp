// SPDX-License-Identifier: Apache-2.0
/// \file
/// What changes, in few lines however much it is: 2,000 links down in one second are one storm, and
/// journald drops what comes too fast.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "daemon/app/log.hpp"
#include "daemon/links/link_book.hpp"
#include "probes/net/clock.hpp"

namespace pantau::app {

/// Most lines of one beat.
inline constexpr std::size_t kStateLines = 4;
/// A beat with more changes begins a storm: what changes for this long is one line at its end.
inline constexpr std::chrono::seconds kStorm{3};

/// A line each (`link_state`), or one for all of a storm (`link_states`).
class StateLog {
 public:
  explicit StateLog(Log& log) : log_(log) {}

  /// What changed since the last call, oldest first. To be called every beat, without changes too.
  void take(std::vector<links::StateChange> changes, net::SteadyTime now);
  /// Writes what is still held back.
  void finish();

 private:
  Log& log_;
  std::vector<links::StateChange> held_;
  std::optional<net::SteadyTime> storm_ends_;
};

/// Logs notices: a line each, or how many there were.
void log_notices(Log& log, const std::vector<links::Notice>& notices);

}  // namespace pantau::app
