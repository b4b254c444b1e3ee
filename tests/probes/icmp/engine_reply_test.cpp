// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <initializer_list>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/icmp/engine_fixture.hpp"

namespace pantau::icmp::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kTarget = "198.18.6.1";

EchoSettings geo() {
  return {.interval = 5s, .timeout = 5s, .late_window = 10s};
}

TEST(EchoReply, WithinTheTimeoutIsAnswered) {
  EngineFixture fixture;
  fixture.add(7, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.reply(echo, 650ms);
  const auto events = fixture.all_events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, Kind::sent);
  EXPECT_EQ(events[0].bytes, 84);
  EXPECT_EQ(events[0].sent, echo.at);
  EXPECT_EQ(events[1].kind, Kind::answered);
  EXPECT_EQ(events[1].target, 7U);
  EXPECT_EQ(events[1].number, 0U);
  EXPECT_EQ(events[1].rtt, 650ms);
  EXPECT_EQ(events[1].sent, echo.at);
  EXPECT_EQ(events[1].hop_limit, 61);
  EXPECT_EQ(events[1].bytes, 84);
  EXPECT_EQ(fixture.all_unmatched(), 0U);
}

TEST(EchoReply, ExactlyAtTheTimeoutIsAnswered) {
  EngineFixture fixture;
  fixture.add(0, kTarget, geo());
  fixture.reply(fixture.send_one(), 5s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST(EchoReply, OneNanosecondAfterTheTimeoutIsLostThenLate) {
  EngineFixture fixture;
  fixture.add(0, kTarget, geo());
  const SentEcho echo = fixture.send_one();
  fixture.reply(echo, 5s + 1ns);
  EXPECT_THAT(fixture.kinds(),
              IsEmpty());  // not lost before the socket was drained past the deadline
  fixture.expire_at(echo.at + 5s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::lost, Kind::late));
}

// The bytes below were put together with `openssl mac ... SIPHASH` from the documented layout.
TEST(EchoPackets, AreTheDocumentedBytes) {
  EngineFixture fixture;
  EchoSettings settings;
  settings.payload_size = 32;
  fixture.add(7, kTarget, settings);
  EXPECT_EQ(fixture.send_one().packet,
            hex("08 00 4e 97"  // echo request, checksum
                "4a 1b ba eb"  // identifier; sequence: starts where SipHash says
                "00 00 00 07 00 00 00 00"  // slot, number
                "28 22 86 2d b6 53 86 f6"  // cookie
                "10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f"));
  fixture.engine.remove(7, fixture.now);
  EngineFixture fixture6;
  fixture6.add(7, "2001:db8::1", settings);
  EXPECT_EQ(fixture6.send_one().packet,
            hex("80 00 00 00"  // the checksum is the kernel's
                "6c 2d 33 10 00 00 00 07 00 00 00 00 bd ac 76 63 2f 82 23 6d"
                "10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f"));
}

TEST(EchoReply, WithinTheTimeoutIsAnsweredForIpv6) {
  EngineFixture fixture;
  fixture.add(0, "2001:db8::1");
  fixture.reply(fixture.send_one(), 20ms);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::answered);
  EXPECT_EQ(events[0].bytes, 104);
}

TEST(EchoReply, KeepsTheIpLengthThatTheRunnerSaw) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  const Bytes reply = reply_to(echo);
  fixture.engine.receive({.source = echo.address, .icmp = reply, .at = echo.at, .ip_length = 88});
  EXPECT_EQ(fixture.events().at(0).bytes, 88);
}

TEST(EchoReply, OneMillisecondAfterTheDeadlineIsLateAndLeavesTheNextAlone) {
  EngineFixture fixture;
  fixture.add(0, kTarget, geo());
  const SentEcho first = fixture.send_one();
  const SentEcho second = fixture.send_one();
  fixture.expire_at(first.at + 5s);
  fixture.reply(first, 5001ms);
  fixture.reply(second, 600ms);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].kind, Kind::lost);
  EXPECT_EQ(events[0].rtt, 0ns);
  EXPECT_EQ(events[1].kind, Kind::late);
  EXPECT_EQ(events[1].number, 0U);
  EXPECT_EQ(events[1].rtt, 5001ms);
  EXPECT_EQ(events[2].kind, Kind::answered);
  EXPECT_EQ(events[2].number, 1U);
}

