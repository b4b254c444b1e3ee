// SPDX-License-Identifier: Apache-2.0
/// \file
/// The run rule of semantics.md 5 for one link, with what semantics.md 3 says about not seeing, as
/// a course of spans: a decision dates back to the first echo of its run.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "daemon/book/link_state.hpp"
#include "daemon/links/book_clock.hpp"
#include "daemon/links/link_numbers.hpp"

namespace pantau::links {

/// What decided a state: `StateChange::rule`.
enum class Rule : std::uint8_t {
  configured,  ///< new, nothing decided yet
  down_after,
  up_after,
  first_answer,  ///< the first answer after a time we could not see
  sent_again,  ///< the first decided echo after unsent and void ones: the state before goes on
  sight_lost,
  not_sent,  ///< 3 consecutive unsent or void echoes
  blind_time,  ///< the daemon was stopped or the machine suspended
  no_address,
  loss_ratio,  ///< the ratio rule: down, up again, or not to be judged
  minutes,  ///< degraded, or not any more
  parents  ///< told from parents (daemon/verdicts)
};
[[nodiscard]] std::string_view name(Rule rule);

struct RunLimits {
  std::uint32_t down_after = 6;
  std::uint32_t up_after = 3;
};

/// What the run rule knows at a time.
enum class RunState : std::uint8_t {
  undecided,  ///< new: no run has been long enough yet
  unseen,  ///< decided before, but we cannot see
  up,
  down
};

/// It ends where the next one begins.
struct RunSpan {
  Second start{};
  RunState state = RunState::undecided;
};

/// What sight says about one echo.
struct EchoSight {
  bool blind = false;  ///< the echo was sent while sight was lost
  bool lost_now = false;  ///< sight is lost now
};

/// Verdicts are given in order of sending. Functions that return a bool say whether the course
/// changed, or what decided it, or that unsent echoes broke the runs of a link not decided yet.
class RunRule {
 public:
  /// After so many consecutive unsent or void echoes a link is unknown.
  static constexpr std::uint32_t kNotSent = 3;

  explicit RunRule(net::WallTime since);

  bool answered(const BookedTime& sent, EchoSight sight, const RunLimits& limits);
  bool lost(const BookedTime& sent, EchoSight sight, const RunLimits& limits);
  bool skipped(const BookedTime& sent);

  /// The loss run is complete and waits for the proof that we could see (semantics.md 3).
  [[nodiscard]] bool awaits_sight() const { return awaits_sight_; }

  [[nodiscard]] net::SteadyTime first_loss() const { return first_loss_.steady; }

  void confirm_down();

  /// Fewer than quorum anchors answer; `from` is the first unanswered anchor echo.
  bool lose_sight(const BookedTime& from);
  /// As lose_sight() when another rule holds the link down.
  bool lose_sight_while_down(const BookedTime& from);
  /// Nothing was probed from `from` to `until`; echoes sent before `until` count in no run.
  bool blind_time(const BookedTime& from, net::SteadyTime until);
  /// Another address: runs begin anew, the state stays.
  void restart(net::SteadyTime now);
  /// The link is no longer probed.
  bool stop(const BookedTime& now);
  /// The book goes on from `since` after a time without us; `decided`: up, down or undecided.
  void restore(Second since, RunState decided);
  /// The ratio rule decides from `from` on: if runs have not, the link is up where it does not
  /// hold.
  bool found_by_ratio(Second from);
  /// The ratio rule cannot tell any more since `from`: unknown until the first answer since then or
  /// the next decision, unless runs have decided since.
  bool doubt(Second from);

  /// unknown, up or down.
  [[nodiscard]] LinkState state() const;

  [[nodiscard]] Second since() const { return now_.start; }

  /// The span that holds now.
  [[nodiscard]] const RunSpan& present() const { return now_; }

  /// Those before it that have not settled, oldest first.
  [[nodiscard]] const std::vector<RunSpan>& earlier() const { return earlier_; }

  [[nodiscard]] Rule rule() const { return rule_; }

  [[nodiscard]] std::uint32_t losing() const { return losing_; }

  [[nodiscard]] std::uint32_t answering() const { return answering_; }

  /// A loss run that may still make the link down.
  [[nodiscard]] bool undecided_losses() const {
    return losing_ > 0 && now_.state != RunState::down;
  }

  [[nodiscard]] Second first_lost_second() const;
  /// Where an undecided run began: what is yet to be decided may be dated back to it.
  [[nodiscard]] Second hold() const;

  [[nodiscard]] Second settled() const { return settled_until_; }

  /// Nothing is dated before `until` from now on; spans that end by then are forgotten.
  void settle(Second until);

 private:
  void become(RunState state, Second from, Rule rule);
  bool become_unseen(const BookedTime& from, Rule rule);
  void drop_runs();

  RunSpan now_;
  std::vector<RunSpan> earlier_;
  Second settled_until_;
  RunState decided_ = RunState::undecided;  ///< last decision: up, down, or none yet
  Rule rule_ = Rule::configured;
  bool awaits_sight_ = false;
  std::uint32_t losing_ = 0;
  std::uint32_t answering_ = 0;
  std::uint32_t idle_ = 0;  ///< consecutive unsent or void echoes
  BookedTime first_loss_;
  net::WallTime first_answer_{};
  net::WallTime last_answer_ = net::WallTime::min();
  net::WallTime first_idle_{};
  net::SteadyTime counts_from_ = net::SteadyTime::min();  ///< echoes sent before count in no run
};

}  // namespace pantau::links
