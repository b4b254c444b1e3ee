// SPDX-License-Identifier: Apache-2.0
/// \file
/// Can *we* see? The anchors of semantics.md 3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "probes/icmp/echo.hpp"
#include "probes/net/clock.hpp"

namespace pantau::links {

class Vantage {
 public:
  enum class Turn : std::uint8_t { none, lost, returned };

  /// Anchors of the same name keep what is known about them.
  void configure(const config::VantageSettings& settings, net::SteadyTime now);
  /// Verdicts of the anchor with this index in the settings; other events say nothing about sight.
  void record(std::size_t index, const icmp::EchoEvent& event);

  /// After a time in which nothing was probed, silence proves nothing until a whole window has
  /// passed.
  void watch_anew(net::SteadyTime now) { watched_since_ = now; }

  /// To be called when anchors were recorded and at least once a second.
  [[nodiscard]] Turn judge(net::SteadyTime now);

  [[nodiscard]] bool lost() const { return lost_; }

  /// When sight was lost last: the send time of the first unanswered anchor echo.
  [[nodiscard]] net::SteadyTime lost_since() const { return blind_.back().from; }

  /// Whether an echo sent then was sent while sight was lost.
  [[nodiscard]] bool blind_at(net::SteadyTime sent) const;
  /// Whether sight held from `from` up to `until`, as far as that is known now.
  [[nodiscard]] bool saw_throughout(net::SteadyTime from, net::SteadyTime until) const;
  /// No loss of sight that is found out later can begin before: the send time of the newest echo
  /// that quorum anchors have reached or passed with an answer; `now` without anchors or while
  /// sight is lost already.
  [[nodiscard]] net::SteadyTime seen(net::SteadyTime now) const;
  /// Whether `quorum` anchors answered an echo sent at or after `first_loss`.
  [[nodiscard]] bool confirms(net::SteadyTime first_loss) const;
  /// Answered an echo of the last 3 x interval + timeout; nothing before the first verdict.
  [[nodiscard]] std::optional<bool> up(std::size_t index, net::SteadyTime now) const;

  [[nodiscard]] net::Nanoseconds window() const { return 3 * interval_ + timeout_; }

 private:
  struct Anchor {
    std::string name;
    net::SteadyTime since{};
    bool judged = false;
    std::optional<net::SteadyTime> last_answered{};  ///< send time
    std::optional<net::SteadyTime> first_unanswered{};  ///< send time, after last_answered
  };

  struct Blind {
    net::SteadyTime from;
    net::SteadyTime until;
  };

  [[nodiscard]] bool answers(const Anchor& anchor, net::SteadyTime now) const;
  /// Send time of the newest echo that quorum anchors have reached or passed with an answer.
  [[nodiscard]] std::optional<net::SteadyTime> seen_until() const;
  [[nodiscard]] net::SteadyTime unseen_since(net::SteadyTime now) const;

  std::vector<Anchor> anchors_;
  std::size_t quorum_ = 1;
  net::Nanoseconds interval_{0};
  net::Nanoseconds timeout_{0};
  net::SteadyTime watched_since_ = net::SteadyTime::min();
  bool lost_ = false;
  std::vector<Blind> blind_;  ///< oldest first; the last one is open while sight is lost
};

}  // namespace pantau::links
