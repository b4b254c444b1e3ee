// SPDX-License-Identifier: Apache-2.0
/// \file
/// The pure heart of the daemon: echo events in; counters, minutes, sight and states out. No I/O; decided
/// by facts and `now` alone. semantics.md 1 to 5 is its specification.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/links/link_numbers.hpp"
#include "daemon/links/snapshot.hpp"
#include "probes/icmp/echo.hpp"
#include "probes/net/clock.hpp"

namespace pantau::links {

/// What the prober must do after a new plan. `settings` and `address` also come together as `add`.
struct TargetChange {
  enum class Kind : std::uint8_t { add, change_settings, change_address, remove };
  Kind kind = Kind::add;
  icmp::TargetId target = 0;
  icmp::EchoSettings settings;
  std::string address;  ///< as configured: an address or a host name
};

/// A state that changed, for the log.
struct StateChange {
  std::string link;
  LinkState from = LinkState::unknown;
  LinkState to = LinkState::unknown;
  net::WallTime since{};
  std::string rule;  ///< stable word: "down_after" "up_after" "sight_lost" "sight_returned" "not_sent" "suspend" ...
};

class LinkBook {
 public:
  LinkBook();
  ~LinkBook();
  LinkBook(const LinkBook&) = delete;
  LinkBook& operator=(const LinkBook&) = delete;
  LinkBook(LinkBook&&) = delete;
  LinkBook& operator=(LinkBook&&) = delete;

  /// Takes a plan (the first or a new one). Unchanged links keep target, counters, runs and state;
  /// identity rules of semantics.md 5. A target is given to each link with an address and each anchor.
  [[nodiscard]] std::vector<TargetChange> apply(std::shared_ptr<const config::Plan> plan, net::Now now);

  void record(const std::vector<icmp::EchoEvent>& events, net::Now now);
  void record_dns_failure(icmp::TargetId target);
  /// The host name's answer changed: as an address change of semantics.md 5 (runs restart).
  void record_address_change(icmp::TargetId target, net::Now now);
  /// The daemon was suspended or stopped (SIGSTOP) from `since` to `now`: unknown from then (semantics.md 3).
  void record_blind_time(net::Now since, net::Now now);

  /// To be called at least once a second: completes minutes, judges sight, moves the book clock.
  void advance(net::Now now);

  /// State changes since the last call, oldest first.
  [[nodiscard]] std::vector<StateChange> take_changes();

  /// Fills plan, now, links, anchors, vantage_ok and pooled; the rest is the caller's.
  [[nodiscard]] Snapshot snapshot(net::Now now) const;
  /// Link id or anchor name behind a target, for messages.
  [[nodiscard]] std::string name(icmp::TargetId target) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::links
