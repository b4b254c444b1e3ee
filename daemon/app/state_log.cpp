// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/state_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace pantau::app {

namespace {

std::string_view state_name(links::LinkState state) {
  return links::kLinkStateNames.at(static_cast<std::size_t>(state));
}

void log_one(Log& log, const links::StateChange& change) {
  const Level level = change.to == links::LinkState::up ? Level::notice : Level::warning;
  log.write(level,
            "link_state",
            {{"link", change.link},
             {"from", std::string{state_name(change.from)}},
             {"to", std::string{state_name(change.to)}},
             {"since", rfc3339(change.since)},
             {"rule", change.rule}});
}

void log_summary(Log& log, const std::vector<links::StateChange>& changes) {
  std::array<std::size_t, links::kLinkStateNames.size()> to{};
  for (const links::StateChange& change : changes) {
    ++to.at(static_cast<std::size_t>(change.to));
  }
  log.write(
      Level::warning,
      "link_states",
      {{"changed", std::to_string(changes.size())},
       {"down", std::to_string(to.at(static_cast<std::size_t>(links::LinkState::down)))},
       {"unknown", std::to_string(to.at(static_cast<std::size_t>(links::LinkState::unknown)))},
       {"up", std::to_string(to.at(static_cast<std::size_t>(links::LinkState::up)))},
       {"first", changes.front().link}});
}

void log_notice(Log& log, const links::Notice& notice) {
  using Kind = links::Notice::Kind;
  switch (notice.kind) {
    case Kind::rtt_below_physics:
      log.write(
          Level::warning,
          "rtt_below_physics",
          {{"link", notice.link},
           {"rtt",
            fmt::format("{:.3f}ms", std::chrono::duration<double, std::milli>(notice.rtt).count())},
           {"why", "a reply this fast did not cross the satellite"}});
      return;
    case Kind::clock_step:
      log.write(Level::warning,
                "clock_step",
                {{"from", rfc3339(notice.from)}, {"to", rfc3339(notice.to)}});
      return;
    case Kind::book_skipped:
      log.write(Level::warning,
                "book_skipped",
                {{"from", rfc3339(notice.from)}, {"to", rfc3339(notice.to)}});
      return;
  }
}

}  // namespace

void log_notices(Log& log, const std::vector<links::Notice>& notices) {
  const std::size_t shown = std::min(notices.size(), kStateLines);
  for (std::size_t i = 0; i < shown; ++i) {
    log_notice(log, notices[i]);
  }
  if (shown < notices.size()) {
    log.write(
        Level::warning, "notices_left_out", {{"count", std::to_string(notices.size() - shown)}});
  }
}

void log_changes(Log& log, const std::vector<links::StateChange>& changes) {
  if (changes.size() > kStateLines) {
    log_summary(log, changes);
    return;
  }
  for (const links::StateChange& change : changes) {
    log_one(log, change);
  }
}

}  // namespace pantau::app
