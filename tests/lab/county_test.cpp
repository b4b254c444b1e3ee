// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/county.hpp"

#include <map>
#include <string>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lab/echo_bytes.hpp"

namespace pantau::lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

County county_of(std::string_view text) {
  auto [config, problems] = parse_county(text, "county.toml");
  EXPECT_THAT(problems, testing::IsEmpty());
  return County(std::move(config));
}

Judgement ask(County& county, std::string_view address, nanoseconds since_start = 0s) {
  return county.receive(echo_request_to(address), since_start).value();
}

Fate fate(County& county, std::string_view address, nanoseconds since_start = 0s) {
  return ask(county, address, since_start).record.fate;
}

constexpr std::string_view kTree = R"(
[[node]]
id = "hub"
delay = "1ms"
[[node]]
id = "relay"
parent = "hub"
delay = "2ms"
[[host]]
id = "near"
address = "198.18.1.1"
parent = "hub"
delay = "10ms"
[[host]]
id = "far"
address = "198.18.1.2"
parent = "relay"
delay = "20ms"
[[host]]
id = "behind"
address = "198.18.1.3"
parent = "far"
delay = "5ms"
)";

TEST(CountyTree, AddsTheDelaysOfTheHops) {
  County county = county_of(kTree);
  EXPECT_EQ(ask(county, "198.18.1.1").packets.at(0).after, 11ms);
  EXPECT_EQ(ask(county, "198.18.1.2").packets.at(0).after, 23ms);
  EXPECT_EQ(ask(county, "198.18.1.3").record.delay, 28ms);
}

TEST(CountyTree, EverythingBelowADownHopIsDown) {
  County county = county_of(kTree);
  ASSERT_EQ(county.force("relay", true), "");
  EXPECT_EQ(fate(county, "198.18.1.1"), Fate::reply);
  EXPECT_EQ(fate(county, "198.18.1.2"), Fate::down);
  EXPECT_EQ(fate(county, "198.18.1.3"), Fate::down);
  EXPECT_TRUE(ask(county, "198.18.1.3").packets.empty());
  ASSERT_EQ(county.force("relay", false), "");
  EXPECT_EQ(fate(county, "198.18.1.3"), Fate::reply);
  ASSERT_EQ(county.force("hub", true), "");
  EXPECT_EQ(fate(county, "198.18.1.1"), Fate::down);
}

TEST(CountyTree, AHostTakesThoseBehindItDown) {
  County county = county_of(kTree);
  ASSERT_EQ(county.force("far", true), "");
  EXPECT_EQ(fate(county, "198.18.1.3"), Fate::down);
  EXPECT_EQ(fate(county, "198.18.1.1"), Fate::reply);
}

TEST(CountyTree, HopsLoseOnTheirOwn) {
  County county = county_of(kTree);
  ASSERT_EQ(county.set("relay", "loss", "1"), "");
  EXPECT_EQ(fate(county, "198.18.1.1"), Fate::reply);
  EXPECT_EQ(fate(county, "198.18.1.3"), Fate::lost);
}

TEST(CountyTree, HopsLoseIndependently) {
  County county = county_of(kTree);
  for (const char* id : {"hub", "relay", "far"}) {
    ASSERT_EQ(county.set(id, "loss", "0.5"), "");
  }
  constexpr int kPackets = 8000;
  int replies = 0;
  for (int i = 0; i < kPackets; ++i) {
    replies += fate(county, "198.18.1.2") == Fate::reply ? 1 : 0;
  }
  EXPECT_NEAR(replies, kPackets * 0.125, 120);  // four deviations
}

TEST(CountyTree, AHopHasDelayAndLossAlone) {
  County county = county_of(kTree);
  const std::string problem = "a node has delay and a plain loss alone";
  EXPECT_EQ(county.set("relay", "ttl", "9"), problem);
  EXPECT_EQ(county.set("relay", "loss", "burst 0.1 0.1 1"), problem);
  EXPECT_EQ(county.set("relay", "loss", "0.5"), "");
}

constexpr std::string_view kTimetable = R"(
[[node]]
id = "hub"
[[host]]
id = "a"
address = "198.18.2.0/24"
parent = "hub"
delay = "5ms"
[[event]]
target = "hub"
from = "40s"
until = "85s"
down = true
[[event]]
target = "198.18.2.7"
from = "100s"
until = "110s"
every = "30s"
down = true
[[event]]
target = "a"
from = "200s"
until = "300s"
loss = 1
[[event]]
target = "a"
from = "250s"
until = "260s"
loss = 0
)";

