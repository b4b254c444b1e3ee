// SPDX-License-Identifier: Apache-2.0
/// \file
/// The run rule of semantics.md 5 for one link, with what semantics.md 3 says about not seeing.
#pragma once

#include <cstdint>
#include <string_view>

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
  no_address
};
[[nodiscard]] std::string_view name(Rule rule);

struct RunLimits {
  std::uint32_t down_after = 6;
  std::uint32_t up_after = 3;
};

/// What sight says about one echo.
struct EchoSight {
  bool blind = false;  ///< the echo was sent while sight was lost
  bool lost_now = false;  ///< sight is lost now
};

/// Verdicts are given in order of sending.
class RunRule {
 public:
  /// After so many consecutive unsent or void echoes a link is unknown.
  static constexpr std::uint32_t kNotSent = 3;

  explicit RunRule(net::WallTime since) : since_(since) {}

  void answered(const BookedTime& sent, EchoSight sight, const RunLimits& limits);
  void lost(const BookedTime& sent, EchoSight sight, const RunLimits& limits);
  void skipped(const BookedTime& sent);

  /// The loss run is complete and waits for the proof that we could see (semantics.md 3).
  [[nodiscard]] bool awaits_sight() const { return awaits_sight_; }

  [[nodiscard]] net::SteadyTime first_loss() const { return first_loss_.steady; }

  void confirm_down();

  /// Fewer than quorum anchors answer; `from` is the first unanswered anchor echo.
  void lose_sight(const BookedTime& from);
  /// Nothing was probed from `from` to `until`; echoes sent before `until` count in no run.
  void blind_time(const BookedTime& from, net::SteadyTime until);
  /// Another address: runs begin anew, the state stays.
  void restart(net::SteadyTime now);
  /// The link is no longer probed.
  void stop(const BookedTime& now);

  [[nodiscard]] LinkState state() const { return state_; }

  [[nodiscard]] net::WallTime since() const { return since_; }

  [[nodiscard]] Rule rule() const { return rule_; }

  [[nodiscard]] std::uint32_t losing() const { return losing_; }

  [[nodiscard]] std::uint32_t answering() const { return answering_; }

 private:
  void become(LinkState state, net::WallTime from, Rule rule);
  void become_unknown(const BookedTime& from, Rule rule);
  void drop_runs();

  [[nodiscard]] bool blinded() const {
    return state_ == LinkState::unknown && settled_ != LinkState::unknown;
  }

  LinkState state_ = LinkState::unknown;
  LinkState settled_ = LinkState::unknown;  ///< last decision: up, down, or none yet
  Rule rule_ = Rule::configured;
  bool awaits_sight_ = false;
  std::uint32_t losing_ = 0;
  std::uint32_t answering_ = 0;
  std::uint32_t idle_ = 0;  ///< consecutive unsent or void echoes
  net::WallTime since_{};
  BookedTime first_loss_;
  BookedTime first_answer_;
  BookedTime first_idle_;
  net::SteadyTime counts_from_ = net::SteadyTime::min();  ///< echoes sent before count in no run
};

}  // namespace pantau::links
