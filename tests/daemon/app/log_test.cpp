// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/log.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace pantau::app {
namespace {

TEST(LogfmtValue, LeavesPlainTextBare) {
  EXPECT_EQ(logfmt_value("jila-vsat"), "jila-vsat");
  EXPECT_EQ(logfmt_value("198.18.6.1:9750"), "198.18.6.1:9750");
}

TEST(LogfmtValue, QuotesSpacesEqualSignsAndNothing) {
  EXPECT_EQ(logfmt_value("two words"), "\"two words\"");
  EXPECT_EQ(logfmt_value("a=b"), "\"a=b\"");
  EXPECT_EQ(logfmt_value(""), "\"\"");
}

TEST(LogfmtValue, EscapesWhatCouldForgeALine) {
  EXPECT_EQ(logfmt_value("x\nevent=started"), "\"x\\nevent=started\"");
  EXPECT_EQ(logfmt_value("say \"hi\" \\"), "\"say \\\"hi\\\" \\\\\"");
  EXPECT_EQ(logfmt_value("\x1b[31m"), "\"\\x1b[31m\"");
}

TEST(Log, WritesOnePrefixedLineForTheJournal) {
  std::ostringstream out;
  Log log{out, true};
  log.write(Level::warning, "link_state", {{"link", "jila-vsat"}, {"to", "down"}});
  EXPECT_EQ(out.str(), "<4>event=link_state link=jila-vsat to=down\n");
}

TEST(Log, WritesTimeAndLevelForATerminal) {
  std::ostringstream out;
  Log log{out, false};
  log.write(Level::error, "cannot_start");
  EXPECT_EQ(out.str().substr(0, 5), "time=");
  EXPECT_NE(out.str().find("Z level=error event=cannot_start\n"), std::string::npos);
}

TEST(Rfc3339, ShowsUtcWithMilliseconds) {
  using namespace std::chrono;  // NOLINT(google-build-using-namespace): literals of the calendar
  const net::WallTime time{sys_days{2026y / November / 21} + 23h + 54min + 5s + 7ms};
  EXPECT_EQ(rfc3339(time), "2026-11-21T23:54:05.007Z");
}

}  // namespace
}  // namespace pantau::app
