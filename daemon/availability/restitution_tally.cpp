// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/restitution_tally.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace pantau::availability {
namespace {

/// Targets count as the decimals they were written as (Share::reaches).
constexpr std::int64_t kTargetUnits = 1'000'000'000;

/// Digits behind the point when fractions of several denominators are added, the last one rounded
/// up: far below what the nearest two different sums of one denominator lie apart, so a half is a
/// half.
constexpr int kDigits = 96;

Wide units_of(double target) {
  return std::llround(target * static_cast<double>(kTargetUnits));
}

Wide greatest_common(Wide one, Wide other) {
  while (other != 0) {
    one = std::exchange(other, one % other);
  }
  return one;
}

Fraction reduced(Wide upper, Wide lower) {
  const Wide common = greatest_common(upper, lower);
  return {upper / common, lower / common};
}

/// upper / lower below 1, in units of 2^-96.
Wide digits_of(Wide upper, Wide lower) {
  constexpr int kAtOnce = 32;
  Wide result = 0;
  for (int done = 0; done < kDigits; done += kAtOnce) {
    upper <<= kAtOnce;
    result = (result << kAtOnce) + upper / lower;
    upper %= lower;
  }
  return upper == 0 ? result : result + 1;
}

/// Adds upper / lower to `whole` and what is left to `behind`.
void add(Wide& whole, Wide& behind, Wide upper, Wide lower) {
  whole += upper / lower;
  behind += digits_of(upper % lower, lower);
}

}  // namespace

bool gives_back(const config::Contract& contract) {
  return contract.fee_per_month && contract.restitution &&
         (*contract.restitution != config::Restitution::pro_rata_over_target ||
          units_of(contract.target) > 0);
}

Fraction seconds_owed(const config::Contract& contract, const Account& paid) {
  const Wide failed = paid.failed(contract.formula);
  switch (*contract.restitution) {
    case config::Restitution::pro_rata:
      return {failed, 1};
    case config::Restitution::pro_rata_over_target:
      return {failed * kTargetUnits, units_of(contract.target)};
    case config::Restitution::shortfall:
      break;
  }
  const Share share = *paid.share(contract.formula);
  const Wide missing =
      units_of(contract.target) * share.whole - static_cast<Wide>(share.part) * kTargetUnits;
  if (missing <= 0) {
    return {};
  }
  // (target - availability) x paid seconds: of a month paid in part only that part.
  return reduced(missing * paid.all(), static_cast<Wide>(share.whole) * kTargetUnits);
}

Judgement RestitutionTally::add(const Account& paid) {
  ++links_;
  const Judgement judgement = paid.judge(contract_.formula, contract_.target);
  if (judgement != Judgement::met && judgement != Judgement::missed) {
    return judgement;
  }
  judged_ = true;
  const Fraction owed = seconds_owed(contract_, paid);
  assert(owed.lower > 0);  // gives_back()
  if (owed.upper > 0) {
    if (owed.lower == 1) {
      whole_ += owed.upper;  // ten thousand divisions of 128 bits less
      return judgement;
    }
    whole_ += owed.upper / owed.lower;
    rests_[owed.lower] += owed.upper % owed.lower;
  }
  return judgement;
}

std::optional<std::int64_t> RestitutionTally::rupiah(std::int64_t month_seconds) const {
  if (!judged_ || links_ <= 0 || month_seconds <= 0) {
    return std::nullopt;
  }
  const Wide shares = static_cast<Wide>(month_seconds) * links_;
  const Wide fee = *contract_.fee_per_month;
  Wide whole = 0;
  Wide behind = 0;
  // One denominator alone is the rule, and then the sum is exact.
  Wide rest = whole_;
  for (const auto& [lower, upper] : rests_) {
    assert(lower > 0);
    rest += upper / lower;
    if (upper % lower != 0) {
      availability::add(whole, behind, fee * (upper % lower), lower * shares);
    }
  }
  availability::add(whole, behind, fee * rest, shares);
  whole += (behind + (Wide{1} << (kDigits - 1))) >> kDigits;
  return static_cast<std::int64_t>(std::min(whole, Wide{std::numeric_limits<std::int64_t>::max()}));
}

}  // namespace pantau::availability
