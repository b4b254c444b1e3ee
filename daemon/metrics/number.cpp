// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/number.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

namespace pantau::metrics {
namespace {

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
constexpr std::uint64_t kNanosecondsASecond = 1'000'000'000;
constexpr std::size_t kFractionDigits = 9;

char* write_text(char* at, std::string_view text) {
  std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

}  // namespace

char* write_number(char* at, std::uint64_t value) {
  return std::to_chars(at, at + kNumberBytes, value).ptr;
}

char* write_number(char* at, std::int64_t value) {
  return std::to_chars(at, at + kNumberBytes, value).ptr;
}

char* write_number(char* at, double value) {
  if (std::isnan(value)) {
    return write_text(at, "NaN");
  }
  if (std::isinf(value)) {
    return write_text(at, value > 0 ? "+Inf" : "-Inf");
  }
  if (std::fabs(value) < kExactIntegers && std::trunc(value) == value) {
    return write_number(at, static_cast<std::int64_t>(value));
  }
  return std::to_chars(at, at + kNumberBytes, value).ptr;
}

char* write_number(char* at, net::Nanoseconds value) {
  const std::int64_t count = value.count();
  if (count < 0) {
    return write_number(at, static_cast<double>(count) / 1e9);
  }
  const auto nanoseconds = static_cast<std::uint64_t>(count);
  at = write_number(at, nanoseconds / kNanosecondsASecond);
  std::uint64_t fraction = nanoseconds % kNanosecondsASecond;
  if (fraction == 0) {
    return at;
  }
  std::size_t digits = kFractionDigits;
  while (fraction % 10 == 0) {
    fraction /= 10;
    --digits;
  }
  *at++ = '.';
  for (std::size_t place = digits; place > 0; --place) {
    at[place - 1] = static_cast<char>('0' + fraction % 10);
    fraction /= 10;
  }
  return at + digits;
}

std::string bound_text(double bound) {
  if (std::isinf(bound)) {
    return "+Inf";
  }
  // Fixed, because 0.0001 would otherwise become 1e-04; no bound of ours needs more than 64 places.
  char digits[64];
  const auto written =
      std::to_chars(digits, digits + sizeof(digits), bound, std::chars_format::fixed);
  std::string text(digits, written.ptr);
  if (text.find('.') == std::string::npos) {
    text += ".0";
  }
  return text;
}

}  // namespace pantau::metrics
