// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a file may contain before the TOML library sees it. Version 3.3 of that library recurses
/// over the dots of a key without a limit (100,000 of them end the process, toml++ issue 242) and
/// eats 3.3 KB of stack a bracket, so both are counted here first.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "config/toml_value.hpp"

namespace pantau::config {

constexpr std::size_t kMaxFileBytes = std::size_t{16} << 20;
constexpr std::size_t kMaxLineBytes = std::size_t{64} << 10;
constexpr std::size_t kMaxKeyDots = 32;
constexpr std::size_t kMaxNesting = 32;
/// Equals signs, commas and opening brackets: each may cost the library a node of 200 bytes.
constexpr std::size_t kMaxValues = 2'000'000;

struct TextProblem {
  Position at;
  std::string text;
};

/// The first thing that makes the text unfit to be parsed: size, a line or a nesting beyond the
/// limits above, bytes that are not UTF-8, a NUL. Strings and comments are skipped as TOML 1.0
/// reads them.
[[nodiscard]] std::optional<TextProblem> check_bounds(std::string_view text);

}  // namespace pantau::config
