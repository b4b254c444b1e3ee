// SPDX-License-Identifier: Apache-2.0
// W of semantics.md 9: which seconds were announced work.
#include <gtest/gtest.h>

#include "daemon/availability/account.hpp"
#include "daemon/book/window_names.hpp"
#include "tests/daemon/availability/book_of_one.hpp"

namespace pantau::availability::test {
namespace {

const Period kAugust{at(2025, 8, 1), at(2025, 9, 1)};
const Second kNoon = at(2025, 8, 10) + hours{12};

struct AnnouncedTest : testing::Test {
  County county;
  std::vector<book::Window> windows;
  Course course{at(2025, 6, 1)};

  std::vector<Period> announced(Period period = kAugust) {
    const auto terms = terms_of(county.plan, county.link(), at(2025, 6, 1));
    return announced_time(course.until(at(2025, 10, 1)),
                          county.link(),
                          terms.at(0).contract,
                          period,
                          {&county.plan, &windows});
  }

  Account account(Period period = kAugust) {
    const auto terms = terms_of(county.plan, county.link(), at(2025, 6, 1));
    return account_of(course.until(at(2025, 10, 1)),
                      county.link(),
                      terms.at(0),
                      period,
                      {&county.plan, &windows});
  }
};

TEST_F(AnnouncedTest, AWindowIsNamedByLinkSiteDistrictOrProvider) {
  for (auto list : {&book::Window::links,
                    &book::Window::sites,
                    &book::Window::districts,
                    &book::Window::providers}) {
    book::Window window;
    EXPECT_FALSE(book::names_link(window, county.plan, county.link()));
    window.*list = {"other", list == &book::Window::providers ? "p" : "jila"};
    EXPECT_TRUE(book::names_link(window, county.plan, county.link()));
    window.*list = {"other"};
    EXPECT_FALSE(book::names_link(window, county.plan, county.link()));
  }
}

TEST_F(AnnouncedTest, OverlappingWindowsAreOneStretch) {
  windows = {window_of(kNoon, hours{2}), window_of(kNoon + hours{1}, hours{3})};
  windows[1].links.clear();
  windows[1].providers = {"p"};
  EXPECT_EQ(announced(), (std::vector<Period>{{kNoon, kNoon + hours{4}}}));
  windows[1].start = kNoon + hours{2};  // touching ones, too
  EXPECT_EQ(announced(), (std::vector<Period>{{kNoon, kNoon + hours{4}}}));
}

TEST_F(AnnouncedTest, AContractMayAskForNotice) {
  county.contract().planned_notice = hours{48};
  windows = {window_of(kNoon, hours{2})};
  EXPECT_TRUE(announced().empty()) << "nobody says when it was announced";
  windows[0].announced = kNoon - hours{48} + Seconds{1};
  EXPECT_TRUE(announced().empty());
  windows[0].announced = kNoon - hours{48};
  EXPECT_EQ(announced().size(), 1U);
}

TEST_F(AnnouncedTest, WithoutAContractEveryWindowCounts) {
  county.link().contracts.clear();
  windows = {window_of(kNoon, hours{2})};
  EXPECT_EQ(announced().size(), 1U);
}

TEST_F(AnnouncedTest, HoursBeyondThoseOfTheMonthDoNotCount) {
  county.contract().planned_hours_per_month = 3;
  windows = {window_of(kNoon, hours{2}),
             window_of(kNoon + hours{24}, hours{2}),
             window_of(kNoon + hours{48}, hours{2})};
  EXPECT_EQ(
      announced(),
      (std::vector<Period>{{kNoon, kNoon + hours{2}}, {kNoon + hours{24}, kNoon + hours{25}}}));
}

TEST_F(AnnouncedTest, EachMonthHasItsOwnHours) {
  county.contract().planned_hours_per_month = 1;
  windows = {window_of(at(2025, 9, 1) - hours{2}, hours{4})};
  EXPECT_EQ(announced({at(2025, 8, 1), at(2025, 10, 1)}),
            (std::vector<Period>{{at(2025, 9, 1) - hours{2}, at(2025, 9, 1) - hours{1}},
                                 {at(2025, 9, 1), at(2025, 9, 1) + hours{1}}}));
}

TEST_F(AnnouncedTest, APartOfTheMonthGetsNoHoursThatAnotherUsedUp) {
  county.contract().planned_hours_per_month = 2;
  windows = {window_of(kNoon, hours{2}), window_of(kNoon + hours{24}, hours{2})};
  EXPECT_EQ(account({kNoon + hours{20}, at(2025, 9, 1)}).planned, 0);
  EXPECT_EQ(account({kNoon - hours{20}, kNoon + hours{1}}).planned, 3600);
}

TEST_F(AnnouncedTest, ARootsWindowCountsWhileTheSegmentNamesTheRoot) {
  county.add_hub();
  course.fail(kNoon, hours{1}, book::Cause::upstream, LinkState::unreachable, {"hub"});
  windows = {window_of(kNoon - hours{1}, hours{1} + minutes{30})};
  windows[0].links.clear();
  windows[0].sites = {"hub"};
  county.plan.links[1].contracts = {"c"};
  const config::Link& child = county.plan.links[1];
  const auto found = announced_time(
      course.until(at(2025, 10, 1)), child, &county.contract(), kAugust, {&county.plan, &windows});
  EXPECT_EQ(found, (std::vector<Period>{{kNoon, kNoon + minutes{30}}}));
}

TEST_F(AnnouncedTest, DowntimeInAWindowIsExcludedAndTheRestPlanned) {
  course.fail(kNoon, hours{1});
  course.blind(kNoon + hours{1}, minutes{10});
  windows = {window_of(kNoon + minutes{30}, hours{2})};
  const Account august = account();
  EXPECT_EQ(august.down, 1800);
  EXPECT_EQ(august.excluded, 1800);
  EXPECT_EQ(august.unknown, 600);
  EXPECT_EQ(august.planned, 7200 - 1800 - 600);
  EXPECT_EQ(august.all(), kAugust.length().count());
}

}  // namespace
}  // namespace pantau::availability::test