TEST(EchoReply, AtTheEndOfTheLateWindowIsLateAndAfterItExpired) {
  EngineFixture fixture;
  fixture.add(0, kTarget, geo());
  const SentEcho first = fixture.send_one();
  const SentEcho second = fixture.send_one();
  fixture.expire_at(second.at + 5s);
  fixture.reply(first, 15s);
  fixture.reply(second, 15s + 1ns);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::lost, Kind::lost, Kind::late));
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::expired), 1U);
}

TEST(EchoReply, IsRememberedForTheWholeLateWindowWhileEchoesGoOn) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho lost = fixture.send_one();
  const SentEcho answered = fixture.send_one();
  fixture.reply(answered, 1ms);
  while (fixture.now < lost.at + 13s) {
    fixture.send_one();
    fixture.engine.expire(fixture.now - 5ms);  // the socket is drained a little behind
  }
  fixture.events();
  fixture.reply(lost, 13s);
  fixture.reply(answered, 13s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::late, Kind::duplicate));
}

TEST(EchoReply, IsLateOnceAndADuplicateAfterThat) {
  EngineFixture fixture;
  fixture.add(0, kTarget, geo());
  const SentEcho echo = fixture.send_one();
  fixture.reply(echo, 6s);
  fixture.reply(echo, 7s);
  fixture.expire_at(echo.at + 5s);
  fixture.reply(echo, 8s);
  EXPECT_THAT(fixture.kinds(),
              ElementsAre(Kind::duplicate, Kind::lost, Kind::late, Kind::duplicate));
}

TEST(EchoReply, ThatIsLateWaitsForTheDeadlineToBeProcessed) {
  EngineFixture fixture;
  fixture.add(0, kTarget, geo());
  const SentEcho echo = fixture.send_one();
  fixture.reply(echo, 5001ms);
  fixture.expire_at(echo.at + 4s);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
  fixture.expire_at(echo.at + 5s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::lost, Kind::late));
}

TEST(EchoReply, ThatIsLateIsNotTakenForTheEchoOfALaterTargetWithTheSameId) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  fixture.reply(fixture.send_one(), 3001ms);
  fixture.engine.remove(0, fixture.now);
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.reply(echo, 1ms);
  fixture.expire_at(echo.at + 4s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::voided, Kind::answered));
}

TEST(EchoReply, InTimeThatIsReadAfterALateCopyStillAnswers) {
  EngineFixture fixture;
  fixture.add(0, kTarget, geo());
  const SentEcho echo = fixture.send_one();
  fixture.reply(echo, 5001ms);
  fixture.reply(echo, 4999ms);
  fixture.expire_at(echo.at + 6s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered, Kind::duplicate));
}

TEST(EchoReply, AHundredTimesIsOneAnswerAndNinetyNineDuplicates) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  for (int i = 0; i < 100; ++i) {
    fixture.reply(echo, 10ms + i * 1ms);
  }
  fixture.expire_at(echo.at + 1h);
  const auto kinds = fixture.kinds();
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), Kind::answered), 1);
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), Kind::duplicate), 99);
  EXPECT_EQ(kinds.size(), 100U);
}

TEST(EchoReply, OlderThanOneAnsweredIsReorderedAndAnswered) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho first = fixture.send_one();
  const SentEcho second = fixture.send_one();
  const SentEcho third = fixture.send_one();
  fixture.reply(second, 100ms);
  fixture.reply(first, 1500ms);
  fixture.reply(third, 100ms);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events[1].kind, Kind::answered);
  EXPECT_EQ(events[2].kind, Kind::reordered);
  EXPECT_EQ(events[2].number, 0U);
  EXPECT_EQ(events[3].kind, Kind::answered);
}

