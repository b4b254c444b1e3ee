// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/icmp/engine_fixture.hpp"

namespace pantau::icmp::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kTarget = "198.18.6.1";
constexpr const char* kTarget6 = "2001:db8::1";

class QuotedErrorTest : public ::testing::Test {
 protected:
  SentEcho start(const char* target) {
    fixture.add(0, target);
    return fixture.send_one();
  }

  void report(const SentEcho& echo, const Bytes& icmp) {
    const bool v4 = echo.address.family == net::Family::v4;
    fixture.receive(address_of(v4 ? "198.18.0.254" : "2001:db8::ff"), icmp, echo.at + 5ms);
  }

  /// Host unreachable around the quote.
  [[nodiscard]] static Bytes unreachable(const SentEcho& echo, const Bytes& quote) {
    const bool v4 = echo.address.family == net::Family::v4;
    return error_about(echo.address.family, v4 ? 3 : 1, v4 ? 1 : 3, quote);
  }

  void expect_unmatched(UnmatchedReason reason) {
    EXPECT_THAT(fixture.kinds(), IsEmpty());
    EXPECT_EQ(fixture.unmatched(reason), 1U);
    EXPECT_EQ(fixture.all_unmatched(), 1U);
  }

  EngineFixture fixture;
};

TEST_F(QuotedErrorTest, AddsAReasonAndDoesNotEndTheWait) {
  const SentEcho echo = start(kTarget);
  report(echo, unreachable(echo, quote_of(echo, 64)));
  auto events = fixture.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::icmp_error);
  EXPECT_EQ(events[0].reason, static_cast<std::uint8_t>(IcmpErrorReason::host_unreachable));
  EXPECT_EQ(events[0].number, 0U);
  EXPECT_EQ(events[0].sent, echo.at);
  EXPECT_EQ(events[0].from, address_of("198.18.0.254"));
  EXPECT_EQ(events[0].bytes, 20 + 8 + 20 + 64);
  fixture.reply(echo, 800ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST_F(QuotedErrorTest, AloneNeverDecides) {
  const SentEcho echo = start(kTarget);
  report(echo, unreachable(echo, quote_of(echo, 64)));
  fixture.engine.expire(echo.at + 3s - 10ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::icmp_error));
  fixture.expire_at(echo.at + 3s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::lost));
}

// A router of 1990 on paper: everything written out, nothing computed by our own code but the
// cookie.
TEST_F(QuotedErrorTest, IsReadFromAnnotatedBytesForIpv4) {
  EchoSettings settings;
  settings.payload_size = 32;
  fixture.add(7, kTarget, settings);
  const SentEcho echo = fixture.send_one();
  const Bytes error =
      hex("0b 00 64 b6 00 00 00 00"  // time exceeded in transit (RFC 792)
          "45 00 00 3c 1c 46 40 00 01 01 00 00"  // quoted IPv4 header: TTL 1, ICMP
          "c6 12 00 01 c6 12 06 01"  // 198.18.0.1 to 198.18.6.1
          "08 00 4e 97 4a 1b ba eb");  // 64 bits of our packet
  report(echo, error);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].reason, static_cast<std::uint8_t>(IcmpErrorReason::ttl_exceeded));
  EXPECT_EQ(events[0].target, 7U);
}

TEST_F(QuotedErrorTest, IsReadFromAnnotatedBytesForIpv6) {
  EchoSettings settings;
  settings.payload_size = 32;
  fixture.add(7, kTarget6, settings);
  const SentEcho echo = fixture.send_one();
  report(echo,
         hex("02 00 00 00 00 00 05 00"  // packet too big, MTU 1280 (RFC 4443, 3.2)
             "60 00 00 00 00 28 3a 40"  // IPv6 header: 40 bytes, ICMPv6
             "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 fe"  // from 2001:db8::fe
             "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01"  // to 2001:db8::1
             "80 00 00 00 6c 2d 33 10"  // our header
             "00 00 00 07 00 00 00 00 bd ac 76 63 2f 82 23 6d"));  // our slot, number, cookie
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].reason, static_cast<std::uint8_t>(IcmpErrorReason::packet_too_big));
  EXPECT_EQ(events[0].from, address_of("2001:db8::ff"));
}

TEST_F(QuotedErrorTest, WithOptionsInTheQuotedHeaderIsMatched) {
  const SentEcho echo = start(kTarget);
  for (std::size_t options = 0; options <= 40; options += 4) {
    report(echo, unreachable(echo, quote_of(echo, 8, options)));
    report(echo, unreachable(echo, quote_of(echo, 64, options)));
  }
  EXPECT_EQ(fixture.kinds().size(), 22U);
  EXPECT_EQ(fixture.all_unmatched(), 0U);
}

