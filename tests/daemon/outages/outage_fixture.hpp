// SPDX-License-Identifier: Apache-2.0
// A few links, their courses written in seconds, and the book of their outages.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/outages/outage_book.hpp"

namespace pantau::outages::test {

using book::LinkState;

/// Second `seconds` of the tests: 2026-10-01 00:00 UTC is second 0.
[[nodiscard]] book::Second at(std::int64_t seconds);

/// One span of a course, roots by name.
struct Leg {
  std::int64_t start = 0;
  LinkState state = LinkState::up;
  std::vector<std::string> roots{};
};

/// A county of five links, places in this order: "child" (site "jila", provider "sat"),
/// "hub" and "hub-2" (site "hub", provider "sat"), "other" (site "jila", provider "lte"),
/// "twin" (site "twin", provider "lte"). Sites lie in districts of the same name as the site.
[[nodiscard]] config::Plan county();

[[nodiscard]] std::uint32_t place_of(const config::Plan& plan, const std::string& link);

/// A window over [start, end) seconds that names one link.
[[nodiscard]] book::Window window_over(const std::string& link,
                                       std::int64_t start,
                                       std::int64_t end);

/// The one outage of the list; throws when there is another number of them.
[[nodiscard]] book::Outage only(const std::vector<book::Outage>& outages);

class BookUnderTest {
 public:
  BookUnderTest();

  void set_windows(std::vector<book::Window> windows);
  void follow(const std::string& link,
              const std::vector<Leg>& legs,
              std::int64_t settled,
              std::int64_t now);
  void reconsider(const std::string& site, std::int64_t now);
  /// As a daemon that is killed and started again: what `journal` has of open outages.
  void restart(const std::vector<book::Outage>& journal);

  [[nodiscard]] Surroundings around() const;

  config::Plan plan = county();
  WindowList windows;
  EvidenceShelf evidence;
  std::unique_ptr<OutageBook> book = std::make_unique<OutageBook>();
};

}  // namespace pantau::outages::test
