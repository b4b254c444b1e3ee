// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace pantau::config {

constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

/// Where each place leads; kNowhere: nowhere. \return every circle once, in the order in which it
/// is walked, beginning with its least place. Takes time in proportion to the places.
[[nodiscard]] std::vector<std::vector<std::size_t>> circles(const std::vector<std::size_t>& next);

/// "a -> b -> a" of a circle of ids; of a long one the first thirty.
[[nodiscard]] std::string circle_text(const std::vector<std::string>& ids);

}  // namespace pantau::config
