// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/state_log.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>

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
             {"rule", change.rule},
             {"roots", fmt::format("{}", fmt::join(change.roots, ","))}});
}

using Counts = std::array<std::size_t, links::kLinkStateNames.size()>;

/// The first few of those that others are unreachable because of.
std::string roots_of(const std::vector<links::StateChange>& changes) {
  std::set<std::string> roots;
  for (const links::StateChange& change : changes) {
    if (change.to == links::LinkState::unreachable) {
      roots.insert(change.roots.begin(), change.roots.end());
    }
  }
  const auto end =
      std::next(roots.begin(), static_cast<std::ptrdiff_t>(std::min(roots.size(), kStateLines)));
  return fmt::format("{}", fmt::join(roots.begin(), end, ","));
}

std::string first_of(const std::vector<links::StateChange>& changes) {
  std::vector<std::string_view> links;
  for (std::size_t i = 0; i < std::min(changes.size(), kStateLines); ++i) {
    links.emplace_back(changes[i].link);
  }
  return fmt::format("{}", fmt::join(links, ","));
}

void log_summary(Log& log, const std::vector<links::StateChange>& changes) {
  Counts to{};
  for (const links::StateChange& change : changes) {
    ++to.at(static_cast<std::size_t>(change.to));
  }
  const auto count = [&to](links::LinkState state) {
    return std::to_string(to.at(static_cast<std::size_t>(state)));
  };
  const bool good = to.at(static_cast<std::size_t>(links::LinkState::up)) == changes.size();
  log.write(good ? Level::notice : Level::warning,
            "link_states",
            {{"changed", std::to_string(changes.size())},
             {"down", count(links::LinkState::down)},
             {"unreachable", count(links::LinkState::unreachable)},
             {"unknown", count(links::LinkState::unknown)},
             {"degraded", count(links::LinkState::degraded)},
             {"up", count(links::LinkState::up)},
             {"since", rfc3339(changes.front().since)},
             {"first", first_of(changes)},
             {"roots", roots_of(changes)}});
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

void StateLog::take(std::vector<links::StateChange> changes, net::SteadyTime now) {
  if (storm_ends_ && now >= *storm_ends_) {
    const bool goes_on = held_.size() > kStateLines;
    finish();
    if (goes_on) {
      storm_ends_ = now + kStorm;
    }
  }
  if (!storm_ends_ && changes.size() > kStateLines) {
    storm_ends_ = now + kStorm;
  }
  if (storm_ends_) {
    std::move(changes.begin(), changes.end(), std::back_inserter(held_));
    return;
  }
  for (const links::StateChange& change : changes) {
    log_one(log_, change);
  }
}

void StateLog::finish() {
  if (held_.size() > kStateLines) {
    log_summary(log_, held_);
  } else {
    for (const links::StateChange& change : held_) {
      log_one(log_, change);
    }
  }
  held_.clear();
  storm_ends_.reset();
}

}  // namespace pantau::app
