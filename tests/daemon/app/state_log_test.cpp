// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/state_log.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

namespace pantau::app {
namespace {

std::string logged(const std::vector<links::StateChange>& changes) {
  std::ostringstream out;
  Log log{out, true};
  log_changes(log, changes);
  return out.str();
}

links::StateChange down(std::string link) {
  return links::StateChange{.link = std::move(link),
                            .from = links::LinkState::up,
                            .to = links::LinkState::down,
                            .since = net::WallTime{std::chrono::seconds{1}},
                            .rule = "down_after"};
}

TEST(StateLog, GivesEachOfAFewChangesItsLine) {
  EXPECT_EQ(logged({down("jila-vsat")}),
            "<4>event=link_state link=jila-vsat from=up to=down since=1970-01-01T00:00:01.000Z "
            "rule=down_after\n");
}

TEST(StateLog, SumsUpAStormOf2000LinksInOneLine) {
  const std::string text = logged(std::vector<links::StateChange>(2000, down("a")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_NE(text.find("event=link_states changed=2000 down=2000 unknown=0 up=0 first=a"),
            std::string::npos);
}

TEST(StateLog, IsSilentWithoutChanges) {
  EXPECT_EQ(logged({}), "");
}

}  // namespace
}  // namespace pantau::app
