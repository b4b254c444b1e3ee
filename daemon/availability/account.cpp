// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/account.hpp"

#include <fmt/format.h>

#include <cmath>

namespace pantau::availability {
namespace {

/// Seconds of ten thousand links over years, times 10^9, exceed 64 bits.
__extension__ using Wide = __int128;

/// Targets are written with a few decimal digits; their doubles are not exact.
constexpr std::int64_t kTargetUnits = 1'000'000'000;

constexpr std::int64_t kPercentUnits = 100'000;  // three digits of a per cent
constexpr std::int64_t kRatioUnits = 1'000'000;

std::optional<Share> share_of(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? std::optional<Share>({part, whole}) : std::nullopt;
}

std::optional<double> ratio_of(const std::optional<Share>& share) {
  return share ? std::optional(share->ratio()) : std::nullopt;
}

/// The correctly rounded quotient units / per_one is the double that a value of so few digits has,
/// so comparing with it tells "just below" from "the same, but binary".
std::int64_t cut(double ratio, std::int64_t per_one) {
  const std::int64_t units = std::llround(ratio * static_cast<double>(per_one));
  return static_cast<double>(units) / static_cast<double>(per_one) > ratio ? units - 1 : units;
}

std::int64_t cut(const Share& share, std::int64_t per_one) {
  return static_cast<std::int64_t>(static_cast<Wide>(share.part) * per_one / share.whole);
}

std::string percent_text(std::int64_t units) {
  return fmt::format("{}.{:03}", units / 1000, units % 1000);
}

std::string ratio_text(std::int64_t units) {
  return fmt::format("{}.{:06}", units / kRatioUnits, units % kRatioUnits);
}

}  // namespace

bool Share::reaches(double target) const {
  const auto units = std::llround(target * static_cast<double>(kTargetUnits));
  return static_cast<Wide>(part) * kTargetUnits >= static_cast<Wide>(units) * whole;
}

std::int64_t Account::failed(config::AvailabilityFormula formula) const {
  return formula == config::AvailabilityFormula::gross ? down + too_short + excluded : down;
}

std::optional<Share> Account::share(config::AvailabilityFormula formula) const {
  const bool net_b = formula == config::AvailabilityFormula::net_b;
  const std::int64_t whole = net_b ? all() - excluded - planned : all();
  return share_of(whole - failed(formula), whole);
}

std::optional<double> Account::gross() const {
  return ratio_of(share(config::AvailabilityFormula::gross));
}

std::optional<double> Account::net(config::AvailabilityFormula formula) const {
  return ratio_of(share(formula));
}

std::optional<double> Account::lower_bound() const {
  return ratio_of(share_of(up + planned, all()));
}

std::optional<double> Account::coverage() const {
  return ratio_of(share_of(all() - unknown, all()));
}

Judgement Account::judge(config::AvailabilityFormula formula, double target) const {
  const auto figure = share(formula);
  if (!figure) {
    return Judgement::none;
  }
  constexpr double kLeastCoverage = 0.9;  // semantics.md 9
  if (!Share{all() - unknown, all()}.reaches(kLeastCoverage)) {
    return Judgement::not_enough_data;
  }
  return figure->reaches(target) ? Judgement::met : Judgement::missed;
}

Account& Account::operator+=(const Account& other) {
  up += other.up;
  down += other.down;
  too_short += other.too_short;
  excluded += other.excluded;
  planned += other.planned;
  unknown += other.unknown;
  return *this;
}

std::string percent_cut(double ratio) {
  return percent_text(cut(ratio, kPercentUnits));
}

std::string percent_cut(const Share& share) {
  return percent_text(cut(share, kPercentUnits));
}

std::string ratio_cut(double ratio) {
  return ratio_text(cut(ratio, kRatioUnits));
}

std::string ratio_cut(const Share& share) {
  return ratio_text(cut(share, kRatioUnits));
}

}  // namespace pantau::availability
