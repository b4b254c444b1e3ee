// SPDX-License-Identifier: Apache-2.0
#include "config/quantity.hpp"

#include <rapidcheck.h>

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

namespace pantau::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

TEST(Duration, ReadsEveryUnit) {
  EXPECT_EQ(parse_duration("7ns"), nanoseconds{7});
  EXPECT_EQ(parse_duration("7us"), nanoseconds{7'000});
  EXPECT_EQ(parse_duration("300ms"), milliseconds{300});
  EXPECT_EQ(parse_duration("5s"), seconds{5});
  EXPECT_EQ(parse_duration("2m"), minutes{2});
  EXPECT_EQ(parse_duration("72h"), hours{72});
  EXPECT_EQ(parse_duration("3d"), hours{72});
}

TEST(Duration, ReadsSeveralUnitsFromLargestToSmallest) {
  EXPECT_EQ(parse_duration("1h30m"), minutes{90});
  EXPECT_EQ(parse_duration("1m500ms"), milliseconds{60'500});
}

TEST(Duration, ReadsFractions) {
  EXPECT_EQ(parse_duration("1.5s"), milliseconds{1500});
  EXPECT_EQ(parse_duration("0.05s"), milliseconds{50});
  EXPECT_EQ(parse_duration("1.000000001s"), nanoseconds{1'000'000'001});
}

TEST(Duration, RefusesWhatIsNone) {
  for (const auto* const text : {"",
                                 "5",
                                 "s",
                                 "5 s",
                                 " 5s",
                                 "5s ",
                                 "-5s",
                                 "+5s",
                                 "5x",
                                 "5S",
                                 "1.s",
                                 ".5s",
                                 "5s5s",
                                 "30m1h",
                                 "1e3s",
                                 "0.1ns",
                                 "1.0000000001s",
                                 "5s1"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Duration, RefusesWhatDoesNotFit) {
  EXPECT_FALSE(parse_duration("9223372037s"));
  EXPECT_FALSE(parse_duration("99999999999999999999s"));
  EXPECT_TRUE(parse_duration("9223372036s"));
  EXPECT_FALSE(parse_duration("2562047h9223372036s"));
}

TEST(Duration, IsWrittenAsOnePersonWouldWriteIt) {
  EXPECT_EQ(format_duration(seconds{0}), "0s");
  EXPECT_EQ(format_duration(seconds{5}), "5s");
  EXPECT_EQ(format_duration(milliseconds{1200}), "1200ms");
  EXPECT_EQ(format_duration(hours{72}), "72h");
  EXPECT_EQ(format_duration(minutes{90}), "1h30m");
}

TEST(Duration, ReadsBackWhatItWrote) {
  EXPECT_TRUE(rc::check([](std::uint64_t number) {
    const nanoseconds duration{static_cast<std::int64_t>(number >> 1U)};
    RC_ASSERT(parse_duration(format_duration(duration)) == duration);
  }));
}

TEST(Rate, ReadsBitsAndBytes) {
  EXPECT_EQ(parse_rate("4Mbit/s"), 500'000);
  EXPECT_EQ(parse_rate("512kbit/s"), 64'000);
  EXPECT_EQ(parse_rate("1MB/s"), 1'000'000);
  EXPECT_EQ(parse_rate("2.5MiB/s"), 2'621'440);
  EXPECT_EQ(parse_rate("8bit/s"), 1);
}

TEST(Rate, RefusesWhatIsNone) {
  for (const auto* const text : {"",
                                 "4",
                                 "4M",
                                 "4Mbit",
                                 "4mbit/s",
                                 "4Mb/s",
                                 "-4Mbit/s",
                                 "4 Mbit/s",
                                 "Mbit/s",
                                 "1.2.3Mbit/s",
                                 "1e3bit/s"}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

TEST(Rate, ReadsBackWhatItWrote) {
  EXPECT_EQ(format_rate(500'000), "4Mbit/s");
  EXPECT_TRUE(rc::check([](std::uint32_t bits) {
    const double rate = static_cast<double>(bits) / 8;
    RC_ASSERT(parse_rate(format_rate(rate)) == rate);
  }));
}

TEST(Size, KnowsDecimalAndBinaryUnits) {
  EXPECT_EQ(parse_size("50GB"), 50e9);
  EXPECT_EQ(parse_size("500MiB"), 524'288'000);
  EXPECT_EQ(parse_size("1kB"), 1000);
  EXPECT_EQ(parse_size("1KiB"), 1024);
  EXPECT_EQ(parse_size("7B"), 7);
  EXPECT_FALSE(parse_size("1KB"));
  EXPECT_FALSE(parse_size("50"));
  EXPECT_FALSE(parse_size("50Gb"));
}

TEST(Size, ReadsBackWhatItWrote) {
  EXPECT_EQ(format_size(50e9), "50GB");
  EXPECT_TRUE(rc::check([](std::uint32_t bytes) {
    const auto size = static_cast<double>(bytes);
    RC_ASSERT(parse_size(format_size(size)) == size);
  }));
}

}  // namespace
}  // namespace pantau::config
