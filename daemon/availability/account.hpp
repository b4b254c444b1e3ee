// SPDX-License-Identifier: Apache-2.0
/// \file
/// Every second of a period in one class, and the ratios that follow (semantics.md 9).
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
#include "daemon/book/window.hpp"

namespace pantau::availability {

enum class Judgement : std::uint8_t { none, not_enough_data, met, missed };
inline constexpr std::array<std::string_view, 4> kJudgementNames{
    "none", "not_enough_data", "met", "missed"};

/// A figure as the integers it is made of, so that it is compared and cut without rounding.
struct Share {
  std::int64_t part = 0;
  std::int64_t whole = 0;  ///< above 0

  [[nodiscard]] double ratio() const {
    return static_cast<double>(part) / static_cast<double>(whole);
  }

  /// part / whole >= target; `target` counts as the decimal of at most 9 digits that was written.
  [[nodiscard]] bool reaches(double target) const;

  friend bool operator==(const Share&, const Share&) = default;
};

/// Whole seconds; a partition. Accounts of several links add up.
struct Account {
  std::int64_t up = 0;
  std::int64_t down = 0;
  std::int64_t too_short = 0;  ///< class `short`: of outages not longer than `minimum_outage`
  std::int64_t excluded = 0;
  std::int64_t planned = 0;
  std::int64_t unknown = 0;

  [[nodiscard]] std::int64_t all() const {
    return up + down + too_short + excluded + planned + unknown;
  }

  /// No figure when the divisor is 0. `gross` as a formula is gross.
  [[nodiscard]] std::optional<Share> share(config::AvailabilityFormula formula) const;
  [[nodiscard]] std::optional<double> gross() const;
  [[nodiscard]] std::optional<double> net(config::AvailabilityFormula formula) const;
  [[nodiscard]] std::optional<double> lower_bound() const;
  [[nodiscard]] std::optional<double> coverage() const;
  /// What the formula counts as failed.
  [[nodiscard]] std::int64_t failed(config::AvailabilityFormula formula) const;
  /// On unrounded integers; under 90 % coverage not_enough_data; nothing counted: none.
  [[nodiscard]] Judgement judge(config::AvailabilityFormula formula, double target) const;

  Account& operator+=(const Account& other);
  friend bool operator==(const Account&, const Account&) = default;
};

/// A stretch in which a link's SLA clock runs, under one contract or none.
struct Term {
  Period period;
  const config::Contract* contract = nullptr;  ///< null: the link has none; states alone count
};

/// The SLA clock (semantics.md 8): from the later of the site's in_service (00:00 local) and the
/// contract's start, to its end, suspension or decommissioning; without dates from `first`. Of
/// several contracts their own dates decide each day. Sorted, without overlaps.
[[nodiscard]] std::vector<Term> terms_of(const config::Plan& plan,
                                         const config::Link& link,
                                         book::Second first);

/// Which windows name the link or one of the roots at a time.
struct Announced {
  const config::Plan* plan = nullptr;
  const std::vector<book::Window>* windows = nullptr;
};

/// W of semantics.md 9 for a link: stretches inside windows announced in time under `contract`
/// (null: any window), sorted, without overlaps; hours beyond `planned_hours_per_month` are cut off
/// from the month's end, counting from `period.from`: let it begin with a month or a term. Roots'
/// windows count within the segments that name the root.
[[nodiscard]] std::vector<Period> announced_time(const History& history,
                                                 const config::Link& link,
                                                 const config::Contract* contract,
                                                 Period period,
                                                 const Announced& announced);

/// The account of one term's part of `period`, from the link's `first` up to what has settled: a
/// second without a state is no part of any figure.
[[nodiscard]] Account account_of(const History& history,
                                 const config::Link& link,
                                 const Term& term,
                                 Period period,
                                 const Announced& announced);

/// Seconds in each state, by LinkState, within `period` and what has settled.
[[nodiscard]] std::array<std::int64_t, book::kLinkStates> state_seconds(const History& history,
                                                                        Period period);

/// "95.486": per cent with three digits, cut, not rounded. A double that is the nearest one to a
/// value of so many digits is taken for it: 0.95 is "95.000".
[[nodiscard]] std::string percent_cut(double ratio);
[[nodiscard]] std::string percent_cut(const Share& share);
/// "0.954861": six digits, cut.
[[nodiscard]] std::string ratio_cut(double ratio);
[[nodiscard]] std::string ratio_cut(const Share& share);

}  // namespace pantau::availability
