// SPDX-License-Identifier: Apache-2.0
#include "config/csv_text.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "config/csv_encoding.hpp"

namespace pantau::config {
namespace {

using Rows = std::vector<std::vector<std::string>>;

TEST(CsvText, ReadsQuotesLineBreaksAndEveryLineEnd) {
  const auto csv = parse_csv("a;\"b \"\"c\"\"\"\r\n\"d\ne\";f\ng\rh", ';');
  EXPECT_EQ(csv.rows, (Rows{{"a", "b \"c\""}, {"d\ne", "f"}, {"g"}, {"h"}}));
  EXPECT_TRUE(csv.problems.empty());
}

TEST(CsvText, CountsAnEmptyLineAsARowAndTheLastLineEndAsNone) {
  EXPECT_EQ(parse_csv("a\n\nb\n", ',').rows, (Rows{{"a"}, {""}, {"b"}}));
  EXPECT_EQ(parse_csv("", ',').rows, (Rows{{""}}));
  EXPECT_EQ(parse_csv("a,", ',').rows, (Rows{{"a", ""}}));
}

TEST(CsvText, LosesNoRowBehindAQuoteThatIsNeverClosed) {
  const auto csv = parse_csv("a;b\nc;\"d\ne;f", ';');
  EXPECT_EQ(csv.rows, (Rows{{"a", "b"}, {"c", "\"d"}, {"e", "f"}}));
  ASSERT_EQ(csv.problems.size(), 1U);
  EXPECT_EQ(csv.problems[0].place, (CellPlace{2, 2}));
}

TEST(CsvText, SaysWhereACellGoesOnBehindItsQuotes) {
  const auto csv = parse_csv("x;\"Jila\" baru;y", ';');
  EXPECT_EQ(csv.rows, (Rows{{"x", "Jila baru", "y"}}));
  ASSERT_EQ(csv.problems.size(), 1U);
  EXPECT_EQ(csv.problems[0].place, (CellPlace{1, 2}));
}

TEST(CsvText, KeepsAQuoteInTheMiddleOfACell) {
  EXPECT_EQ(parse_csv("4\" pipe;x", ';').rows, (Rows{{"4\" pipe", "x"}}));
}

TEST(SpreadsheetEncoding, SkipsTheByteOrderMarkOfExcel) {
  EXPECT_EQ(decode_spreadsheet("\xEF\xBB\xBFNama").text, "Nama");
}

TEST(SpreadsheetEncoding, ReadsWindows1252WhereNothingIsUtf8) {
  const auto decoded = decode_spreadsheet("Caf\xE9 \x96 \x93Jila\x94");
  EXPECT_TRUE(decoded.windows_1252);
  EXPECT_EQ(decoded.text, "Café – “Jila”");
}

TEST(SpreadsheetEncoding, TakesOneWrongByteAmongUtf8ForDamage) {
  const auto decoded = decode_spreadsheet("é è \xE9");
  EXPECT_FALSE(decoded.windows_1252);
  EXPECT_EQ(decoded.text, "é è \xEF\xBF\xBD");
}

TEST(SpreadsheetEncoding, ReadsTheUnicodeTextOfExcel) {
  using namespace std::string_literals;
  EXPECT_EQ(decode_spreadsheet("\xFF\xFEJ\0\xE9\0"s).text, "Jé");
  EXPECT_EQ(decode_spreadsheet("\xFE\xFF\0J\xD8\x3D\xDE\x00"s).text, "J😀");
}

TEST(SpreadsheetEncoding, KnowsAWorkbookThatIsNoText) {
  EXPECT_TRUE(decode_spreadsheet("PK\x03\x04rest").problem.has_value());
  EXPECT_TRUE(decode_spreadsheet(std::string("a\0b", 3)).problem.has_value());
  EXPECT_FALSE(decode_spreadsheet("PK;1").problem.has_value());
}

}  // namespace
}  // namespace pantau::config