TEST(CountyTimetable, HoldsFromItsBeginToBeforeItsEnd) {
  County county = county_of(kTimetable);
  EXPECT_EQ(fate(county, "198.18.2.1", 40s - 1ns), Fate::reply);
  EXPECT_EQ(fate(county, "198.18.2.1", 40s), Fate::down);
  EXPECT_EQ(fate(county, "198.18.2.1", 85s - 1ns), Fate::down);
  EXPECT_EQ(fate(county, "198.18.2.1", 85s), Fate::reply);
}

TEST(CountyTimetable, RepeatsForOneAddressOfARange) {
  County county = county_of(kTimetable);
  EXPECT_EQ(fate(county, "198.18.2.7", 99s), Fate::reply);
  EXPECT_EQ(fate(county, "198.18.2.7", 105s), Fate::down);
  EXPECT_EQ(fate(county, "198.18.2.8", 105s), Fate::reply) << "another address";
  EXPECT_EQ(fate(county, "198.18.2.7", 110s), Fate::reply);
  EXPECT_EQ(fate(county, "198.18.2.7", 130s), Fate::down);
  EXPECT_EQ(fate(county, "198.18.2.7", 139s), Fate::down);
  EXPECT_EQ(fate(county, "198.18.2.7", 140s), Fate::reply);
}

TEST(CountyTimetable, TheLaterWrittenOfTwoEventsWins) {
  County county = county_of(kTimetable);
  EXPECT_EQ(fate(county, "198.18.2.1", 249s), Fate::lost);
  EXPECT_EQ(fate(county, "198.18.2.1", 255s), Fate::reply);
  EXPECT_EQ(fate(county, "198.18.2.1", 260s), Fate::lost);
  EXPECT_EQ(fate(county, "198.18.2.1", 300s), Fate::reply);
}

TEST(CountyTimetable, CommandsGoBeforeIt) {
  County county = county_of(kTimetable);
  ASSERT_EQ(county.force("hub", false), "");
  EXPECT_EQ(fate(county, "198.18.2.1", 50s), Fate::reply);
  ASSERT_EQ(county.force("hub", std::nullopt), "");
  EXPECT_EQ(fate(county, "198.18.2.1", 50s), Fate::down);
  ASSERT_EQ(county.set("a", "loss", "0"), "");
  EXPECT_EQ(fate(county, "198.18.2.1", 210s), Fate::reply);
  ASSERT_EQ(county.set("198.18.2.1", "loss", "1"), "");
  EXPECT_EQ(fate(county, "198.18.2.1", 210s), Fate::lost)
      << "of the address before that of the host";
  EXPECT_EQ(fate(county, "198.18.2.2", 210s), Fate::reply);
  ASSERT_EQ(county.clear("198.18.2.1"), "");
  EXPECT_EQ(fate(county, "198.18.2.1", 210s), Fate::reply);
}

TEST(CountyTimetable, OneAddressMayBeTakenDown) {
  County county = county_of(kTimetable);
  ASSERT_EQ(county.force("198.18.2.1", true), "");
  EXPECT_EQ(fate(county, "198.18.2.1"), Fate::down);
  EXPECT_EQ(fate(county, "198.18.2.2"), Fate::reply);
}

TEST(County, RefusesTargetsItDoesNotKnow) {
  County county = county_of(kTimetable);
  const std::string problem = "'nowhere' is no node, host or address of a host";
  EXPECT_EQ(county.set("nowhere", "loss", "1"), problem);
  EXPECT_EQ(county.clear("nowhere"), problem);
  EXPECT_EQ(county.force("nowhere", true), problem);
  EXPECT_EQ(county.force("198.18.99.1", true),
            "'198.18.99.1' is no node, host or address of a host");
}

Judgement ask_with(std::string_view key, std::string_view value) {
  County county = county_of("[[host]]\nid = \"a\"\naddress = \"198.18.1.1\"\ndelay = \"5ms\"\n");
  EXPECT_EQ(county.set("a", key, value), "");
  return ask(county, "198.18.1.1");
}

TEST(County, RepliesOnceAndSaysSo) {
  const Judgement plain = ask_with("ttl", "61");
  EXPECT_EQ(plain.record.fate, Fate::reply);
  EXPECT_EQ(plain.record.copies, 1U);
  EXPECT_EQ(plain.record.mods, "");
  EXPECT_EQ(plain.packets.at(0).packet.at(8), 61);
  EXPECT_TRUE(has_right_checksums(plain.packets.at(0).packet));
}

