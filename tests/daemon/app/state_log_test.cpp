// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/state_log.hpp"

#include <algorithm>
#include <chrono>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace pantau::app {
namespace {

using namespace std::chrono_literals;

using Changes = std::vector<links::StateChange>;

net::SteadyTime at(std::chrono::milliseconds time) {
  return net::SteadyTime{time};
}

links::StateChange change(std::string link,
                          links::LinkState to = links::LinkState::down,
                          std::vector<std::string> roots = {}) {
  return links::StateChange{.link = std::move(link),
                            .from = links::LinkState::up,
                            .to = to,
                            .since = net::WallTime{1s},
                            .rule = "down_after",
                            .roots = std::move(roots)};
}

/// A log that is read as it grows.
struct Written {
  std::ostringstream out;
  Log log{out, true};
  StateLog states{log};

  /// What was written since the last call.
  std::string take() {
    std::string text = out.str();
    out.str("");
    return text;
  }
};

TEST(StateLog, GivesEachOfAFewChangesItsLine) {
  Written written;
  written.states.take({change("jila-vsat", links::LinkState::down, {"jila-vsat"})}, at(0ms));
  EXPECT_EQ(written.take(),
            "<4>event=link_state link=jila-vsat from=up to=down since=1970-01-01T00:00:01.000Z "
            "rule=down_after roots=jila-vsat\n");
  for (int beat = 1; beat <= 10; ++beat) {
    written.states.take(Changes(4, change("a")), at(200ms * beat));
    const std::string text = written.take();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  }
}

TEST(StateLog, SumsUp2000LinksThatGoDownWithinASecondInOneLine) {
  Written written;
  for (int beat = 0; beat < 5; ++beat) {
    Changes changes(399, change("b", links::LinkState::unreachable, {"hub"}));
    changes.insert(changes.begin(), change("a" + std::to_string(beat)));
    written.states.take(std::move(changes), at(200ms * beat));
  }
  EXPECT_EQ(written.take(), "") << "it is not over";
  written.states.take({}, at(2900ms));
  EXPECT_EQ(written.take(), "");
  written.states.take({}, at(3000ms));
  EXPECT_EQ(written.take(),
            "<4>event=link_states changed=2000 down=5 unreachable=1995 unknown=0 degraded=0 up=0 "
            "since=1970-01-01T00:00:01.000Z first=a0,b,b,b roots=hub\n");
  written.states.take({}, at(3200ms));
  EXPECT_EQ(written.take(), "");
}

TEST(StateLog, IsQuietAsLongAsTheStormLasts) {
  Written written;
  std::string text;
  for (int beat = 0; beat < 50; ++beat) {
    written.states.take(Changes(10, change("a")), at(200ms * beat));
    text += written.take();
  }
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << "in ten seconds";
  written.states.finish();
  text += written.take();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
}

TEST(StateLog, ReturnsToLinesOfTheirOwnAfterIt) {
  Written written;
  written.states.take(Changes(5, change("a")), at(0ms));
  written.states.take({change("late")}, at(1s));
  written.states.take({change("calm")}, at(3s));
  EXPECT_NE(written.take().find("changed=6 "), std::string::npos);
  written.states.take({}, at(6s));
  EXPECT_NE(written.take().find("event=link_state link=calm"), std::string::npos);
  written.states.take({change("own")}, at(6200ms));
  EXPECT_NE(written.take().find("event=link_state link=own"), std::string::npos);
}

TEST(StateLog, NamesAFewOfManyRoots) {
  Written written;
  Changes changes;
  for (const char* root : {"e", "d", "c", "b", "a"}) {
    changes.push_back(change("x", links::LinkState::unreachable, {root}));
  }
  written.states.take(std::move(changes), at(0ms));
  written.states.finish();
  EXPECT_NE(written.take().find("roots=a,b,c,d\n"), std::string::npos);
}

TEST(StateLog, IsSilentWithoutChanges) {
  Written written;
  written.states.take({}, at(0ms));
  written.states.finish();
  EXPECT_EQ(written.take(), "");
}

}  // namespace
}  // namespace pantau::app