TEST(EchoReply, OfOneTargetDoesNotReorderThoseOfAnother) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  fixture.add(1, "198.18.6.2");
  auto sent = fixture.send();
  const auto more = fixture.send();
  sent.insert(sent.end(), more.begin(), more.end());
  ASSERT_EQ(sent.size(), 2U);
  fixture.reply(sent[1], 10ms);
  fixture.reply(sent[0], 900ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered, Kind::answered));
}

TEST(EchoReply, IsMeasuredFromTheKernelsSendStamp) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.engine.stamp_sent(0, 0, echo.at + 40us);
  fixture.reply(echo, 1ms);
  EXPECT_EQ(fixture.events().at(0).rtt, 960us);
}

TEST(EchoReply, StampAfterTheAnswerChangesNothing) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.reply(echo, 1ms);
  fixture.engine.stamp_sent(0, 0, echo.at + 40us);
  fixture.reply(echo, 2ms);
  const auto events = fixture.events();
  EXPECT_EQ(events.at(0).rtt, 1ms);
  EXPECT_EQ(events.at(1).rtt, 2ms);
}

TEST(EchoReply, BeforeItsSendStampHasARoundTripOfZero) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.reply(echo, -5us);
  const auto events = fixture.events();
  EXPECT_EQ(events.at(0).kind, Kind::answered);
  EXPECT_EQ(events.at(0).rtt, 0ns);
}

TEST(EchoReply, ReadAfterItsDeadlineWithAKernelTimeBeforeItIsAnswered) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.now += 60s;  // we were stopped; nothing has been drained since
  fixture.engine.expire(echo.at + 3s - 1ns);
  fixture.reply(echo, 2999ms);
  fixture.expire_at(fixture.now);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST(EchoReply, FromAnotherAddressIsUnmatched) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  fixture.add(1, "198.18.6.2");
  const auto sent = fixture.send();
  fixture.receive(address_of("198.18.6.3"), reply_to(sent[0]), sent[0].at + 1ms);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::source), 1U);
}

TEST(EchoReply, FromTheSameLinkLocalAddressOfAnotherInterfaceIsUnmatched) {
  EngineFixture fixture;
  net::Address on_first = address_of("fe80::1");
  on_first.scope = 2;
  fixture.engine.add(0, {}, on_first, fixture.now);
  const SentEcho echo = fixture.send_one();
  net::Address on_second = on_first;
  on_second.scope = 3;
  fixture.receive(on_second, reply_to(echo), echo.at + 1ms);
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::source), 1U);
  fixture.reply(echo, 1ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST(EchoReply, OfAForeignProgramIsUnmatchedByIdentifier) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  Bytes foreign = reply_to(echo);
  foreign[5] ^= 1U;
  fix_checksum(foreign);
  fixture.reply(echo, 1ms, foreign);
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::identifier), 1U);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
}

TEST(EchoReply, OfAForeignProgramWithOurIdentifierIsUnmatchedByCookie) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  // As ping(8) of iputils sends it: a struct timeval, then 10 11 12 ...
  Bytes foreign =
      hex("00 00 00 00 4a 1b 00 01 9c 1f 21 67 00 00 00 00 5d 4b 0a 00 00 00 00 00"
          "10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f");
  fix_checksum(foreign);
  fixture.reply(echo, 1ms, foreign);
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::cookie), 1U);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
}

TEST(EchoReply, WithAForgedPayloadOfZerosOrOnesIsUnmatched) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  for (const std::uint8_t fill : std::initializer_list<std::uint8_t>{0x00, 0x7f, 0xff}) {
    Bytes forged = reply_to(echo);
    std::fill(forged.begin() + 8, forged.end(), fill);
    fix_checksum(forged);
    fixture.reply(echo, 1ms, forged);
  }
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::cookie), 3U);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
}

TEST(EchoReply, WithAnotherSequenceIsUnmatchedByCookie) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  Bytes forged = reply_to(echo);
  forged[7] ^= 1U;
  fix_checksum(forged);
  fixture.reply(echo, 1ms, forged);
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::cookie), 1U);
}