TEST(County, SendsDuplicatesWithTheirSpacing) {
  const Judgement judgement = ask_with("duplicate", "1 2 3ms");
  EXPECT_EQ(judgement.record.copies, 3U);
  EXPECT_EQ(judgement.record.mods, "dup");
  ASSERT_EQ(judgement.packets.size(), 3U);
  EXPECT_EQ(judgement.packets[0].after, 5ms);
  EXPECT_EQ(judgement.packets[2].after, 11ms);
  EXPECT_EQ(judgement.packets[0].packet, judgement.packets[2].packet);
}

TEST(County, DelaysWhatItReorders) {
  const Judgement judgement = ask_with("reorder", "1 300ms");
  EXPECT_EQ(judgement.packets.at(0).after, 305ms);
  EXPECT_EQ(judgement.record.mods, "reorder");
  EXPECT_EQ(judgement.record.fate, Fate::reply);
}

TEST(County, CallsLostWhatGotNoValidReply) {
  const std::map<std::string, std::pair<std::string, std::string>> cases{
      {"corrupt", {"1 checksum", "corrupt:checksum"}},
      {"forge", {"1 cookie", "forged:cookie"}},
      {"error", {"1 3/1", "error:3/1"}}};
  for (const auto& [key, words] : cases) {
    const Judgement judgement = ask_with(key, words.first);
    EXPECT_EQ(judgement.record.fate, Fate::lost) << key;
    EXPECT_EQ(judgement.record.mods, words.second);
    EXPECT_EQ(judgement.record.copies, 0U);
    EXPECT_EQ(judgement.packets.size(), 1U);
  }
}

TEST(County, SendsTheValidReplyAlsoWhenAsked) {
  for (const auto& [key, words] : {std::pair{"forge", "1 source also"}, {"error", "1 3/1 also"}}) {
    const Judgement judgement = ask_with(key, words);
    EXPECT_EQ(judgement.record.fate, Fate::reply) << key;
    EXPECT_EQ(judgement.record.copies, 1U);
    EXPECT_EQ(judgement.packets.size(), 2U);
  }
}

TEST(County, SilentHostsAndUnknownAddressesDoNotAnswer) {
  EXPECT_EQ(ask_with("silent", "true").record.fate, Fate::silent);
  County county = county_of(kTree);
  const Judgement unknown = ask(county, "198.18.77.1");
  EXPECT_EQ(unknown.record.fate, Fate::silent);
  EXPECT_EQ(unknown.record.mods, "unknown");
  EXPECT_TRUE(unknown.packets.empty());
}

TEST(County, LeavesAloneWhatIsNoEchoRequest) {
  County county = county_of(kTree);
  EXPECT_FALSE(county.receive(Bytes{0x45, 0x00}, 0s));
  EXPECT_EQ(county.totals().requests, 0U);
}

TEST(County, RecordsWhatTheProberSent) {
  County county = county_of(kTree);
  const TruthRecord record = county.receive(echo_request_to("198.18.1.1", 77), 0s)->record;
  EXPECT_EQ(to_string(record.destination), "198.18.1.1");
  EXPECT_EQ(record.identifier, 0x1234);
  EXPECT_EQ(record.sequence, 77);
  EXPECT_EQ(record.length, 45U);
  EXPECT_EQ(record.payload_bytes, 16U);
  EXPECT_EQ(record.payload[15], 15);
}

constexpr std::string_view kLossy = R"(
seed = 11
[[host]]
id = "a"
address = "198.18.3.0/24"
delay = "50ms +- 20ms"
loss = "0.1 burst 0.05 0.3 0.8"
duplicate = 0.1
)";

using Fates = std::vector<std::tuple<Fate, nanoseconds, std::uint32_t>>;

Fates fates_of(County& county, std::string_view address, int between) {
  Fates fates;
  for (int i = 0; i < 300; ++i) {
    const TruthRecord record = ask(county, address).record;
    fates.emplace_back(record.fate, record.delay, record.copies);
    for (int other = 0; other < between; ++other) {
      static_cast<void>(ask(county, "198.18.3.200"));
    }
  }
  return fates;
}

TEST(County, GivesTheSameFatesHoweverPacketsInterleave) {
  County alone = county_of(kLossy);
  County busy = county_of(kLossy);
  const Fates fates = fates_of(alone, "198.18.3.1", 0);
  EXPECT_EQ(fates, fates_of(busy, "198.18.3.1", 3));
  EXPECT_NE(fates, fates_of(alone, "198.18.3.2", 0)) << "another address";
}

