// SPDX-License-Identifier: Apache-2.0
#include "config/toml_parse.hpp"

#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::config {
namespace {

using testing::HasSubstr;

std::string repeat(const std::string& what, std::size_t times) {
  std::string result;
  result.reserve(what.size() * times);
  for (std::size_t i = 0; i < times; ++i) {
    result += what;
  }
  return result;
}

/// "line:column: text" of the mistake, or "" when there is none.
std::string mistake(const std::string& text) {
  const auto parsed = parse_toml(text);
  const auto* problem = std::get_if<TextProblem>(&parsed);
  return problem == nullptr ? ""
                            : std::to_string(problem->at.line) + ":" +
                                  std::to_string(problem->at.column) + ": " + problem->text;
}

TEST(TomlParse, SaysWhereAValueStands) {
  const auto parsed = parse_toml("a = 1\n[[link]]\n  id = \"x\"\n");
  const auto* link = std::get<Table>(parsed).find("link");
  ASSERT_NE(link, nullptr);
  EXPECT_EQ(link->at.line, 2U);
  const auto& table = (*link->value.as<Array>())[0];
  EXPECT_EQ(table.at.line, 2U);
  const auto* id = table.as<Table>()->find("id");
  EXPECT_EQ(id->at.line, 3U);
  EXPECT_EQ(id->at.column, 3U);
  EXPECT_EQ(id->value.at.column, 8U);
}

TEST(TomlParse, ReadsDatesTimesAndOffsets) {
  const auto parsed = parse_toml(
      "d = 2026-12-01\nt = 08:30:00\nl = 2026-12-01T08:30:00\no = 2026-12-01T08:30:00+09:00\n");
  const auto& root = std::get<Table>(parsed);
  EXPECT_NE(root.find("d")->value.as<std::chrono::year_month_day>(), nullptr);
  EXPECT_EQ(root.find("t")->value.as<TimeOfDay>()->since_midnight, std::chrono::minutes{510});
  EXPECT_FALSE(root.find("l")->value.as<DateTime>()->offset.has_value());
  EXPECT_EQ(root.find("o")->value.as<DateTime>()->offset, std::chrono::minutes{540});
}

// toml++ 3.3 ends the process on this one (issue 242); reliability.md, row 35.
TEST(TomlParse, RefusesAHundredThousandDots) {
  EXPECT_EQ(mistake(repeat("a.", 30'000) + "a = 1"),
            "1:66: a key with more than 32 dots: write it shorter");
  EXPECT_THAT(mistake("[" + repeat("a.", 100'000) + "a]"), HasSubstr("more than 32 dots"));
  EXPECT_THAT(mistake(repeat("\"a\" . ", 100'000) + "a = 1"), HasSubstr("more than 32 dots"));
  EXPECT_THAT(mistake(repeat("a.\n", 100'000)), HasSubstr("not valid TOML"));
  EXPECT_THAT(mistake("x = { " + repeat("a.", 100'000) + "a = 1 }"),
              HasSubstr("more than 32 dots"));
}

TEST(TomlParse, TakesThirtyTwoDots) {
  EXPECT_EQ(mistake(repeat("a.", 32) + "a = 1"), "");
}

TEST(TomlParse, RefusesThreeHundredBrackets) {
  EXPECT_EQ(mistake("x = " + repeat("[", 300)), "1:37: brackets nested deeper than 32: close some");
  EXPECT_THAT(mistake("x = " + repeat("{a=", 300)), HasSubstr("nested deeper than 32"));
  EXPECT_THAT(mistake("x = " + repeat("[\n", 300)), HasSubstr("nested deeper than 32"));
}

TEST(TomlParse, TakesThirtyTwoBracketsOfThirtyTwoDots) {
  const auto level = "{ " + repeat("a.", 32) + "a = ";
  EXPECT_EQ(mistake("x = " + repeat(level, 32) + "1" + repeat(" }", 32)), "");
}

TEST(TomlParse, DoesNotCountInsideStringsAndComments) {
  const auto noise = repeat(".[{=,", 2000);
  EXPECT_EQ(mistake("a = \"" + noise + "\"\nb = '" + noise + "' # " + noise), "");
  EXPECT_EQ(mistake("a = \"\"\"" + noise + "\n\\\"\"\" " + noise + "\"\"\"\"\"\nb = 1"), "");
  EXPECT_EQ(mistake("a = '''" + noise + "\n'' " + noise + "'''\nb = 1"), "");
  EXPECT_EQ(mistake("a = \"\\\\\"\nb = \"\\\"" + noise + "\""), "");
}

// What ends a string for the bounds must end it for the parser, or dots could hide behind a quote.
TEST(TomlParse, CountsAgainAfterAString) {
  const auto dots = repeat("a.", 40) + "a = 1";
  for (const std::string before : {"s = \"x\"\n",
                                   "s = \"\\\\\"\n",
                                   "s = \"\"\"x\"\"\"\n",
                                   "s = \"\"\"x\"\"\"\"\"\n",
                                   "s = \"\"\"\\\"\"\"\"\n",
                                   "s = ''\n",
                                   "s = '\\'\n",
                                   "s = '''x'''''\n",
                                   "s = \"\"\n",
                                   "# \"\n",
                                   "# '''\n"}) {
    EXPECT_THAT(mistake(before + dots), HasSubstr("more than 32 dots")) << before;
  }
}

TEST(TomlParse, CountsAgainOnTheSameLineAfterFourQuotes) {
  const auto dots = repeat("a.", 40) + "a = 1 }";
  EXPECT_THAT(mistake("x = { s = \"\"\"q\"\"\"\", " + dots), HasSubstr("more than 32 dots"));
  EXPECT_THAT(mistake("x = { s = '''q'''', " + dots), HasSubstr("more than 32 dots"));
}

TEST(TomlParse, RefusesALongLine) {
  EXPECT_EQ(mistake("a = \"" + repeat("x", 60'000) + "\""), "");
  EXPECT_THAT(mistake("\n# " + repeat("x", 70'000)),
              HasSubstr("2:65538: this line is longer than 65536"));
}

TEST(TomlParse, RefusesALargeFile) {
  EXPECT_EQ(mistake(repeat("#\n", kMaxFileBytes / 2)), "");
  EXPECT_THAT(mistake(repeat("#\n", kMaxFileBytes / 2) + "#"), HasSubstr("larger than 16 MiB"));
}

TEST(TomlParse, RefusesTwoMillionValues) {
  EXPECT_THAT(mistake("a = [" + repeat("{},\n", 1'100'000) + "]"),
              HasSubstr("more than 2000000 values"));
}

TEST(TomlParse, RefusesBytesThatAreNotUtf8) {
  EXPECT_EQ(mistake("a = \"x\"\nb = \"\xFF\""),
            "2:6: byte 0xFF is not UTF-8: save the file as UTF-8");
  for (const std::string bytes : {"\xC0\xAF",
                                  "\xC1\xBF",
                                  "\xE0\x80\xAF",
                                  "\xED\xA0\x80",
                                  "\xF0\x80\x80\x80",
                                  "\xF4\x90\x80\x80",
                                  "\xF5\x80\x80\x80",
                                  "\x80",
                                  "\xC3",
                                  "\xE2\x82",
                                  "\xF0\x9F\x98"}) {
    EXPECT_THAT(mistake("# " + bytes), HasSubstr("is not UTF-8")) << testing::PrintToString(bytes);
  }
  EXPECT_EQ(mistake("# \xC3\xA9 \xE2\x82\xAC \xED\x9F\xBF \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF"), "");
}

TEST(TomlParse, RefusesANulByte) {
  EXPECT_THAT(mistake(std::string("a = 1\n\0", 7)), HasSubstr("2:1: a NUL byte"));
}

TEST(TomlParse, SkipsAByteOrderMarkAtTheStartOnly) {
  EXPECT_EQ(mistake("\xEF\xBB\xBF"
                    "a = 1\r\nb = 2\r\n"),
            "");
  EXPECT_THAT(mistake("a = 1\n\xEF\xBB\xBF"
                      "b = 2\n"),
              HasSubstr("2:1: not valid TOML"));
}

TEST(TomlParse, EndsAtEveryTruncation) {
  const std::string whole =
      "a = \"\\u00e9\"\nb = [1, { c = '''x''' }]\n[d.\"e\"]\nf = 2026-12-01T08:30:00+09:00\n";
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    const auto parsed = parse_toml(whole.substr(0, length));
    EXPECT_TRUE(length < whole.size() || std::holds_alternative<Table>(parsed));
  }
}

}  // namespace
}  // namespace pantau::config