TEST_F(QuotedErrorTest, OfEveryLengthIsMatchedFromEightQuotedBytesOn) {
  for (const char* target : {kTarget, kTarget6}) {
    fixture.add(0, target);
    const SentEcho echo = fixture.send_one();
    const std::size_t ip = echo.address.family == net::Family::v4 ? 20 : 40;
    const Bytes whole = unreachable(echo, quote_of(echo, 64));
    for (std::size_t length = 0; length <= whole.size(); ++length) {
      Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      if (ip == 20) {
        fix_checksum(cut);
      }
      const auto before = fixture.unmatched(UnmatchedReason::length);
      report(echo, cut);
      if (length < 8 + ip + 8) {
        EXPECT_EQ(fixture.unmatched(UnmatchedReason::length), before + 1) << length;
        EXPECT_THAT(fixture.kinds(), IsEmpty()) << length;
      } else {
        EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::icmp_error)) << length;
      }
    }
    fixture.engine.remove(0, fixture.now);
    fixture.all_events();
  }
}

TEST_F(QuotedErrorTest, WithAHeaderLengthBeyondTheQuoteIsUnmatched) {
  const SentEcho echo = start(kTarget);
  Bytes quote = quote_of(echo, 8);
  quote[0] = 0x4f;
  report(echo, unreachable(echo, quote));
  expect_unmatched(UnmatchedReason::length);
}

TEST_F(QuotedErrorTest, WithAHeaderLengthBelowTheMinimumIsUnmatched) {
  for (const std::uint8_t words : std::initializer_list<std::uint8_t>{0, 1, 4}) {
    EngineFixture fresh;
    fresh.add(0, kTarget);
    const SentEcho echo = fresh.send_one();
    Bytes quote = quote_of(echo, 64);
    quote[0] = static_cast<std::uint8_t>(0x40U | words);
    fresh.receive(address_of("198.18.0.254"), error_about(net::Family::v4, 3, 1, quote), echo.at);
    EXPECT_EQ(fresh.unmatched(UnmatchedReason::length), 1U) << int{words};
  }
}

TEST_F(QuotedErrorTest, OfAnotherIpVersionIsUnmatched) {
  const SentEcho echo = start(kTarget);
  Bytes quote = quote_of(echo, 64);
  quote[0] = 0x65;
  report(echo, unreachable(echo, quote));
  expect_unmatched(UnmatchedReason::type);
}

TEST_F(QuotedErrorTest, OfAnotherIpVersionIsUnmatchedForIpv6) {
  const SentEcho echo = start(kTarget6);
  Bytes quote = quote_of(echo, 64);
  quote[0] = 0x40;
  report(echo, unreachable(echo, quote));
  expect_unmatched(UnmatchedReason::type);
}

TEST_F(QuotedErrorTest, AboutAnotherProtocolIsUnmatched) {
  const SentEcho echo = start(kTarget);
  Bytes quote = quote_of(echo, 64);
  quote[9] = 17;  // UDP
  report(echo, unreachable(echo, quote));
  expect_unmatched(UnmatchedReason::type);
}

TEST_F(QuotedErrorTest, AboutAnotherNextHeaderIsUnmatched) {
  const SentEcho echo = start(kTarget6);
  Bytes quote = quote_of(echo, 64);
  quote[6] = 0;  // hop-by-hop options: we send none
  report(echo, unreachable(echo, quote));
  expect_unmatched(UnmatchedReason::type);
}

TEST_F(QuotedErrorTest, AboutALaterFragmentIsUnmatched) {
  const SentEcho echo = start(kTarget);
  Bytes quote = quote_of(echo, 64);
  quote[7] = 1;
  report(echo, unreachable(echo, quote));
  expect_unmatched(UnmatchedReason::type);
}

TEST_F(QuotedErrorTest, AboutAFirstFragmentIsMatched) {
  const SentEcho echo = start(kTarget);
  Bytes quote = quote_of(echo, 64);
  quote[6] = 0x20;  // more fragments
  report(echo, unreachable(echo, quote));
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::icmp_error));
}

TEST_F(QuotedErrorTest, AboutAnEchoReplyIsUnmatched) {
  const SentEcho echo = start(kTarget);
  Bytes quote = quote_of(echo, 64);
  quote[20] = 0;
  report(echo, unreachable(echo, quote));
  expect_unmatched(UnmatchedReason::type);
}

TEST_F(QuotedErrorTest, AboutAForeignIdentifierIsUnmatched) {
  const SentEcho echo = start(kTarget);
  Bytes quote = quote_of(echo, 8);
  quote[24] ^= 1U;
  report(echo, unreachable(echo, quote));
  expect_unmatched(UnmatchedReason::identifier);
}

TEST_F(QuotedErrorTest, AboutAnAddressThatIsNotProbedIsUnmatched) {
  const SentEcho echo = start(kTarget);
  for (const std::size_t quoted : {8U, 64U}) {
    Bytes quote = quote_of(echo, quoted);
    quote[19] ^= 1U;
    report(echo, unreachable(echo, quote));
  }
  EXPECT_THAT(fixture.kinds(), IsEmpty());
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::source), 2U);
}

