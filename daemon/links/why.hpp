// SPDX-License-Identifier: Apache-2.0
/// \file
/// The reasoning behind the present state of one link: what `pantau why` shows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/links/link_numbers.hpp"
#include "probes/net/clock.hpp"

namespace pantau::links {

/// One of the last echoes.
struct RecentEcho {
  enum class Verdict : std::uint8_t { undecided, answered, lost, unsent, voided };
  net::WallTime sent{};
  Verdict verdict = Verdict::undecided;
  std::optional<net::Nanoseconds> rtt;  ///< answered or late
  bool late = false;  ///< lost, but a reply came after the timeout
  std::string reason;  ///< ICMP error or why it was not sent; empty: none
};

struct ParentState {
  std::string link;
  LinkState state = LinkState::unknown;
  std::uint32_t group = 0;  ///< counts from 0: one of each group must work
};

struct Why {
  std::shared_ptr<const config::Plan> plan;
  std::uint32_t place = 0;  ///< in plan->links
  net::Now now{};
  LinkNumbers numbers;
  std::string rule;  ///< as StateChange::rule
  bool vantage_ok = true;
  std::vector<ParentState> parents;
  std::vector<std::string> roots;
  std::vector<RecentEcho> echoes;  ///< oldest first, at most 20
  std::shared_ptr<const book::Outage> outage;  ///< open
};

}  // namespace pantau::links