TEST(County, AnotherLossDoesNotChangeTheDelays) {
  County one = county_of(kLossy);
  County other = county_of(kLossy);
  ASSERT_EQ(one.set("a", "loss", "0"), "");
  ASSERT_EQ(other.set("a", "loss", "0.5"), "");
  for (int i = 0; i < 100; ++i) {
    const TruthRecord first = ask(one, "198.18.3.1").record;
    const TruthRecord second = ask(other, "198.18.3.1").record;
    if (second.fate == Fate::reply) {
      EXPECT_EQ(first.delay, second.delay);
    }
  }
}

TEST(County, CountsEveryRequestOnce) {
  County county = county_of(kLossy);
  static_cast<void>(fates_of(county, "198.18.3.1", 1));
  const Counts& counts = county.totals();
  EXPECT_EQ(counts.requests, 600U);
  EXPECT_EQ(counts.replies + counts.lost + counts.down + counts.silent, counts.requests);
  EXPECT_GT(counts.lost, 0U);
  EXPECT_GT(counts.duplicates, 0U);
}

TEST(County, TellsItsCountsByAddressAndByHost) {
  County county = county_of(kTree);
  static_cast<void>(ask(county, "198.18.1.1"));
  static_cast<void>(ask(county, "198.18.1.2"));
  constexpr auto kOne = R"("requests":1,"replies":1,"lost":0,"down":0,"silent":0,"duplicates":0)";
  const std::string head =
      R"({"requests":2,"replies":2,"lost":0,"down":0,"silent":0,"duplicates":0,"addresses":{)";
  EXPECT_EQ(county.stats("198.18.1.1"), head + R"("198.18.1.1":{)" + kOne + "}}}");
  EXPECT_EQ(county.stats("far"), head + R"("198.18.1.2":{)" + kOne + "}}}");
  EXPECT_EQ(county.stats(),
            head + R"("198.18.1.1":{)" + kOne + R"(},"198.18.1.2":{)" + kOne + "}}}");
}

TEST(County, TheInnermostOfOverlappingHostsAnswers) {
  County county = county_of(R"(
[[host]]
id = "inner"
address = "198.18.4.16/28"
delay = "2ms"
[[host]]
id = "outer"
address = "198.18.0.0/16"
delay = "1ms"
[[host]]
id = "one"
address = "198.18.4.17"
delay = "3ms"
[[event]]
target = "198.18.4.18"
delay = "4ms"
)");
  EXPECT_EQ(ask(county, "198.18.4.1").record.delay, 1ms);
  EXPECT_EQ(ask(county, "198.18.4.16").record.delay, 2ms);
  EXPECT_EQ(ask(county, "198.18.4.17").record.delay, 3ms);
  EXPECT_EQ(ask(county, "198.18.4.18").record.delay, 4ms) << "an event finds the same host";
}

TEST(CountyTruth, WritesOneLineWithEveryField) {
  TruthRecord record;
  record.number = 3;
  record.read_realtime_ns = 1'795'307'217'558'784'956;
  record.destination = parse_ip("198.18.6.1").value();
  record.identifier = 4660;
  record.sequence = 5;
  record.length = 45;
  record.payload = {0x00, 0xab, 0xff};
  record.payload_bytes = 3;
  record.delay = 650ms;
  record.copies = 2;
  record.mods = "dup reorder";
  std::string text;
  append_truth(text, record, 650'041'000ns);
  EXPECT_EQ(text,
            "{\"n\":3,\"t\":1795307217558784956,\"dst\":\"198.18.6.1\",\"id\":4660,\"seq\":5,"
            "\"len\":45,\"payload16\":\"00abff\",\"fate\":\"reply\",\"delay_ns\":650000000,"
            "\"copies\":2,\"mod\":[\"dup\",\"reorder\"],\"held_ns\":650041000}\n");
}

TEST(CountyTruth, LeavesOutWhatWasNotWritten) {
  std::string text;
  TruthRecord record;
  record.fate = Fate::down;
  append_truth(text, record, std::nullopt);
  EXPECT_THAT(text, testing::HasSubstr(R"("payload16":"","fate":"down")"));
  EXPECT_THAT(text, testing::HasSubstr(R"("mod":[]})"));
}

}  // namespace
}  // namespace pantau::lab
