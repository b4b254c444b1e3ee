// SPDX-License-Identifier: Apache-2.0
/// \file
/// A county of one site and one link with a contract, and the book of its time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/account.hpp"
#include "daemon/availability/calendar.hpp"
#include "daemon/availability/history.hpp"
#include "daemon/book/window.hpp"

namespace pantau::availability::test {

using book::LinkState;
using book::Second;
using book::Seconds;
using std::chrono::hours;
using std::chrono::minutes;

[[nodiscard]] config::Date day(int year, unsigned month, unsigned day);

/// 00:00 of a day in the zone of all these tests, Asia/Jayapura (UTC+9, no clock changes).
[[nodiscard]] Second at(int year, unsigned month, unsigned day);

/// A link "jila" with the contract "c" (target 95 %, gross) from 2025 on at a site "jila" of a
/// phase, in service since 2025-01-01, in the district "jila"; its provider is "p".
struct County {
  config::Plan plan;

  County();

  [[nodiscard]] config::Link& link() { return plan.links.front(); }

  [[nodiscard]] config::Site& site() { return plan.sites.front(); }

  [[nodiscard]] config::Contract& contract() { return plan.contracts.front(); }

  /// Another contract of the link.
  void add_contract(const std::string& id, config::Date start);
  /// A link "hub" at an infrastructure site "hub", without a contract.
  void add_hub();
};

/// Writes a history from beginning to end; the link is up when nothing else is said.
class Course {
 public:
  explicit Course(Second first, std::string id = "jila");

  Course& fail(Second from,
               Seconds length,
               book::Cause cause = book::Cause::unknown,
               LinkState state = LinkState::down,
               const std::vector<std::string>& roots = {});
  /// The same outage goes on in another segment.
  Course& go_on(Second from, Seconds length, book::Cause cause = book::Cause::unknown);
  Course& blind(Second from, Seconds length);
  Course& correct(book::Cause cause);  ///< the last outage
  [[nodiscard]] History until(Second settled) const;

 private:
  void put(Second from, LinkState state, Second to);

  History history_;
};

[[nodiscard]] book::Window window_of(Second start, Seconds length);

}  // namespace pantau::availability::test
