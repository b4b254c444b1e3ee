// SPDX-License-Identifier: Apache-2.0
/// \file
/// Words of contracts as the configuration writes them.
#pragma once

#include <string_view>

#include "config/inventory.hpp"

namespace pantau::cli {

[[nodiscard]] constexpr std::string_view formula_name(config::AvailabilityFormula formula) {
  switch (formula) {
    case config::AvailabilityFormula::gross:
      return "gross";
    case config::AvailabilityFormula::net_a:
      return "net-a";
    case config::AvailabilityFormula::net_b:
      break;
  }
  return "net-b";
}

[[nodiscard]] constexpr std::string_view restitution_name(config::Restitution restitution) {
  switch (restitution) {
    case config::Restitution::pro_rata:
      return "pro-rata";
    case config::Restitution::pro_rata_over_target:
      return "pro-rata-over-target";
    case config::Restitution::shortfall:
      break;
  }
  return "shortfall";
}

}  // namespace pantau::cli
