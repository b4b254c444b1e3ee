// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/restitution.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>
#include <utility>

namespace pantau::availability {
namespace {

__extension__ using Wide = __int128;

/// Targets count as the decimals they were written as (Share::reaches).
constexpr std::int64_t kTargetUnits = 1'000'000'000;

std::int64_t units_of(double target) {
  return std::llround(target * static_cast<double>(kTargetUnits));
}

Wide greatest_common(Wide one, Wide other) {
  while (other != 0) {
    one = std::exchange(other, one % other);
  }
  return one;
}

/// Rupiah as a fraction, reduced; both at least 0, the lower above.
struct Fraction {
  Wide upper = 0;
  Wide lower = 1;
};

Fraction reduced(Wide upper, Wide lower) {
  const Wide common = greatest_common(upper, lower);
  return {upper / common, lower / common};
}

/// The sum of fractions, rounded once. Equal denominators are added as they are. What is left
/// behind the point is worked out to 96 binary digits and the last one rounded up: far below what
/// the nearest two different sums of money of one denominator lie apart, so a half is a half.
class Sum {
 public:
  void add(const Fraction& fraction) {
    whole_ += fraction.upper / fraction.lower;
    by_lower_[fraction.lower] += fraction.upper % fraction.lower;
  }

  [[nodiscard]] std::int64_t rounded_half_up() const {
    Wide whole = whole_;
    Wide behind = 0;  // in units of 2^-96
    for (const auto& [lower, upper] : by_lower_) {
      whole += upper / lower;
      behind += digits(upper % lower, lower);
    }
    constexpr int kDigits = 96;
    whole += (behind + (Wide{1} << (kDigits - 1))) >> kDigits;
    return static_cast<std::int64_t>(
        std::min(whole, Wide{std::numeric_limits<std::int64_t>::max()}));
  }

 private:
  static Wide digits(Wide rest, Wide lower) {
    constexpr int kAtOnce = 32;
    Wide result = 0;
    for (int times = 0; times < 3; ++times) {
      rest <<= kAtOnce;
      result = (result << kAtOnce) + rest / lower;
      rest %= lower;
    }
    return rest == 0 ? result : result + 1;
  }

  Wide whole_ = 0;
  std::map<Wide, Wide> by_lower_;
};

/// Last day of "2026-10"; nothing for what is no month.
std::optional<config::Date> last_day(std::string_view month) {
  int year = 0;
  unsigned number = 0;
  const char* const end = month.data() + month.size();
  const auto first = std::from_chars(month.data(), end, year);
  if (first.ec != std::errc{} || first.ptr == end ||
      std::from_chars(first.ptr + 1, end, number).ec != std::errc{}) {
    return std::nullopt;
  }
  const config::Date day{std::chrono::year{year} / std::chrono::month{number} / std::chrono::last};
  return day.ok() ? std::optional(day) : std::nullopt;
}

/// Whether no day of the contract in this month costs anything.
bool lies_free(const config::Contract& contract, const std::string& month) {
  const auto last = last_day(month);
  return last && contract.free_until &&
         (*contract.free_until >= *last ||
          (contract.has_end && *contract.free_until >= contract.end));
}

/// The part of the fee that one link gives back, as parts of the whole contract's fee per second of
/// the month: the numerator over month_seconds.
Fraction owed_part(const config::Contract& contract, const Account& account) {
  const Wide failed = account.failed(contract.formula);
  switch (*contract.restitution) {
    case config::Restitution::pro_rata:
      return {failed, 1};
    case config::Restitution::pro_rata_over_target:
      return {failed * kTargetUnits, units_of(contract.target)};
    case config::Restitution::shortfall:
      break;
  }
  const Share share = *account.share(contract.formula);
  const Wide missing = static_cast<Wide>(units_of(contract.target)) * share.whole -
                       static_cast<Wide>(share.part) * kTargetUnits;
  // Only as much of the month as it was paid for: (target - availability) x paid seconds.
  return missing <= 0
             ? Fraction{}
             : reduced(missing * account.all(), static_cast<Wide>(share.whole) * kTargetUnits);
}

}  // namespace

std::optional<Restitution> restitution_of(const config::Contract& contract,
                                          const std::string& month,
                                          std::int64_t month_seconds,
                                          std::vector<RestitutionLink> links) {
  const bool divides_by_nothing =
      contract.restitution == config::Restitution::pro_rata_over_target &&
      units_of(contract.target) <= 0;
  if (!contract.fee_per_month || !contract.restitution || month_seconds <= 0 ||
      divides_by_nothing) {
    return std::nullopt;
  }
  Restitution result{contract.id,
                     month,
                     *contract.restitution,
                     *contract.fee_per_month,
                     contract.target,
                     month_seconds,
                     std::move(links),
                     {},
                     lies_free(contract, month)};
  std::ranges::sort(result.links, {}, &RestitutionLink::link);
  Sum sum;
  bool judged = false;
  const Wide shares = static_cast<Wide>(month_seconds) * static_cast<Wide>(result.links.size());
  for (RestitutionLink& link : result.links) {
    link.failed = link.account.failed(contract.formula);
    link.judgement = link.account.judge(contract.formula, contract.target);
    link.amount.reset();
    if (link.judgement != Judgement::met && link.judgement != Judgement::missed) {
      continue;
    }
    const Fraction part = owed_part(contract, link.account);
    const Fraction rupiah = reduced(part.upper * result.fee, part.lower * shares);
    sum.add(rupiah);
    link.amount = static_cast<double>(static_cast<long double>(rupiah.upper) /
                                      static_cast<long double>(rupiah.lower));
    judged = true;
  }
  if (judged) {
    result.amount = sum.rounded_half_up();
  }
  return result;
}

}  // namespace pantau::availability