TEST(EchoReply, OfTheSameNumberBefore2To32EchoesIsUnmatched) {
  // Two engines with one key stand for one engine 2^32 echoes apart: all but the sequence comes
  // again.
  EngineFixture before;
  before.add(0, kTarget);
  const SentEcho old = before.send_one();
  EngineFixture fixture;
  fixture.add(1, kTarget);  // takes the sequence that the old echo had
  fixture.send();
  fixture.add(0, kTarget);
  auto sent = fixture.send();
  while (sent[0].target != 0) {
    sent = fixture.send();
  }
  ASSERT_EQ(sent[0].number, old.number);
  fixture.receive(old.address, reply_to(old), sent[0].at + 1ms);
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::cookie), 1U);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
}

TEST(EchoReply, WithABadChecksumAndNoCookieOfOursCountsAsChecksum) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  Bytes damaged = reply_to(echo);
  damaged[16] ^= 1U;
  fixture.reply(echo, 1ms, damaged);
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::checksum), 1U);
}

TEST(EchoReply, ChecksumIsNotLookedAtWhereTheKernelHasCheckedIt) {
  EngineIdentity identity = test_identity();
  identity.checksum_visible_v4 = false;
  EngineFixture fixture{identity};
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  Bytes reply = reply_to(echo);
  reply[2] ^= 0xffU;
  fixture.reply(echo, 1ms, reply);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST(EchoReply, WithABadChecksumIsCorruptAndDoesNotEndTheWait) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  Bytes damaged = reply_to(echo);
  damaged[2] ^= 0xffU;
  fixture.reply(echo, 1ms, damaged);
  fixture.reply(echo, 2ms);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, Kind::corrupt);
  EXPECT_EQ(events[0].bytes, 84);
  EXPECT_EQ(events[1].kind, Kind::answered);
}

TEST(EchoReply, ThatIsOnlyEverCorruptIsLost) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  Bytes damaged = reply_to(echo);
  damaged.back() ^= 1U;
  fixture.reply(echo, 1ms, damaged);
  fixture.expire_at(echo.at + 3s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::corrupt, Kind::lost));
}

TEST(EchoReply, WithAChangedPatternUnderARightChecksumIsCorrupt) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  Bytes damaged = reply_to(echo);
  damaged[30] ^= 1U;
  fix_checksum(damaged);
  fixture.reply(echo, 1ms, damaged);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::corrupt));
}

TEST(EchoReply, WithACodeThatIsNotZeroIsCorrupt) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  Bytes damaged = reply_to(echo);
  damaged[1] = 1;
  fix_checksum(damaged);
  fixture.reply(echo, 1ms, damaged);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::corrupt));
}

TEST(EchoReply, LongerThanTheEchoIsCorrupt) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  for (const std::size_t size : {std::size_t{65}, std::size_t{1481}, std::size_t{65515}}) {
    Bytes longer = reply_to(echo);
    for (std::size_t i = longer.size(); i < size; ++i) {
      longer.push_back(static_cast<std::uint8_t>(i - 8));  // the pattern goes on
    }
    fix_checksum(longer);
    fixture.reply(echo, 1ms, longer);
  }
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::corrupt, Kind::corrupt, Kind::corrupt));
}

TEST(EchoReply, IsJudgedByTheLengthItsEchoWasSentWith) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  EchoSettings larger;
  larger.payload_size = 1472;
  fixture.engine.change_settings(0, larger, fixture.now);
  fixture.reply(echo, 1ms);
  const SentEcho next = fixture.send_one();
  EXPECT_EQ(next.packet.size(), 1480U);
  fixture.reply(next, 1ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered, Kind::answered));
}

class EveryFamily : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Replies, EveryFamily, ::testing::Values("198.18.6.1", "2001:db8::1"));

