// SPDX-License-Identifier: Apache-2.0
/// \file
/// The acceptance test (semantics.md 8): 72 h from `actual.acceptance_test`, judged on every
/// primary link, from what the book of record says. Pure: the daemon and the command judge by this
/// alone.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/calendar.hpp"
#include "daemon/availability/history.hpp"
#include "daemon/book/minute_summary.hpp"

namespace pantau::rollout {

enum class AcceptanceState : std::uint8_t { none, running, passed, failed, undecided };
inline constexpr std::array<std::string_view, 5> kAcceptanceStateNames{
    "none", "running", "passed", "failed", "undecided"};

enum class Criterion : std::uint8_t {
  coverage,
  availability,
  longest_outage,
  rtt,
  variation,
  loss
};
inline constexpr std::array<std::string_view, 6> kCriterionNames{
    "coverage", "availability", "longest_outage", "rtt", "variation", "loss"};

/// One criterion of one link. coverage and availability: a ratio that must be at least `threshold`;
/// longest_outage: seconds, at most; rtt, variation, loss: the share of 15-minute windows below
/// `limit`, at least `threshold` (0.95).
struct CriterionResult {
  std::optional<double> figure;  ///< absent: nothing to judge it by yet
  double threshold = 0;
  std::optional<double> limit;  ///< of rtt and variation in seconds, of loss a ratio: its `_bad`
  bool met = false;

  friend bool operator==(const CriterionResult&, const CriterionResult&) = default;
};

using Criteria = std::array<CriterionResult, kCriterionNames.size()>;  ///< by Criterion

struct LinkTrial {
  std::string link;
  std::string contract;  ///< whose target is asked for; empty: the technology's
  std::int64_t known = 0;  ///< seconds with a state other than unknown
  std::int64_t failed = 0;  ///< seconds down or unreachable
  std::int64_t outages = 0;
  std::uint32_t windows = 0;  ///< 15-minute windows that had 5 minutes to judge by
  std::array<std::uint32_t, 3> good{};  ///< of them: rtt, variation, loss
  Criteria criteria{};

  friend bool operator==(const LinkTrial&, const LinkTrial&) = default;
};

struct Acceptance {
  std::string site;
  AcceptanceState state = AcceptanceState::none;
  availability::Period period;  ///< [start, start + 72 h)
  book::Second judged_until{};  ///< how far the book had settled
  std::optional<book::Second> decided;  ///< when the verdict became final
  std::vector<LinkTrial> links;  ///< primary links, by id

  /// 0 to 1: how much of the period has settled.
  [[nodiscard]] double progress() const;
  /// Over all links: met only when every link meets it.
  [[nodiscard]] bool met(Criterion criterion) const;

  friend bool operator==(const Acceptance&, const Acceptance&) = default;
};

/// What the book says of one primary link.
struct TrialInput {
  const config::Link* link = nullptr;
  availability::History history;  ///< of the period at least
  std::vector<book::MinuteSummary> minutes;  ///< complete ones of the period, by time
};

/// The period of the site's test; nothing when none has been started or it lies after `now`.
/// `duration`: `[acceptance] duration`.
[[nodiscard]] std::optional<availability::Period> trial_period(const config::Plan& plan,
                                                               const config::Site& site,
                                                               book::Second now);

/// Links that are judged: primary ones with an address; without a primary all of them.
[[nodiscard]] std::vector<const config::Link*> trial_links(const config::Plan& plan,
                                                           const config::Site& site);

/// `running` until every link's book has settled past the period; then final: coverage too low is
/// `undecided`, and so is a test whose links worked but had no window to judge; else every
/// criterion of every link must be met. A site without links: undecided.
[[nodiscard]] Acceptance judge(const config::Plan& plan,
                               const config::Site& site,
                               availability::Period period,
                               const std::vector<TrialInput>& inputs,
                               book::Second now);

}  // namespace pantau::rollout
