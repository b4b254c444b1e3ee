// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/table.hpp"

#include <gtest/gtest.h>

namespace pantau::cli {
namespace {

TEST(Table, AlignsColumnsByWhatIsSeen) {
  Table table{{Table::Align::left, Table::Align::right}};
  table.add({"NAMA", "MS"});
  table.add({"Jila", "642.0"});
  table.add({"Ayuka–Timur", "1.5"});  // the dash is three bytes and one column
  EXPECT_EQ(table.text(),
            "NAMA            MS\n"
            "Jila         642.0\n"
            "Ayuka–Timur    1.5\n");
}

TEST(Table, ShowsControlCharactersAsQuestionMarks) {
  Table table{{Table::Align::left}};
  table.add({"a\x1b[31mb\n"});
  EXPECT_EQ(table.text(), "a?[31mb?\n");
}

}  // namespace
}  // namespace pantau::cli
