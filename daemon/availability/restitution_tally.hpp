// SPDX-License-Identifier: Apache-2.0
/// \file
/// Adds up what links of one contract give back, without a name for each: ten thousand links are
/// added up once a minute.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "config/inventory.hpp"
#include "daemon/availability/account.hpp"

namespace pantau::availability {

__extension__ using Wide = __int128;

/// Both at least 0, `lower` above.
struct Fraction {
  Wide upper = 0;
  Wide lower = 1;
};

/// Whether the contract says what it gives back: a fee, a formula, and no division by a target
/// of 0.
[[nodiscard]] bool gives_back(const config::Contract& contract);

/// Seconds of the month's fee that a link with the paid time `paid` gives back; it must have been
/// judged (met or missed), and the contract gives_back().
[[nodiscard]] Fraction seconds_owed(const config::Contract& contract, const Account& paid);

class RestitutionTally {
 public:
  /// `contract` must outlive it and gives_back().
  explicit RestitutionTally(const config::Contract& contract) : contract_(contract) {}

  /// A link that had a clock under the contract in this month. \return the judgement of `paid`.
  Judgement add(const Account& paid);
  /// Whole rupiah, half up, rounded once. Nothing when no link could be judged.
  [[nodiscard]] std::optional<std::int64_t> rupiah(std::int64_t month_seconds) const;

 private:
  const config::Contract& contract_;
  std::int64_t links_ = 0;
  bool judged_ = false;
  Wide whole_ = 0;
  std::map<Wide, Wide> rests_;  ///< by denominator
};

}  // namespace pantau::availability
