// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/number.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include <gtest/gtest.h>
// clang-format off: it needs the macros of gtest.
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

// clang-format on

namespace pantau::metrics {
namespace {

template <typename Number>
std::string text(Number value) {
  char digits[kNumberBytes];
  return {digits, write_number(digits, value)};
}

double read(const std::string& digits) {
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

TEST(Number, WritesWholeNumbersWithoutExponent) {
  EXPECT_EQ(text(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(text(100000.0), "100000");
  EXPECT_EQ(text(5e10), "50000000000");
  EXPECT_EQ(text(-3.0), "-3");
  EXPECT_EQ(text(0.0), "0");
}

TEST(Number, WritesFractionsInTheirShortestForm) {
  EXPECT_EQ(text(0.1), "0.1");
  EXPECT_EQ(text(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(text(-4.247), "-4.247");
}

TEST(Number, WritesWhatIsNoNumberAsBothFormatsSpellIt) {
  EXPECT_EQ(text(std::nan("")), "NaN");
  EXPECT_EQ(text(std::numeric_limits<double>::infinity()), "+Inf");
  EXPECT_EQ(text(-std::numeric_limits<double>::infinity()), "-Inf");
}

TEST(Number, WritesDurationsAsSeconds) {
  EXPECT_EQ(text(net::Nanoseconds{0}), "0");
  EXPECT_EQ(text(net::Nanoseconds{1}), "0.000000001");
  EXPECT_EQ(text(net::Nanoseconds{650'000'000}), "0.65");
  EXPECT_EQ(text(net::Nanoseconds{60'000'000'000}), "60");
  EXPECT_EQ(text(net::Nanoseconds{1'000'000'001}), "1.000000001");
  EXPECT_EQ(text(net::Nanoseconds{-1'500'000'000}), "-1.5");
}

TEST(Number, WritesBoundsWithADecimalPoint) {
  EXPECT_EQ(bound_text(0.0001), "0.0001");
  EXPECT_EQ(bound_text(0.0025), "0.0025");
  EXPECT_EQ(bound_text(0.00001), "0.00001");
  EXPECT_EQ(bound_text(1), "1.0");
  EXPECT_EQ(bound_text(300), "300.0");
  EXPECT_EQ(bound_text(std::numeric_limits<double>::infinity()), "+Inf");
}

RC_GTEST_PROP(Number, AnyDoubleRoundTripsWithinItsRoom, ()) {
  const auto bits = *rc::gen::arbitrary<std::uint64_t>();
  double value = 0;
  std::memcpy(&value, &bits, sizeof(value));
  RC_PRE(std::isfinite(value));
  const std::string digits = text(value);
  RC_ASSERT(digits.size() <= kNumberBytes);
  RC_ASSERT(read(digits) == value);
}

RC_GTEST_PROP(Number, DurationsReadBackAsTheNearestDouble, ()) {
  // Up to 2^53 ns, some hundred days, the division below is exact to the last bit.
  const auto count = *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 53U);
  RC_ASSERT(read(text(net::Nanoseconds{count})) == static_cast<double>(count) / 1e9);
}

}  // namespace
}  // namespace pantau::metrics
