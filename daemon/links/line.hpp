// SPDX-License-Identifier: Apache-2.0
/// \file
/// Everything that the echoes of one link say about its state by themselves, as a course of spans
/// that may still be re-dated beyond what has settled: run rule, ratio rule, degraded, sight
/// (semantics.md 3 and 5). Parents are asked elsewhere (daemon/verdicts).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "daemon/book/link_state.hpp"
#include "daemon/links/book_clock.hpp"
#include "daemon/links/degraded.hpp"
#include "daemon/links/final_minute.hpp"
#include "daemon/links/line_course.hpp"
#include "daemon/links/ratio_rule.hpp"
#include "daemon/links/run.hpp"

namespace pantau::links {

/// What bounds how far a line is known, beside itself.
struct Outlook {
  Second cap{};  ///< now - timeout - late_window
  std::optional<BookedTime> open;  ///< send time of the oldest undecided echo
  /// A loss of sight that is found out later cannot be dated before this: the newest anchor echo
  /// that a quorum has answered, or now without anchors.
  Second seen = Second::max();
  /// Absent: there is none to come (no address).
  std::optional<OpenMinute> minute;
  double loss_threshold = 0.75;  ///< as MinuteLimits
};

/// Times never go back from call to call; verdicts come in order of sending, minutes in order.
class Line {
 public:
  explicit Line(Second since);

  void answered(const BookedTime& sent, EchoSight sight, const RunLimits& limits) {
    const Second before = run_.since();
    if (run_.answered(sent, sight, limits)) {
      take_answer(before);
    }
  }

  void lost(const BookedTime& sent, EchoSight sight, const RunLimits& limits);
  void skipped(const BookedTime& sent);

  [[nodiscard]] bool awaits_sight() const { return run_.awaits_sight(); }

  [[nodiscard]] net::SteadyTime first_loss() const { return run_.first_loss(); }

  void confirm_down();
  void lose_sight(const BookedTime& from);
  void blind_time(const BookedTime& from, net::SteadyTime until);
  /// Another address: runs and the series of the ratio rule begin anew, the state stays.
  void restart(const BookedTime& now);
  void stop(const BookedTime& now);
  /// Ratio rule and degraded are judged here.
  void complete(const FinalMinute& minute, const MinuteLimits& limits);
  /// A step forward of the clock was booked: nobody was there from `from` to `to`. Then the state
  /// before goes on.
  void skip_time(Second from, Second to);
  /// The book continues after a time without us: unknown from `since` on until the first answer or
  /// the next decision; `decided` is the last state that was not unknown.
  void restore(Second since, LinkState decided);

  /// unknown, up, degraded or down; never empty; the first holds at the settled point, the last one
  /// now. The start of the first may lie before the settled point.
  [[nodiscard]] const std::vector<book::Span>& spans() const { return spans_; }

  [[nodiscard]] LinkState state() const { return spans_.back().state; }

  [[nodiscard]] Second since() const { return spans_.back().start; }

  /// What decided the present state.
  [[nodiscard]] Rule rule() const { return rule_; }

  /// Bits of DegradedReason.
  [[nodiscard]] std::uint8_t degraded() const { return degraded_; }

  [[nodiscard]] std::uint32_t losing() const { return run_.losing(); }

  [[nodiscard]] std::uint32_t answering() const { return run_.answering(); }

  /// Nothing before this time is re-dated by what may still come. Held back by undecided echoes,
  /// by runs of losses, of answers (while not up), of unsent and void echoes, by the first minute
  /// of a series over the loss threshold (the first minute that is not final belongs to one until
  /// it can no longer be over it), and while the ratio rule holds by the last final minute. Should
  /// `outlook` have been wrong (a reload shortens the interval), settle() still keeps the promise.
  [[nodiscard]] Second known_until(const Outlook& outlook) const;
  /// The same for the run rule alone: what is down before it stays down, because minutes can only
  /// make it longer.
  [[nodiscard]] Second runs_known_until(const Outlook& outlook) const;
  /// First echo of a loss run that is not decided yet, also while it waits for the proof of sight.
  [[nodiscard]] std::optional<Second> undecided_since() const;

  /// Spans that end before are not needed any more; nothing is dated before it from now on.
  void settle(Second until);

  /// Heap held.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  void take_answer(Second unknown_since);
  void take_run(bool changed);
  void end_ratio(Second at);
  void judge_ratio(const FinalMinute& minute, double loss_threshold);
  void judge_quality(const FinalMinute& minute, const MinuteLimits& limits);
  void lay(Rule cause);

  RunRule run_;
  std::vector<Mark> marks_;
  std::vector<book::Span> spans_;
  QualityRule quality_;
  [[no_unique_address]] RatioRule ratio_;  // its tail holds what follows: there are many links
  Rule rule_ = Rule::configured;
  std::uint8_t degraded_ = 0;
  std::uint8_t settled_degraded_ = 0;  ///< just before the settled point
};

}  // namespace pantau::links
