// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/incidents.hpp"

#include <algorithm>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::book {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Second at(std::int64_t seconds) {
  return Second{std::chrono::seconds{1'790'000'000 + seconds}};
}

Segment segment(std::int64_t start,
                std::optional<std::int64_t> end,
                std::vector<std::string> roots) {
  Segment made;
  made.start = at(start);
  if (end) {
    made.end = at(*end);
  }
  made.roots = std::move(roots);
  return made;
}

Outage outage(std::uint64_t id, std::vector<Segment> segments) {
  Outage made;
  made.id = id;
  made.segments = std::move(segments);
  return made;
}

TEST(Incidents, AreNoneWithoutOutages) {
  EXPECT_THAT(incidents_of({}, at(0)), IsEmpty());
}

TEST(Incidents, GatherWhatFailsWithTheSameRoot) {
  const std::vector<Outage> outages{outage(7, {segment(10, 100, {"hub"})}),
                                    outage(3, {segment(20, 90, {"hub"})}),
                                    outage(5, {segment(20, 90, {"elsewhere"})})};
  EXPECT_THAT(incidents_of(outages, at(200)), ElementsAre(Pair(3, 3), Pair(5, 5), Pair(7, 3)));
}

TEST(Incidents, DoNotJoinWhatOnlyTouches) {
  const std::vector<Outage> outages{outage(1, {segment(10, 100, {"hub"})}),
                                    outage(2, {segment(100, 200, {"hub"})}),
                                    outage(3, {segment(199, 300, {"hub"})})};
  EXPECT_THAT(incidents_of(outages, at(400)), ElementsAre(Pair(1, 1), Pair(2, 2), Pair(3, 2)));
}

TEST(Incidents, ReachThroughAnyChain) {
  const std::vector<Outage> outages{
      outage(4, {segment(10, 100, {"hub"})}),
      outage(3, {segment(50, 60, {"hub"}), segment(200, 300, {"tower"})}),
      outage(2, {segment(250, 260, {"tower", "mast"})}),
      outage(1, {segment(255, 400, {"mast"})})};
  EXPECT_THAT(incidents_of(outages, at(500)),
              ElementsAre(Pair(1, 1), Pair(2, 1), Pair(3, 1), Pair(4, 1)));
}

TEST(Incidents, FindTheLongSegmentBehindAShortOne) {
  const std::vector<Outage> outages{outage(1, {segment(10, 1000, {"hub"})}),
                                    outage(2, {segment(20, 30, {"hub"})}),
                                    outage(3, {segment(500, 600, {"hub"})})};
  EXPECT_THAT(incidents_of(outages, at(2000)), ElementsAre(Pair(1, 1), Pair(2, 1), Pair(3, 1)));
}

TEST(Incidents, TakeAnOpenSegmentUntilNow) {
  const std::vector<Outage> outages{outage(1, {segment(10, std::nullopt, {"hub"})}),
                                    outage(2, {segment(50, std::nullopt, {"hub"})})};
  EXPECT_THAT(incidents_of(outages, at(60)), ElementsAre(Pair(1, 1), Pair(2, 1)));
  EXPECT_THAT(incidents_of(outages, at(50)), ElementsAre(Pair(1, 1), Pair(2, 2)));
}

TEST(Incidents, DoNotJoinAnOutageWithoutSeconds) {
  const std::vector<Outage> outages{
      outage(1, {segment(10, 100, {"hub"})}), outage(2, {segment(50, 50, {"hub"})}), outage(3, {})};
  EXPECT_THAT(incidents_of(outages, at(200)), ElementsAre(Pair(1, 1), Pair(2, 2), Pair(3, 3)));
}

/// The definition, word by word: every pair is asked, chains by repetition.
std::map<std::uint64_t, std::uint64_t> by_definition(const std::vector<Outage>& outages,
                                                     Second now) {
  const auto share_root = [](const Segment& one, const Segment& other) {
    return std::ranges::any_of(one.roots, [&](const std::string& root) {
      return std::ranges::find(other.roots, root) != other.roots.end();
    });
  };
  const auto overlap = [&](const Segment& one, const Segment& other) {
    return std::max(one.start, other.start) <
               std::min(one.end.value_or(now), other.end.value_or(now)) &&
           share_root(one, other);
  };
  const auto belong_together = [&](const Outage& one, const Outage& other) {
    return std::ranges::any_of(one.segments, [&](const Segment& segment) {
      return std::ranges::any_of(other.segments,
                                 [&](const Segment& second) { return overlap(segment, second); });
    });
  };
  std::map<std::uint64_t, std::uint64_t> incident;
  for (const Outage& one : outages) {
    incident[one.id] = one.id;
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const Outage& one : outages) {
      for (const Outage& other : outages) {
        if (incident[one.id] > incident[other.id] && belong_together(one, other)) {
          incident[one.id] = incident[other.id];
          changed = true;
        }
      }
    }
  }
  return incident;
}

/// Outages of `links` links behind a few hubs; each its own segments one after the other.
std::vector<Outage> random_outages(std::mt19937& random, std::size_t count, std::int64_t horizon) {
  const auto upto = [&random](std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>{0, most}(random);
  };
  std::vector<Outage> outages;
  for (std::size_t index = 0; index < count; ++index) {
    Outage& made = outages.emplace_back();
    made.id = (index * 7919) % count + 1;  // in no order
    std::int64_t time = upto(horizon);
    const std::int64_t segments = 1 + upto(2);
    for (std::int64_t part = 0; part < segments; ++part) {
      const std::int64_t length = upto(20);
      std::vector<std::string> roots{"hub-" + std::to_string(upto(5))};
      if (upto(3) == 0) {
        roots.push_back("tower-" + std::to_string(upto(2)));
      }
      const bool open = part + 1 == segments && upto(9) == 0;
      made.segments.push_back(
          segment(time, open ? std::nullopt : std::optional{time + length}, std::move(roots)));
      time += length + upto(5);
    }
  }
  return outages;
}

TEST(Incidents, AreWhatTheDefinitionSays) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    std::mt19937 random{seed};
    const auto outages = random_outages(random, 2 + seed % 23, 40 + seed % 400);
    const Second now = at(60 + seed % 500);
    ASSERT_EQ(incidents_of(outages, now), by_definition(outages, now)) << "seed " << seed;
  }
}

// Two hundred million pairs: comparing them one by one would be felt.
TEST(Incidents, OfTwentyThousandOutagesAreFoundAtOnce) {
  std::vector<Outage> outages;
  for (std::uint64_t id = 1; id <= 20'000; ++id) {
    const auto start = static_cast<std::int64_t>(id);
    outages.push_back(outage(id, {segment(start, 30'000, {"hub"}), segment(30'000, 30'010, {})}));
  }
  const auto incidents = incidents_of(outages, at(50'000));
  ASSERT_EQ(incidents.size(), 20'000U);
  EXPECT_TRUE(std::ranges::all_of(incidents, [](const auto& of) { return of.second == 1; }));
}

}  // namespace
}  // namespace pantau::book
