// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/random.hpp"

#include <cmath>
#include <numbers>

namespace pantau::lab {

double PacketRandom::normal() const {
  const double radius = std::sqrt(-2 * std::log1p(-uniform(Draw::delay)));
  return radius * std::cos(2 * std::numbers::pi * uniform(Draw::delay_second));
}

}  // namespace pantau::lab