TEST_P(EveryFamily, ReplyTruncatedAtAnyLengthNeverAnswers) {
  EngineFixture fixture;
  fixture.add(0, GetParam());
  const SentEcho echo = fixture.send_one();
  const Bytes whole = reply_to(echo);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    if (echo.address.family == net::Family::v4) {
      fix_checksum(cut);
    }
    const auto before = fixture.unmatched(UnmatchedReason::length);
    fixture.reply(echo, 1ms, cut);
    if (length < kTokenEnd) {
      EXPECT_EQ(fixture.unmatched(UnmatchedReason::length), before + 1) << length;
      EXPECT_THAT(fixture.kinds(), IsEmpty()) << length;
    } else {
      EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::corrupt)) << length;
    }
  }
  EXPECT_EQ(fixture.all_unmatched(), kTokenEnd);
}

TEST_P(EveryFamily, ReplyWithAnyBitFlippedIsCorruptOrUnmatched) {
  EngineFixture fixture;
  fixture.add(0, GetParam());
  const SentEcho echo = fixture.send_one();
  const Bytes whole = reply_to(echo);
  const bool v6 = echo.address.family == net::Family::v6;
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    if (v6 && bit / 8 >= 2 && bit / 8 < 4) {
      continue;  // a wrong checksum never comes past the kernel
    }
    Bytes flipped = whole;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    const auto before = fixture.all_unmatched();
    fixture.reply(echo, 1ms, flipped);
    const auto kinds = fixture.kinds();
    if (kinds.empty()) {
      EXPECT_EQ(fixture.all_unmatched(), before + 1) << "bit " << bit;
    } else {
      EXPECT_THAT(kinds, ElementsAre(Kind::corrupt)) << "bit " << bit;
      EXPECT_EQ(fixture.all_unmatched(), before) << "bit " << bit;
    }
  }
  fixture.reply(echo, 2ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST_P(EveryFamily, PacketOfAnyOtherTypeIsUnmatchedByType) {
  EngineFixture fixture;
  fixture.add(0, GetParam());
  const SentEcho echo = fixture.send_one();
  std::uint64_t others = 0;
  for (unsigned type = 0; type < 256; ++type) {
    const PacketKind kind = kind_of(echo.address.family, static_cast<std::uint8_t>(type));
    if (kind == PacketKind::echo_reply || kind == PacketKind::error) {
      continue;
    }
    Bytes packet = reply_to(echo);
    packet[0] = static_cast<std::uint8_t>(type);
    fix_checksum(packet);
    fixture.reply(echo, 1ms, packet);
    ++others;
  }
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::type), others);
  EXPECT_EQ(others, 251U);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
}

TEST(EchoReply, OfTheOtherFamilyIsUnmatched) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  Bytes reply = reply_to(echo);
  reply[0] = 129;
  reply[4] = 0x6c;
  reply[5] = 0x2d;
  fixture.receive(address_of("2001:db8::1"), reply, echo.at + 1ms);
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::source), 1U);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
}

TEST(EchoReply, ToAnEchoNotYetSentIsUnmatched) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  fixture.now = fixture.engine.next_wakeup().value();
  const auto due = fixture.engine.take_due(fixture.now, 10);
  ASSERT_EQ(due.size(), 1U);
  const SentEcho echo{.target = 0,
                      .number = 0,
                      .address = due[0].address,
                      .packet = Bytes(due[0].packet.begin(), due[0].packet.end()),
                      .at = fixture.now,
                      .due = due[0].due};
  fixture.reply(echo, 1ms);
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::expired), 1U);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
}

TEST(EchoReply, OfTwoLinksWithOneAddressGoesToItsOwnLink) {
  EngineFixture fixture;
  fixture.add(3, kTarget);
  fixture.add(9, kTarget);
  auto sent = fixture.send();
  const auto more = fixture.send();
  sent.insert(sent.end(), more.begin(), more.end());
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_NE(read_echo_header(sent[0].packet).sequence, read_echo_header(sent[1].packet).sequence);
  fixture.reply(sent[1], 1ms);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].target, sent[1].target);
}

}  // namespace
}  // namespace pantau::icmp::testing
