// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/rollout_numbers.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "daemon/availability/account.hpp"

namespace pantau::cli {

namespace {

/// Sums of tenths differ from the decimals they stand for by far less.
constexpr double kNoise = 1e-9;

std::string with_mark(std::string text, config::Language language) {
  if (language == config::Language::id) {
    std::ranges::replace(text, '.', ',');
  }
  return text;
}

/// Of a hundred, downwards.
double tenths(double ratio) {
  constexpr double kTenthsOfPercent = 1000;
  return std::floor((ratio + kNoise) * kTenthsOfPercent) / 10;
}

std::size_t cells(double ratio, int width) {
  return static_cast<std::size_t>(
      std::clamp(std::floor((ratio + kNoise) * width), 0.0, 1.0 * width));
}

bool says_utf8(std::string_view locale) {
  std::string lower{locale};
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos;
}

}  // namespace

std::string progress_text(const std::optional<double>& ratio, config::Language language) {
  return ratio ? with_mark(fmt::format("{:.1f} %", tenths(*ratio)), language) : "-";
}

std::string points_text(const std::optional<double>& actual,
                        const std::optional<double>& planned,
                        config::Language language) {
  if (!actual || !planned) {
    return "-";
  }
  const double exact = *actual - *planned;
  if (std::abs(exact) < kNoise) {
    return with_mark("0.0 pp", language);
  }
  const double shown = std::abs(tenths(*actual) - tenths(*planned));
  return with_mark(fmt::format("{}{:.1f} pp", exact < 0 ? "-" : "+", shown), language);
}

std::string people_text(std::int64_t people, config::Language language) {
  constexpr std::size_t kGroup = 3;
  std::string text = std::to_string(people);
  for (std::size_t at = text.size(); at > kGroup; at -= kGroup) {
    text.insert(at - kGroup, 1, language == config::Language::id ? '.' : ',');
  }
  return text;
}

std::string signed_ratio(const std::optional<double>& ratio) {
  if (!ratio) {
    return {};
  }
  const std::string text = availability::ratio_cut(std::abs(*ratio) + kNoise);
  const bool is_zero = text.find_first_not_of("0.") == std::string::npos;
  return (*ratio < 0 && !is_zero ? "-" : "") + text;
}

BarStyle bar_style_of_terminal() {
  if (::isatty(STDOUT_FILENO) == 0) {
    return BarStyle::ascii;
  }
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program writes the environment
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') {  // the first that is set decides: locale(7)
      return says_utf8(value) ? BarStyle::blocks : BarStyle::ascii;
    }
  }
  return BarStyle::ascii;
}

std::string progress_bar(const rollout::Progress& progress, int width, BarStyle style) {
  using Marks = std::array<std::string_view, 4>;  // done, missing, ahead, rest
  constexpr Marks kAscii{"#", "-", "+", "."};
  constexpr Marks kBlocks{"█", "░", "▓", "."};
  const Marks& marks = style == BarStyle::blocks ? kBlocks : kAscii;
  const std::size_t planned = cells(progress.planned, width);
  const std::size_t actual = cells(progress.actual, width);
  std::string bar;
  for (std::size_t at = 0; at < static_cast<std::size_t>(width); ++at) {
    bar +=
        at < actual ? (at < planned ? marks[0] : marks[2]) : (at < planned ? marks[1] : marks[3]);
  }
  return bar;
}

}  // namespace pantau::cli
