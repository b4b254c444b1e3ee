// SPDX-License-Identifier: Apache-2.0
// The truth of the property tests, second by second: what each link was, and what devices said.
// Slow and plain on purpose; the book of outages is compared with it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/daemon/outages/outage_fixture.hpp"

namespace pantau::outages::test {

/// What holds in one second.
struct Now {
  LinkState state = LinkState::unknown;
  std::vector<std::string> roots{};  ///< sorted; of failed seconds

  friend bool operator==(const Now&, const Now&) = default;
};

/// One link: seconds before `settled` stay, those from there to now may be written anew.
struct LinkTruth {
  std::vector<Now> seconds;
  std::int64_t settled = 0;
  std::int64_t watched_from = 0;  ///< nothing is found out any more about the time before a restart

  [[nodiscard]] std::int64_t now() const { return static_cast<std::int64_t>(seconds.size()); }

  /// The next `length` seconds pass.
  void pass(const Now& what, std::int64_t length);
  /// What lies in [from, to), beyond the settled point and a restart, turns out to have been this.
  void rewrite(std::int64_t from, std::int64_t to, const Now& what);
  /// From the settled point on; the present second holds what the last one did.
  [[nodiscard]] std::vector<Leg> course() const;
  [[nodiscard]] bool is_failed(std::int64_t second) const;
};

/// What devices said, all of it, for ever.
struct DeviceTruth {
  std::vector<book::PowerReading> readings;  ///< by time
  std::vector<book::DeviceRestart> restarts;

  /// semantics.md 6 by its words: what speaks for power in an outage that began at `start`.
  [[nodiscard]] bool shows_power(const std::string& site, book::Second start) const;
};

/// The journal: the newest version of each outage.
using Journal = std::map<std::uint64_t, book::Outage>;

/// Everything that must hold for a link's outages in the journal, by name of what is broken; empty:
/// all holds.
[[nodiscard]] std::vector<std::string> what_is_broken(const Journal& journal,
                                                      const std::string& link,
                                                      const LinkTruth& truth);

}  // namespace pantau::outages::test
