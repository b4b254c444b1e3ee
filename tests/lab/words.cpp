// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/words.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace pantau::lab {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

template <typename Number>
std::optional<std::pair<Number, std::string_view>> leading_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) {
    return std::nullopt;
  }
  return std::pair{value, text.substr(static_cast<std::size_t>(end - text.data()))};
}

/// Nanoseconds of one unit; 0 for an unknown one.
double unit_nanoseconds(std::string_view unit) {
  constexpr std::array<std::pair<std::string_view, double>, 6> kUnits{
      {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};
  for (const auto& [name, nanoseconds] : kUnits) {
    if (name == unit) {
      return nanoseconds;
    }
  }
  return 0;
}

}  // namespace

Words::Words(std::string_view text) {
  for (auto start = text.find_first_not_of(kBlank); start != std::string_view::npos;
       start = text.find_first_not_of(kBlank)) {
    text.remove_prefix(start);
    const auto length = std::min(text.find_first_of(kBlank), text.size());
    words_.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

bool Words::accept(std::string_view word) {
  if (!has_more() || words_[next_] != word) {
    return false;
  }
  ++next_;
  return true;
}

std::string Words::word(std::string_view what) {
  if (!problem_.empty()) {
    return {};
  }
  if (next_ == words_.size()) {
    fail(fmt::format("{} is missing", what));
    return {};
  }
  return words_[next_++];
}

double Words::probability(std::string_view what) {
  const std::string text = word(what);
  const auto parsed = leading_number<double>(text);
  if (!parsed || !parsed->second.empty() || !(parsed->first >= 0 && parsed->first <= 1)) {
    fail(fmt::format("{} is '{}' but must be a probability from 0 to 1", what, text));
    return 0;
  }
  return parsed->first;
}

std::uint64_t Words::number(std::string_view what, std::uint64_t least, std::uint64_t most) {
  const std::string text = word(what);
  const auto parsed = leading_number<std::uint64_t>(text);
  if (!parsed || !parsed->second.empty() || parsed->first < least || parsed->first > most) {
    fail(fmt::format(
        "{} is '{}' but must be a whole number from {} to {}", what, text, least, most));
    return 0;
  }
  return parsed->first;
}

std::chrono::nanoseconds Words::duration(std::string_view what) {
  constexpr double kLongest = 1e18;  // 31 years
  const std::string text = word(what);
  const auto parsed = leading_number<double>(text);
  const double nanoseconds = parsed ? parsed->first * unit_nanoseconds(parsed->second) : -1;
  const bool has_unit = parsed && unit_nanoseconds(parsed->second) > 0;
  if (!has_unit || !(nanoseconds >= 0 && nanoseconds < kLongest)) {
    fail(fmt::format(
        "{} is '{}' but must be a duration with a unit, such as 650ms or 1.5s", what, text));
    return {};
  }
  return std::chrono::nanoseconds{std::llround(nanoseconds)};
}

Ip Words::address(std::string_view what) {
  const std::string text = word(what);
  const auto parsed = parse_ip(text);
  if (!parsed) {
    fail(fmt::format("{} is '{}' but must be an IPv4 or IPv6 address", what, text));
    return {};
  }
  return *parsed;
}

std::string Words::rest() {
  std::string joined;
  for (; has_more(); ++next_) {
    joined += joined.empty() ? words_[next_] : ' ' + words_[next_];
  }
  return joined;
}

void Words::fail(std::string problem) {
  if (problem_.empty()) {
    problem_ = std::move(problem);
  }
}

std::string Words::finish() {
  if (has_more()) {
    fail(fmt::format("'{}' is one word too many", words_[next_]));
  }
  return problem_;
}

}  // namespace pantau::lab
