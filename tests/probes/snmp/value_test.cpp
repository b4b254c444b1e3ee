// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/value.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace pantau::snmp {
namespace {

using namespace std::string_literals;

TEST(SnmpValue, GivesTheNumberOfEveryNumericType) {
  EXPECT_EQ(number_of(std::int64_t{-71}), -71.0);
  EXPECT_EQ(number_of(Counter{5'000'000'000, 64}), 5e9);
  EXPECT_EQ(number_of(Ticks{4'294'967'295}), 4294967295.0);
  EXPECT_EQ(number_of(53.5), 53.5);
  EXPECT_EQ(number_of(Counter{std::numeric_limits<std::uint64_t>::max(), 64}),
            18446744073709551615.0);
}

TEST(SnmpValue, ReadsTextThatIsADecimalNumberAsAWhole) {
  EXPECT_EQ(number_of("53.9375"s), 53.9375);
  EXPECT_EQ(number_of(" -71.0 "s), -71.0);
  EXPECT_EQ(number_of("+12"s), 12.0);
  EXPECT_EQ(number_of("\t12.5\r\n"s), 12.5);
  EXPECT_EQ(number_of("12.5\0"s), 12.5);
  EXPECT_EQ(number_of("1.5e3"s), 1500.0);
}

TEST(SnmpValue, ReadsNoNumberInOtherText) {
  for (const std::string& text :
       {""s,     " "s,     "\0"s,    "nan"s,    "-nan"s,   "inf"s,   "-inf"s, "infinity"s,
        "0x10"s, "12 dB"s, "12dB"s,  "1,5"s,    "1 2"s,    "+-1"s,   "++1"s,  "+"s,
        "-"s,    "."s,     "1e999"s, "12\0\0"s, "1\0002"s, "12\xff"s}) {
    EXPECT_EQ(number_of(text), std::nullopt) << text;
    EXPECT_EQ(integer_of(text), std::nullopt) << text;
  }
}

TEST(SnmpValue, FindsNoNumberInWhatIsNone) {
  for (const Value& value : {Value{},
                             Value{Missing::no_such_object},
                             Value{Oid{1, 3}},
                             Value{NAN},
                             Value{INFINITY},
                             Value{-INFINITY}}) {
    EXPECT_EQ(number_of(value), std::nullopt);
    EXPECT_EQ(integer_of(value), std::nullopt);
  }
}

TEST(SnmpValue, GivesWholeNumbersOnly) {
  EXPECT_EQ(integer_of(std::int64_t{-5}), -5);
  EXPECT_EQ(integer_of(Ticks{7}), 7);
  EXPECT_EQ(integer_of(Counter{9, 32}), 9);
  EXPECT_EQ(integer_of(12.0), 12);
  EXPECT_EQ(integer_of(12.5), std::nullopt);
  EXPECT_EQ(integer_of(1e300), std::nullopt);
  EXPECT_EQ(integer_of("12.0"s), 12);
  EXPECT_EQ(integer_of("12.5"s), std::nullopt);
  EXPECT_EQ(integer_of("9223372036854775807"s), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(integer_of("9223372036854775808"s), std::nullopt);
  EXPECT_EQ(integer_of(Counter{9223372036854775808U, 64}), std::nullopt);
}

TEST(SnmpValue, ShowsEachTypeInOneLine) {
  EXPECT_EQ(to_string(Value{}), "NULL");
  EXPECT_EQ(to_string(Value{std::int64_t{5}}), "INTEGER 5");
  EXPECT_EQ(to_string(Value{Counter{17, 64}}), "Counter64 17");
  EXPECT_EQ(to_string(Value{Counter{17, 32}}), "Counter32 17");
  EXPECT_EQ(to_string(Value{Ticks{100}}), "TimeTicks 100");
  EXPECT_EQ(to_string(Value{1.5}), "FLOAT 1.5");
  EXPECT_EQ(to_string(Value{Oid{1, 3, 6}}), "OID 1.3.6");
  EXPECT_EQ(to_string(Value{"ether1"s}), "\"ether1\"");
  EXPECT_EQ(to_string(Value{Missing::no_such_object}), "noSuchObject");
  EXPECT_EQ(to_string(Value{Missing::no_such_instance}), "noSuchInstance");
  EXPECT_EQ(to_string(Value{Missing::end_of_mib_view}), "endOfMibView");
}

TEST(SnmpValue, ShowsNoControlCharactersAndNoEndlessText) {
  EXPECT_EQ(to_string(Value{"a\n\"\\\x1b\xff"s}), "\"a\\x0a\\\"\\\\\\x1b\\xff\"");
  EXPECT_EQ(to_string(Value{std::string(65536, 'x')}),
            '"' + std::string(200, 'x') + "\"... (65536 bytes)");
}

}  // namespace
}  // namespace pantau::snmp
