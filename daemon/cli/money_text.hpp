// SPDX-License-Identifier: Apache-2.0
/// \file
/// Money and what it is worked out of, with the marks of `[daemon] language`.
#pragma once

#include <cstdint>
#include <string>

#include "config/settings.hpp"

namespace pantau::cli {

/// "2.678.400"; English "2,678,400".
[[nodiscard]] std::string grouped_text(std::int64_t number, config::Language language);
/// "Rp 225.414"
[[nodiscard]] std::string rupiah_text(std::int64_t rupiah, config::Language language);
/// What is not rounded yet: "225.414,0532", four digits.
[[nodiscard]] std::string fine_text(double rupiah, config::Language language);
/// A ratio as per cent, as it was written: "95 %", "99,5 %".
[[nodiscard]] std::string target_text(double ratio, config::Language language);

}  // namespace pantau::cli
