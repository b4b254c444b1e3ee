// SPDX-License-Identifier: Apache-2.0
#include "daemon/outages/window_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/book/window_names.hpp"
#include "tests/daemon/outages/outage_fixture.hpp"

namespace pantau::outages::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

using Places = std::vector<std::uint32_t>;

book::Window named(std::vector<std::string> book::Window::*list, const std::string& word) {
  book::Window window;
  window.*list = {word};
  window.start = at(100);
  window.end = at(200);
  return window;
}

/// Ids of the links that a window names, as accounting asks too.
std::vector<std::string> named_links(const book::Window& window) {
  const config::Plan plan = county();
  const WindowList list(plan, {window});
  std::vector<std::string> ids;
  for (std::uint32_t place = 0; place < plan.links.size(); ++place) {
    EXPECT_EQ(!list.of(place).empty(), book::names_link(window, plan, plan.links[place]));
    if (!list.of(place).empty()) {
      ids.push_back(plan.links[place].id);
    }
  }
  return ids;
}

TEST(WindowList, NamesLinksBySiteDistrictAndProvider) {
  using testing::ElementsAre;
  EXPECT_THAT(named_links(named(&book::Window::links, "twin")), ElementsAre("twin"));
  EXPECT_THAT(named_links(named(&book::Window::sites, "jila")), ElementsAre("child", "other"));
  EXPECT_THAT(named_links(named(&book::Window::districts, "hub")), ElementsAre("hub", "hub-2"));
  EXPECT_THAT(named_links(named(&book::Window::providers, "lte")), ElementsAre("other", "twin"));
  EXPECT_THAT(named_links(named(&book::Window::providers, "")), IsEmpty());
  EXPECT_THAT(named_links(named(&book::Window::links, "elsewhere")), IsEmpty());
}

TEST(WindowList, ListsALinkNamedInFourWaysOnce) {
  const config::Plan plan = county();
  book::Window window = window_over("child", 100, 200);
  window.sites = {"jila"};
  window.districts = {"jila"};
  window.providers = {"sat"};
  EXPECT_THAT(WindowList(plan, {window}).of(0), SizeIs(1));
}

TEST(WindowList, CoversFromStartUpToItsEnd) {
  const config::Plan plan = county();
  const WindowList list(plan, {window_over("child", 100, 200)});
  EXPECT_EQ(list.covering(0, {}, at(99)), nullptr);
  EXPECT_NE(list.covering(0, {}, at(100)), nullptr);
  EXPECT_NE(list.covering(0, {}, at(199)), nullptr);
  EXPECT_EQ(list.covering(0, {}, at(200)), nullptr);
}

TEST(WindowList, FindsTheWindowOfARootBehindItsOwn) {
  const config::Plan plan = county();
  const WindowList list(plan, {window_over("child", 150, 200), window_over("hub", 100, 300)});
  const Places roots{place_of(plan, "hub")};
  EXPECT_EQ(list.covering(0, roots, at(120))->reason, "work on hub");
  EXPECT_EQ(list.covering(0, roots, at(160))->reason, "work on child");
  EXPECT_EQ(list.covering(0, {}, at(120)), nullptr);
}

TEST(WindowList, TellsThePresentWindowElseTheNextOne) {
  const config::Plan plan = county();
  const WindowList list(plan,
                        {window_over("child", 500, 600),
                         window_over("child", 100, 200),
                         window_over("hub", 300, 400)});
  const Places roots{place_of(plan, "hub")};
  EXPECT_EQ(list.present_or_next(0, {}, at(150))->start, at(100));
  EXPECT_EQ(list.present_or_next(0, {}, at(250))->start, at(500));
  EXPECT_EQ(list.present_or_next(0, roots, at(250))->start, at(300));
  EXPECT_EQ(list.present_or_next(0, {}, at(600)), nullptr);
}

TEST(WindowList, KnowsTheNextBorder) {
  const config::Plan plan = county();
  const WindowList list(plan, {window_over("child", 100, 200), window_over("hub", 150, 300)});
  const Places roots{place_of(plan, "hub")};
  EXPECT_EQ(list.next_border(0, {}, at(0)), at(100));
  EXPECT_EQ(list.next_border(0, {}, at(100)), at(200));
  EXPECT_EQ(list.next_border(0, roots, at(100)), at(150));
  EXPECT_EQ(list.next_border(0, {}, at(200)), std::nullopt);
}

TEST(WindowList, IgnoresAWindowThatWasTakenBack) {
  const config::Plan plan = county();
  const WindowList list(plan, {window_over("child", 100, 100)});
  EXPECT_EQ(list.covering(0, {}, at(100)), nullptr);
  EXPECT_EQ(list.present_or_next(0, {}, at(50)), nullptr);
  EXPECT_EQ(list.next_border(0, {}, at(50)), std::nullopt);
}

TEST(WindowList, StaysWholeWhenCopiedAndMoved) {
  const config::Plan plan = county();
  auto first = std::make_unique<WindowList>(plan, std::vector{window_over("child", 100, 200)});
  const WindowList copy = *first;
  const WindowList moved = std::move(*first);
  first.reset();
  EXPECT_EQ(copy.covering(0, {}, at(150))->reason, "work on child");
  EXPECT_EQ(moved.covering(0, {}, at(150))->reason, "work on child");
}

TEST(WindowList, TakesTheWindowsOfTheConfiguration) {
  config::Plan plan = county();
  config::MaintenanceWindow& written = plan.maintenance.emplace_back();
  written.sites = {"twin"};
  written.start = at(100);
  written.end = at(200);
  written.reason = "battery";
  written.document = "12/2026";
  written.announced = std::chrono::year{2026} / 9 / 28;
  written.place = {"pantau.toml", 12, 1};
  const auto windows = windows_of(plan);
  ASSERT_EQ(windows.size(), 1U);
  EXPECT_EQ(windows[0].id, 0U);
  EXPECT_EQ(windows[0].reason, "battery");
  EXPECT_EQ(windows[0].document, "12/2026");
  EXPECT_EQ(windows[0].place, "pantau.toml:12");
  using namespace std::chrono_literals;
  EXPECT_EQ(windows[0].announced, std::chrono::sys_days{2026y / 9 / 27} + 15h)
      << "00:00 in Jayapura is 15:00 UTC of the day before";
  EXPECT_THAT(*WindowList(plan, {window_over("twin", 1, 2)}).all(), SizeIs(2));
}

}  // namespace
}  // namespace pantau::outages::test
