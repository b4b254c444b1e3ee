// SPDX-License-Identifier: Apache-2.0
/// \file
/// Everything that the echoes of one link say about its state by themselves, as a course of spans
/// that may still be re-dated beyond what has settled: run rule, ratio rule, degraded, sight
/// (semantics.md 3 and 5). Parents are asked elsewhere (daemon/verdicts).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "config/inventory.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/links/book_clock.hpp"
#include "daemon/links/link_numbers.hpp"
#include "daemon/links/run.hpp"

namespace pantau::links {

/// What judges the minutes of a link.
struct MinuteLimits {
  config::Threshold rtt;
  config::Threshold variation;
  config::Threshold loss;
  double loss_threshold = 0.75;  ///< c1 of Y.1540: of the contract of the day, else the default
};

/// A minute that has just become final.
struct FinalMinute {
  MinuteSummary summary;
  Second start{};  ///< on the book clock
  Second end{};
  Second judged{};  ///< when it became complete: end + timeout + late_window, book clock
  bool sight = true;  ///< we could see throughout
};

class Line {
 public:
  explicit Line(Second since);

  void answered(const BookedTime& sent, EchoSight sight, const RunLimits& limits);
  void lost(const BookedTime& sent, EchoSight sight, const RunLimits& limits);
  void skipped(const BookedTime& sent);
  [[nodiscard]] bool awaits_sight() const;
  [[nodiscard]] net::SteadyTime first_loss() const;
  void confirm_down();
  void lose_sight(const BookedTime& from);
  void blind_time(const BookedTime& from, net::SteadyTime until);
  void restart(net::SteadyTime now);
  void stop(const BookedTime& now);
  /// Minutes come in order. Ratio rule and degraded are judged here.
  void complete(const FinalMinute& minute, const MinuteLimits& limits);
  /// A step forward of the clock was booked: nobody was there from `from` to `to`.
  void skip_time(Second from, Second to);
  /// The book continues after a time without us: unknown from `since` on until the first answer or
  /// the next decision; `decided` is the last state that was not unknown.
  void restore(Second since, LinkState decided);

  /// unknown, up, degraded or down; never empty; the last one holds now.
  [[nodiscard]] const std::vector<book::Span>& spans() const { return spans_; }

  [[nodiscard]] LinkState state() const { return spans_.back().state; }

  [[nodiscard]] Second since() const { return spans_.back().start; }

  [[nodiscard]] Rule rule() const { return rule_; }

  [[nodiscard]] std::uint8_t degraded() const { return degraded_; }

  [[nodiscard]] std::uint32_t losing() const;
  [[nodiscard]] std::uint32_t answering() const;

  /// Nothing before this time can be re-dated by what may still come; at most `cap` (now - timeout
  /// - late_window) and the send time of the oldest undecided echo (`open`). Held back by undecided
  /// runs of losses, answers, or unsent and void echoes, and by the first minute of a series over
  /// `loss_threshold`; the minute in progress belongs to one until it can no longer be over it:
  /// `rest` is the most echoes that may still be decided in it.
  [[nodiscard]] Second known_until(Second cap, const std::optional<BookedTime>& open) const;
  /// First echo of a run of losses that is not decided yet.
  [[nodiscard]] std::optional<Second> undecided_since() const;

  /// Spans that end before are not needed any more; nothing is dated before it from now on.
  void settle(Second until);

 private:
  RunRule run_;
  std::vector<book::Span> spans_;
  Rule rule_ = Rule::configured;
  std::uint8_t degraded_ = 0;
};

}  // namespace pantau::links
