// SPDX-License-Identifier: Apache-2.0
// A site over its links: semantics.md 5, Site.
#include "daemon/verdicts/site_state.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "tests/daemon/verdicts/county.hpp"

namespace pantau::verdicts::test {
namespace {

using book::LinkState;

constexpr LinkKey kHub = 1;
constexpr LinkKey kPrimary = 7;
constexpr LinkKey kBackup = 8;
const Roots no_roots;
const Roots outside{kHub};
const std::vector<LinkKey> inside{kPrimary, kBackup};

LinkState site(const std::vector<SiteLinkState>& links) {
  return site_state(links, inside);
}

SiteLinkState primary(LinkState state, const Roots& roots = no_roots) {
  return {true, state, &roots};
}

SiteLinkState backup(LinkState state, const Roots& roots = no_roots) {
  return {false, state, &roots};
}

TEST(SiteState, IsUpWhenAPrimaryIs) {
  EXPECT_EQ(site({primary(LinkState::unknown), primary(LinkState::up)}), LinkState::up);
  EXPECT_EQ(site({primary(LinkState::up), backup(LinkState::down)}), LinkState::up);
}

TEST(SiteState, IsDegradedOnABackupOrADegradedPrimary) {
  EXPECT_EQ(site({primary(LinkState::down), backup(LinkState::up)}), LinkState::degraded);
  EXPECT_EQ(site({primary(LinkState::unknown), backup(LinkState::degraded)}), LinkState::degraded);
  EXPECT_EQ(site({primary(LinkState::degraded)}), LinkState::degraded);
}

TEST(SiteState, TakesAllForPrimaryWithoutOne) {
  EXPECT_EQ(site({backup(LinkState::up), backup(LinkState::down)}), LinkState::up);
}

TEST(SiteState, IsUnknownWhenNoneWorksAndOneIsUnknown) {
  EXPECT_EQ(site({primary(LinkState::down), backup(LinkState::unknown)}), LinkState::unknown);
  EXPECT_EQ(site({primary(LinkState::unreachable, outside), primary(LinkState::unknown)}),
            LinkState::unknown);
}

TEST(SiteState, IsUnreachableWhenAllRootsLieOutside) {
  EXPECT_EQ(
      site({primary(LinkState::unreachable, outside), backup(LinkState::unreachable, outside)}),
      LinkState::unreachable);
}

TEST(SiteState, IsDownWhenAnyRootLiesInside) {
  const Roots own{kPrimary};
  const Roots both{kHub, kPrimary};
  EXPECT_EQ(site({primary(LinkState::down, own)}), LinkState::down);
  EXPECT_EQ(site({primary(LinkState::down, own), backup(LinkState::unreachable, outside)}),
            LinkState::down);
  EXPECT_EQ(site({primary(LinkState::unreachable, outside), backup(LinkState::unreachable, both)}),
            LinkState::down);
}

TEST(SiteState, IsOnBackupWhenItWorksAndEveryPrimaryIsKnownNotTo) {
  const std::vector<SiteLinkState> yes{primary(LinkState::down),
                                       primary(LinkState::unreachable, outside),
                                       backup(LinkState::degraded),
                                       backup(LinkState::down)};
  EXPECT_TRUE(is_on_backup(yes));
  for (const auto state : {LinkState::up, LinkState::degraded, LinkState::unknown}) {
    auto other = yes;
    other[0].state = state;
    EXPECT_FALSE(is_on_backup(other)) << book::name(state);
  }
  for (const auto state : {LinkState::down, LinkState::unreachable, LinkState::unknown}) {
    auto other = yes;
    other[2].state = state;
    EXPECT_FALSE(is_on_backup(other)) << book::name(state);
  }
}

TEST(SiteState, IsNotOnBackupWithoutAPrimary) {
  EXPECT_FALSE(is_on_backup(std::vector{backup(LinkState::up), backup(LinkState::down)}));
}

// ---- course

std::vector<book::Span> course_of(const std::vector<Course>& courses, std::int64_t since) {
  std::vector<SiteLink> links;
  links.reserve(courses.size());
  for (const auto& course : courses) {
    links.push_back({links.empty(), &course, links.empty() ? kPrimary : kBackup});
  }
  return site_course(links, second(since));
}

TEST(SiteCourse, ChangesWithAnyOfItsLinks) {
  const Course first{{second(0), LinkState::up, {}},
                     {second(100), LinkState::down, {kPrimary}},
                     {second(300), LinkState::up, {}}};
  const Course second_course{{second(50), LinkState::up, {}},
                             {second(200), LinkState::unknown, {}}};
  EXPECT_EQ(course_of({first, second_course}, 60),
            (std::vector<book::Span>{{second(60), LinkState::up},
                                     {second(100), LinkState::degraded},
                                     {second(200), LinkState::unknown},
                                     {second(300), LinkState::up}}));
}

TEST(SiteCourse, DoesNotCutWhereTheStateStaysTheSame) {
  const Course first{{second(0), LinkState::unreachable, {kHub}},
                     {second(100), LinkState::unreachable, {2}},
                     {second(200), LinkState::unreachable, {2, kPrimary}},
                     {second(300), LinkState::down, {kPrimary}}};
  EXPECT_EQ(course_of({first}, 0),
            (std::vector<book::Span>{{second(0), LinkState::unreachable},
                                     {second(200), LinkState::down}}));
}

TEST(SiteCourse, TakesWhatBeginsAtOnceTogether) {
  const Course first{{second(0), LinkState::up, {}}, {second(100), LinkState::unknown, {}}};
  const Course other{{second(0), LinkState::unknown, {}}, {second(100), LinkState::up, {}}};
  EXPECT_EQ(
      course_of({first, other}, 0),
      (std::vector<book::Span>{{second(0), LinkState::up}, {second(100), LinkState::degraded}}));
}

TEST(SiteCourse, BeginsInTheMiddle) {
  const Course first{{second(0), LinkState::up, {}},
                     {second(100), LinkState::unknown, {}},
                     {second(200), LinkState::up, {}}};
  EXPECT_EQ(course_of({first}, 200), (std::vector<book::Span>{{second(200), LinkState::up}}));
}

}  // namespace
}  // namespace pantau::verdicts::test
