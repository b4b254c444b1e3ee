// SPDX-License-Identifier: Apache-2.0
// Acceptance tests of 72 h, echo by echo through the book of links (semantics.md 8).
#include <fmt/format.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/rollout/soak.hpp"

namespace pantau::rollout {
namespace {

using test::Behaviour;
using test::Fate;
using test::plan_of;
using test::Soak;
using namespace std::chrono_literals;

constexpr const char* kHead = R"(
phase = [ { id = "tahap-1", name = "Tahap I" } ]
district = [ { id = "jila", name = "Jila" } ]
[daemon]
timezone = "Asia/Jayapura"
)";

/// 2026-12-01 00:00 in Asia/Jayapura, and ten minutes before, when the play begins.
constexpr book::Second kTest{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} + 15h};
constexpr book::Seconds kBefore{600};
constexpr book::Second kBegin = kTest - kBefore;

std::string site(const std::string& id, const std::string& test = "2026-12-01") {
  return fmt::format(
      "[[site]]\nid = \"{0}\"\nname = \"{0}\"\ndistrict = \"jila\"\nphase = \"tahap-1\"\n"
      "actual = {{ acceptance_test = {1} }}\n",
      id,
      test);
}

std::string link(const std::string& id, const std::string& site, const std::string& more = "") {
  static int address = 0;
  return fmt::format(
      "[[link]]\nid = \"{}\"\nsite = \"{}\"\ntechnology = \"geo-vsat\"\naddress = "
      "\"198.18.6.{}\"\n{}\n",
      id,
      site,
      ++address % 250,
      more);
}

/// A site of that name with one geo-vsat link of the same name.
std::string one(const std::string& id, const std::string& test = "2026-12-01") {
  return site(id, test) + link(id, id);
}

/// Silent from `first` seconds into the test on, so often, so long and so far apart.
Behaviour outages(std::int64_t first, int count, std::int64_t length, std::int64_t apart) {
  return [=](std::int64_t second, std::mt19937&) {
    const std::int64_t since = second - kBefore.count() - first;
    const bool lost = since >= 0 && since / apart < count && since % apart < length;
    return Fate{lost ? Fate::Kind::lost : Fate::Kind::answered};
  };
}

/// That kind of fate from one second of the test to another.
Behaviour between(std::int64_t from, std::int64_t to, Fate fate) {
  return [=](std::int64_t second, std::mt19937&) {
    const std::int64_t since = second - kBefore.count();
    return from <= since && since < to ? fate : Fate{};
  };
}

/// Loses one echo in so many at random, and its round trips vary.
Behaviour noisy(double loss) {
  return [loss](std::int64_t, std::mt19937& random) {
    constexpr int kMeanMs = 600;
    constexpr int kSpreadMs = 30;
    std::normal_distribution<double> rtt{kMeanMs, kSpreadMs};
    if (std::bernoulli_distribution{loss}(random)) {
      return Fate{Fate::Kind::lost};
    }
    return Fate{Fate::Kind::answered,
                std::chrono::round<net::Nanoseconds>(
                    std::chrono::duration<double, std::milli>{rtt(random)})};
  };
}

/// The criteria that are not met, in words.
std::string unmet(const Acceptance& acceptance) {
  std::string words;
  for (std::size_t criterion = 0; criterion < kCriterionNames.size(); ++criterion) {
    if (!acceptance.met(static_cast<Criterion>(criterion))) {
      words += std::string(words.empty() ? "" : " ").append(kCriterionNames.at(criterion));
    }
  }
  return words;
}

/// What became of the test of a site.
void expect(const Soak& soak,
            const std::string& site,
            AcceptanceState state,
            const std::string& not_met) {
  const auto acceptance = soak.judged(site);
  ASSERT_TRUE(acceptance) << site;
  EXPECT_EQ(acceptance->state, state) << site;
  EXPECT_EQ(unmet(*acceptance), not_met) << site;
}

