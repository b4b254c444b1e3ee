// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lab/county.hpp"
#include "tests/lab/echo_bytes.hpp"

namespace pantau::lab {
namespace {

using namespace std::chrono_literals;
using Fate = DatagramRecord::Fate;

constexpr auto kAgent = R"(
[[agent]]
id = "a"
command = ["true"]
[[node]]
id = "hub"
[[host]]
id = "x"
address = "198.18.1.1"
agent = "a"
parent = "hub"
)";

County county_of(const std::string& more) {
  ParsedCounty parsed = parse_county(kAgent + more, "c.toml");
  EXPECT_THAT(parsed.problems, testing::IsEmpty());
  return County(std::move(parsed.config));
}

const Endpoint the_client{parse_ip("198.19.255.254").value(), 40000};
const Endpoint the_device{parse_ip("198.18.1.1").value(), 161};
const Flow the_flow{the_client, the_device};
const Bytes the_payload{1, 2, 3, 4};

Passage ask(County& county, nanoseconds when = 0s, Endpoint to = the_device) {
  const Bytes packet = make_datagram(the_client, to, the_payload, 64);
  return county.carry_request(parse_datagram(packet).value(), packet.size(), when).value();
}

TEST(CountyDatagrams, TakeTogetherWhatAnEchoTakes) {
  County county = county_of("delay = \"650ms\"\n[[node]]\nid = \"y\"\n");
  const Passage request = ask(county);
  EXPECT_EQ(request.agent, 0U);
  EXPECT_THAT(request.packets, testing::IsEmpty());
  const Passage answer = county.carry_answer(the_flow, the_payload, 1s);
  ASSERT_EQ(answer.packets.size(), 1U);
  EXPECT_EQ(answer.packets[0].after, answer.record.delay);
  EXPECT_EQ(request.record.delay + answer.record.delay, 650ms);
}

TEST(CountyDatagrams, AnswersComeFromTheDevice) {
  County county = county_of("ttl = 57\n");
  const Passage answer = county.carry_answer(the_flow, the_payload, 0s);
  EXPECT_EQ(answer.packets.at(0).packet, make_datagram(the_device, the_client, the_payload, 57));
}

TEST(CountyDatagrams, LongAnswersAreFragmentedAndCounted) {
  County county = county_of("");
  const Passage answer = county.carry_answer(the_flow, Bytes(3000), 0s);
  ASSERT_EQ(answer.packets.size(), 3U);
  EXPECT_EQ(answer.record.length, 3000U + 8 + 3 * 20);
}

TEST(CountyDatagrams, RequestAndAnswerAreLostAsOftenAsAnEcho) {
  County county = county_of("loss = 0.36\n");
  int requests = 0;
  int exchanges = 0;
  constexpr int kCount = 20'000;
  for (int i = 0; i < kCount; ++i) {
    if (ask(county).record.fate == Fate::passed) {
      ++requests;
      exchanges += county.carry_answer(the_flow, the_payload, 0s).packets.empty() ? 0 : 1;
    }
  }
  EXPECT_NEAR(requests, 0.8 * kCount, 0.02 * kCount);
  EXPECT_NEAR(exchanges, 0.64 * kCount, 0.02 * kCount);
}

TEST(CountyDatagrams, HopsLoseToo) {
  County county = county_of("[[event]]\ntarget = \"hub\"\nloss = 1\n");
  EXPECT_EQ(ask(county).record.fate, Fate::lost);
}

TEST(CountyDatagrams, AnOutageCutsBothWays) {
  County county =
      county_of("[[event]]\ntarget = \"hub\"\nfrom = \"2s\"\nuntil = \"3s\"\ndown = true\n");
  EXPECT_EQ(ask(county, 1s).record.fate, Fate::passed);
  EXPECT_EQ(county.carry_answer(the_flow, the_payload, 2s).record.fate, Fate::down);
  const Passage request = ask(county, 2s);
  EXPECT_EQ(request.record.fate, Fate::down);
  EXPECT_FALSE(request.agent);
  EXPECT_EQ(county.carry_answer(the_flow, the_payload, 3s).record.fate, Fate::passed);
}

TEST(CountyDatagrams, DuplicatesAndReorderingAreOfTheWayBack) {
  County county = county_of("delay = \"100ms\"\nduplicate = \"1 2 5ms\"\nreorder = \"1 30ms\"\n");
  EXPECT_EQ(ask(county).record.delay, 50ms);
  const Passage answer = county.carry_answer(the_flow, the_payload, 0s);
  ASSERT_EQ(answer.packets.size(), 3U);
  EXPECT_EQ(answer.packets[0].after, 80ms);
  EXPECT_EQ(answer.packets[2].after, 90ms);
  EXPECT_EQ(answer.record.mods, "reorder dup");
}

TEST(CountyDatagrams, WhereNobodyListensThePortIsUnreachable) {
  County county = county_of("delay = \"100ms\"\n");
  const Passage request = ask(county, 0s, {the_device.address, 162});
  EXPECT_EQ(request.record.fate, Fate::refused);
  ASSERT_EQ(request.packets.size(), 1U);
  EXPECT_EQ(request.packets[0].after, 100ms);
  const Bytes& error = request.packets[0].packet;
  EXPECT_TRUE(has_right_checksums(error));
  EXPECT_EQ(error[20], 3);
  EXPECT_EQ(error[21], 3);
}

TEST(CountyDatagrams, AnAgentThatIsGoneIsRefusedOnTheWayBack) {
  County county = county_of("delay = \"100ms\"\n");
  const Bytes packet = make_datagram(the_client, the_device, the_payload, 64);
  const Passage refusal = county.refuse(the_flow, packet, 0s);
  EXPECT_EQ(refusal.record.fate, Fate::refused);
  ASSERT_EQ(refusal.packets.size(), 1U);
  EXPECT_EQ(refusal.packets[0].after, 50ms);
  EXPECT_EQ(refusal.packets[0].packet[21], 3);
}

TEST(CountyDatagrams, AnAgentThatStartsAgainIsSilent) {
  County county = county_of("");
  county.set_absent(0, true);
  const Passage request = ask(county);
  EXPECT_EQ(request.record.fate, Fate::silent);
  EXPECT_FALSE(request.agent);
  EXPECT_THAT(request.packets, testing::IsEmpty());
}

TEST(CountyDatagrams, AreNobodysWhereNoHostIs) {
  County county = county_of("");
  const Bytes packet =
      make_datagram(the_client, {parse_ip("198.18.9.9").value(), 161}, the_payload, 64);
  EXPECT_FALSE(county.carry_request(parse_datagram(packet).value(), packet.size(), 0s));
}

TEST(CountyDatagrams, DoNotChangeTheFatesOfEchoes) {
  const std::string shaped = "delay = \"50ms +- 20ms\"\nloss = \"0.1 burst 0.2 0.3 0.9\"\n";
  County quiet = county_of(shaped);
  County polled = county_of(shaped);
  for (int i = 0; i < 200; ++i) {
    static_cast<void>(ask(polled));
    static_cast<void>(polled.carry_answer(the_flow, the_payload, 0s));
    const auto a = quiet.receive(echo_request_to("198.18.1.1"), 0s)->record;
    const auto b = polled.receive(echo_request_to("198.18.1.1"), 0s)->record;
    EXPECT_EQ(a.fate, b.fate) << i;
    EXPECT_EQ(a.delay, b.delay) << i;
  }
}

TEST(CountyDatagrams, AreCountedByAddress) {
  County county = county_of("duplicate = 1\n");
  static_cast<void>(ask(county));
  static_cast<void>(county.carry_answer(the_flow, the_payload, 0s));
  const auto counted =
      R"("udp":{"requests":1,"answers":2,"lost_requests":0,"lost_answers":0,"down":0,"silent":0,)"
      R"("refused":0,"request_bytes":32,"answer_bytes":64})";
  EXPECT_THAT(county.stats("x"), testing::HasSubstr(counted));
  EXPECT_THAT(county.stats("x"), testing::EndsWith(std::string(counted) + "}}}"));
}

}  // namespace
}  // namespace pantau::lab
