// SPDX-License-Identifier: Apache-2.0
/// \file
/// A month that has ended and settled is judged once; the terms it was judged by stay with it, so
/// that a later contract, target or date in the configuration rewrites no past month (semantics.md
/// 9). Recorded corrections still count: figures are worked out anew under the frozen terms.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/inventory.hpp"
#include "daemon/availability/account.hpp"

namespace pantau::availability {

struct JudgedMonth {
  std::string link;
  std::string month;  ///< "2026-10"
  book::Second judged{};  ///< book time of the judgement
  /// As it stood then, its place left out; null: the link's clock ran without a contract.
  std::shared_ptr<const config::Contract> terms;
  std::vector<Period> runs;  ///< of the SLA clock under it in this month
  Account account;  ///< as it was then
  Judgement judgement = Judgement::none;
  std::string site;  ///< of the link then
  /// Whether its site's judgement took this link in: a primary, or one of a site without any.
  bool primary = true;
};

}  // namespace pantau::availability