TEST(AcceptanceSoak, JudgesElevenSitesOfOneCounty) {
  constexpr std::int64_t kHour = 3600;
  constexpr std::int64_t kWindow = 900;  // 288 in 72 h
  constexpr Fate kSlow{Fate::Kind::answered, 1300ms};
  Soak soak{plan_of(kHead + one("healthy") + one("four-times-290") + one("whole-minutes-290") +
                    one("once-310") + one("up-94.9") + one("up-95.0") + one("hidden-3") +
                    site("two-primaries") + link("two-primaries-a", "two-primaries") +
                    link("two-primaries-b", "two-primaries") + site("with-backup") +
                    link("with-backup-a", "with-backup") +
                    link("with-backup-b", "with-backup", "role = \"backup\"") + one("slow-6") +
                    one("slow-4")),
            kBegin};
  soak.behave("healthy", noisy(0.02));
  soak.behave("four-times-290", outages(kHour + 30, 4, 290, 10 * kHour));
  soak.behave("whole-minutes-290", outages(kHour, 4, 290, 10 * kHour));
  soak.behave("once-310", outages(kHour, 1, 310, kHour));
  soak.behave("up-94.9", outages(kHour, 54, 245, kHour));
  soak.behave("up-95.0", outages(kHour, 54, 240, kHour));
  soak.behave("hidden-3", between(kHour, kHour + 7776, {Fate::Kind::voided}));
  soak.behave("two-primaries-b", outages(kHour, 1, kHour, kHour));
  soak.behave("with-backup-b", outages(kHour, 1, 70 * kHour, 70 * kHour));
  soak.behave("slow-6", between(kHour, kHour + 18 * kWindow, kSlow));
  soak.behave("slow-4", between(kHour, kHour + 12 * kWindow, kSlow));
  soak.run(kBefore + 72h);
  EXPECT_EQ(soak.judged("healthy")->state, AcceptanceState::running) << "the book lies behind";
  soak.run(2min);
  EXPECT_THAT(soak.breaches(), testing::IsEmpty());

  expect(soak, "healthy", AcceptanceState::passed, "");
  EXPECT_NEAR(soak.loss_of("healthy"), 0.02, 0.002);
  expect(soak, "four-times-290", AcceptanceState::passed, "");
  EXPECT_EQ(soak.judged("four-times-290")->links.at(0).failed, 4 * 290);
  EXPECT_EQ(soak.judged("four-times-290")->links.at(0).outages, 4);
  expect(soak, "whole-minutes-290", AcceptanceState::passed, "");
  EXPECT_EQ(soak.judged("whole-minutes-290")->links.at(0).failed, 4 * 300)
      << "five minutes over the loss threshold in a row are down as a whole, and just allowed";
  expect(soak, "once-310", AcceptanceState::failed, "longest_outage");
  expect(soak, "up-94.9", AcceptanceState::failed, "availability");
  EXPECT_EQ(soak.judged("up-94.9")->links.at(0).failed, 54 * 245);
  expect(soak, "up-95.0", AcceptanceState::passed, "");
  EXPECT_EQ(soak.judged("up-95.0")->links.at(0).failed, 12'960) << "5 % to the second";
  expect(soak, "hidden-3", AcceptanceState::undecided, "coverage");
  EXPECT_NEAR(
      static_cast<double>(soak.judged("hidden-3")->links.at(0).known) / 259'200, 0.97, 1e-4);
  expect(soak, "two-primaries", AcceptanceState::failed, "longest_outage");
  EXPECT_EQ(soak.judged("two-primaries")->links.size(), 2U);
  expect(soak, "with-backup", AcceptanceState::passed, "");
  expect(soak, "slow-6", AcceptanceState::failed, "rtt");
  expect(soak, "slow-4", AcceptanceState::passed, "");
}

TEST(AcceptanceSoak, TakesASuspendInTheMiddleForUnknown) {
  Soak soak{plan_of(kHead + one("jila")), kBegin};
  soak.run(kBefore + 36h);
  soak.suspend(1h);
  soak.run(35h + 2min);
  expect(soak, "jila", AcceptanceState::passed, "");
  const LinkTrial link = soak.judged("jila")->links.at(0);
  EXPECT_EQ(link.failed, 0);
  EXPECT_LE(link.known, 71 * 3600);
  EXPECT_GE(link.known, 71 * 3600 - 30) << "and no more than a few echoes around it";
  EXPECT_EQ(link.windows, 288U - 4U) << "none of those that lie inside it";
}

TEST(AcceptanceSoak, IsUndecidedWhenASuspendHidTooMuch) {
  Soak soak{plan_of(kHead + one("jila") + "[acceptance]\nduration = \"24h\"\n"), kBegin};
  soak.run(kBefore + 12h);
  soak.suspend(1h);
  soak.run(11h + 2min);
  expect(soak, "jila", AcceptanceState::undecided, "coverage");
}

TEST(AcceptanceSoak, GoesOnAfterARestart) {
  Soak soak{plan_of(kHead + one("jila") + "[acceptance]\nduration = \"24h\"\n"), kBegin};
  // Silent from a minute before the daemon stops to two after it runs again.
  soak.behave("jila", between(12 * 3600 - 60, 12 * 3600 + 600 + 120, {Fate::Kind::lost}));
  soak.run(kBefore + 12h);
  soak.restart(10min);
  EXPECT_EQ(soak.judged("jila")->state, AcceptanceState::running);
  soak.run(24h - 12h - 10min + 2min);
  EXPECT_THAT(soak.breaches(), testing::IsEmpty());
  expect(soak, "jila", AcceptanceState::passed, "");
  const LinkTrial link = soak.judged("jila")->links.at(0);
  EXPECT_EQ(link.outages, 1) << "unknown time ends none";
  EXPECT_NEAR(static_cast<double>(link.failed), 180, 20);
  EXPECT_NEAR(static_cast<double>(link.known), 24 * 3600 - 600, 20);
}

TEST(AcceptanceSoak, BeginsAnewWithALaterDate) {
  const std::string duration = "[acceptance]\nduration = \"6h\"\n";
  Soak soak{plan_of(kHead + one("jila") + duration), kBegin};
  soak.behave("jila", outages(3600, 1, 310, 3600));
  EXPECT_FALSE(soak.judged("jila")) << "not begun yet";
  soak.run(kBefore + 90min);
  ASSERT_TRUE(soak.judged("jila"));
  EXPECT_EQ(soak.judged("jila")->state, AcceptanceState::running);
  EXPECT_NEAR(soak.judged("jila")->progress(), 0.25, 0.005);
  EXPECT_EQ(unmet(*soak.judged("jila")), "availability longest_outage") << "so far";
  soak.run(4h + 32min);
  expect(soak, "jila", AcceptanceState::failed, "longest_outage");

  soak.reload(plan_of(kHead + one("jila", "2026-12-01T07:30:00") + duration));
  EXPECT_FALSE(soak.judged("jila"));
  soak.run(90min + 5h);
  ASSERT_TRUE(soak.judged("jila"));
  EXPECT_EQ(soak.judged("jila")->period,
            (availability::Period{kTest + 7h + 30min, kTest + 13h + 30min}));
  EXPECT_EQ(soak.judged("jila")->state, AcceptanceState::running);
  soak.run(1h);
  expect(soak, "jila", AcceptanceState::passed, "");
}

}  // namespace
}  // namespace pantau::rollout