TEST_F(QuotedErrorTest, AboutTheAddressOfAnotherTargetIsUnmatched) {
  const SentEcho echo = start(kTarget);
  fixture.add(1, "198.18.6.2");
  Bytes quote = quote_of(echo, 64);
  quote[19] = 2;
  report(echo, unreachable(echo, quote));
  expect_unmatched(UnmatchedReason::source);
}

TEST_F(QuotedErrorTest, WithASequenceNeverSentIsUnmatched) {
  const SentEcho echo = start(kTarget);
  Bytes quote = quote_of(echo, 8);
  quote[27] ^= 1U;
  report(echo, unreachable(echo, quote));
  expect_unmatched(UnmatchedReason::expired);
}

TEST_F(QuotedErrorTest, WithAWrongCookieIsUnmatched) {
  const SentEcho echo = start(kTarget);
  Bytes quote = quote_of(echo, 24);
  quote.back() ^= 1U;
  report(echo, unreachable(echo, quote));
  expect_unmatched(UnmatchedReason::cookie);
}

TEST_F(QuotedErrorTest, WithABadChecksumIsUnmatched) {
  const SentEcho echo = start(kTarget);
  Bytes error = unreachable(echo, quote_of(echo, 64));
  error[5] ^= 1U;
  report(echo, error);
  expect_unmatched(UnmatchedReason::checksum);
}

TEST_F(QuotedErrorTest, AboutAnEchoThatIsForgottenIsUnmatched) {
  const SentEcho echo = start(kTarget);
  for (const std::size_t quoted : {8U, 64U}) {
    fixture.receive(
        address_of("198.18.0.254"), unreachable(echo, quote_of(echo, quoted)), echo.at + 13s + 1ns);
  }
  EXPECT_THAT(fixture.kinds(), IsEmpty());
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::expired), 2U);
  fixture.receive(address_of("198.18.0.254"), unreachable(echo, quote_of(echo, 8)), echo.at + 13s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::icmp_error));
}

TEST_F(QuotedErrorTest, OfTwoLinksWithOneAddressGoesToItsOwnLink) {
  fixture.add(0, kTarget);
  fixture.add(1, kTarget);
  std::vector<SentEcho> sent;
  while (sent.size() < 10) {
    const auto more = fixture.send();
    sent.insert(sent.end(), more.begin(), more.end());
  }
  for (const SentEcho& echo : sent) {
    for (const std::size_t quoted : {8U, 64U}) {
      report(echo, unreachable(echo, quote_of(echo, quoted)));
      const auto events = fixture.events();
      ASSERT_EQ(events.size(), 1U);
      EXPECT_EQ(events[0].target, echo.target);
      EXPECT_EQ(events[0].number, echo.number);
    }
  }
}

TEST_F(QuotedErrorTest, AboutALinkLocalAddressIsThatOfTheSameInterface) {
  net::Address address = address_of("fe80::1");
  address.scope = 2;
  fixture.engine.add(0, {}, address, fixture.now);
  const SentEcho echo = fixture.send_one();
  net::Address reporter = address_of("fe80::2");
  for (const std::uint32_t scope : {3U, 2U}) {
    reporter.scope = scope;
    fixture.receive(reporter, unreachable(echo, quote_of(echo, 64)), echo.at + 1ms);
  }
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::source), 1U);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::icmp_error));
}

TEST_F(QuotedErrorTest, FromTheErrorQueueOfADatagramSocketIsMatchedAlike) {
  const SentEcho echo = start(kTarget);
  QuotedError error{.reporter = address_of("198.18.0.254"),
                    .destination = echo.address,
                    .type = 3,
                    .code = 13,
                    .quoted = echo.packet,
                    .at = echo.at + 1ms};
  fixture.engine.receive_error(error);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].reason, static_cast<std::uint8_t>(IcmpErrorReason::admin_prohibited));
  EXPECT_EQ(events[0].from, error.reporter);
  error.quoted = error.quoted.first(7);
  fixture.engine.receive_error(error);
  expect_unmatched(UnmatchedReason::length);
}

TEST_F(QuotedErrorTest, ForgedInAnyBitIsNeverTakenForTheWrongEcho) {
  const SentEcho echo = start(kTarget);
  const Bytes whole = unreachable(echo, quote_of(echo, 64));
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    Bytes flipped = whole;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    fix_checksum(flipped);
    report(echo, flipped);
  }
  for (const EchoEvent& event : fixture.events()) {
    EXPECT_EQ(event.kind, Kind::icmp_error);
    EXPECT_EQ(event.number, 0U);
  }
  fixture.expire_at(echo.at + 3s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::lost));
}

}  // namespace
}  // namespace pantau::icmp::testing
