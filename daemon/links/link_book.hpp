// SPDX-License-Identifier: Apache-2.0
/// \file
/// The pure heart of the daemon: echo events in; counters, minutes, sight and states out. No I/O;
/// decided by facts and `now` alone. semantics.md 1 to 5 is its specification.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/book/device_event.hpp"
#include "daemon/book/memory.hpp"
#include "daemon/links/link_numbers.hpp"
#include "daemon/links/snapshot.hpp"
#include "daemon/links/why.hpp"
#include "probes/icmp/echo.hpp"
#include "probes/net/clock.hpp"

namespace pantau::links {

/// What the prober must do after a new plan. Changed settings and a changed address are two
/// changes, settings first; `add` has both.
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
  /// Stable word: "down_after" "up_after" "first_answer" "sent_again" "sight_lost" "not_sent"
  /// "suspend" "no_address" "loss_ratio" "minutes" (degraded or not any more) "parents" (told from
  /// parents: unreachable, unknown because they are, or down though they work again).
  std::string rule;
  std::vector<std::string> roots{};  ///< of down and unreachable
};

/// Something else that belongs in the log.
struct Notice {
  enum class Kind : std::uint8_t {
    rtt_below_physics,  ///< `link`, `rtt`; at most once an hour and link
    clock_step,  ///< wall and steady clock parted by over 100 ms; booked if it holds for 10 minutes
    book_skipped  ///< a step forward was booked: the seconds from `from` to `to` are unknown
  };
  Kind kind = Kind::clock_step;
  std::string link{};
  net::Nanoseconds rtt{0};
  net::WallTime from{};
  net::WallTime to{};
};

class LinkBook {
 public:
  /// The book clock begins no earlier than the build date.
  LinkBook();
  /// ... than `mark`, e.g. the newest time in the journal.
  explicit LinkBook(net::WallTime mark);
  ~LinkBook();
  LinkBook(const LinkBook&) = delete;
  LinkBook& operator=(const LinkBook&) = delete;
  LinkBook(LinkBook&&) = delete;
  LinkBook& operator=(LinkBook&&) = delete;

  /// Continues where the book of record ends; before the first apply().
  void restore(book::Memory memory);

  /// Takes a plan (the first or a new one). Unchanged links keep target, counters, runs and state;
  /// identity rules of semantics.md 5. A target is given to each link with an address and each
  /// anchor.
  [[nodiscard]] std::vector<TargetChange> apply(std::shared_ptr<const config::Plan> plan,
                                                net::Now now);

  void record(const std::vector<icmp::EchoEvent>& events, net::Now now);
  void record_dns_failure(icmp::TargetId target);
  /// The host name's answer changed: as an address change of semantics.md 5 (runs restart).
  void record_address_change(icmp::TargetId target, net::Now now);
  /// The daemon was suspended or stopped (SIGSTOP) from `since` to `now`: unknown from then
  /// (semantics.md 3). A suspend is also seen by the clocks themselves; saying it twice does no
  /// harm.
  void record_blind_time(net::Now since, net::Now now);

  /// Bytes of SNMP, IP headers included, with a device that is reached over `link`; kept with it
  /// like its other counters. No effect when the plan has no such link.
  void record_snmp_traffic(const std::string& link,
                           std::uint64_t to_site_bytes,
                           std::uint64_t from_site_bytes);

  /// All windows entered by command, as the journal has them now.
  void set_windows(std::vector<book::Window> entered);
  /// What devices tell about power: evidence for causes; also kept in the book.
  void record(const book::PowerReading& reading, net::Now now);
  void record(const book::DeviceRestart& restart, net::Now now);
  /// An engineer corrected an outage by command.
  void correct(std::uint64_t outage, const book::Correction& correction);

  /// To be called at least once a second: completes minutes, judges sight, moves the book clock,
  /// sweeps states, outages and sites.
  /// After a gap of over 2 s (a stall) minutes complete 1 s later and silence of the anchors proves
  /// nothing until a whole window has passed, because what arrived meanwhile may still wait in the
  /// socket.
  void advance(net::Now now);

  /// State changes since the last call, oldest first.
  [[nodiscard]] std::vector<StateChange> take_changes();
  /// Notices since the last call, oldest first.
  [[nodiscard]] std::vector<Notice> take_notices();

  /// What has been decided since the last call, when it is time to write it down: at once when an
  /// outage opened, changed or ended, else once a minute. After apply() there may be several: one
  /// of each plan. To be called until nothing comes.
  [[nodiscard]] std::optional<book::Batch> take_batch(net::Now now);
  /// The same at a stop, when take_batch() has nothing more: settles all that is decided, beyond
  /// now - timeout - late_window.
  [[nodiscard]] book::Batch finish(net::Now now);

  /// Nothing when there is no such link.
  [[nodiscard]] std::optional<Why> why(const std::string& link, net::Now now) const;

  /// Fills plan, now, links, sites, open_outages, windows, anchors, vantage_ok and pooled; the rest
  /// is the caller's.
  [[nodiscard]] Snapshot snapshot(net::Now now) const;
  /// How many links are in each state, by LinkState; without the copy that a snapshot is.
  [[nodiscard]] StateCounts count_states() const;
  [[nodiscard]] bool sight_lost() const;
  /// Link id or anchor name behind a target, for messages.
  [[nodiscard]] std::string name(icmp::TargetId target) const;
  /// Heap held for the links, without the plan.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::links
