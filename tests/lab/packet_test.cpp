// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/packet.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/lab/echo_bytes.hpp"

namespace pantau::lab {
namespace {

// Made with a few lines of Python (struct, socket) that share nothing with this code.
constexpr const char* kRequest4 = R"(
45 00 00 2d 00 00 40 00 40 01 a8 aa   # IPv4, 45 bytes, don't fragment, TTL 64, ICMP, checksum
c6 13 ff fe c6 12 06 01               # 198.19.255.254 to 198.18.6.1
08 00 9d 86 12 34 00 05               # echo request, checksum, identifier, sequence
00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10)";

constexpr const char* kReply4 = R"(
45 00 00 2d 00 00 40 00 39 01 af aa c6 12 06 01 c6 13 ff fe   # TTL 57
00 00 a5 86 12 34 00 05 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10)";

constexpr const char* kRequest6 = R"(
60 00 00 00 00 19 3a 40               # IPv6, 25 bytes of ICMPv6, hop limit 64
20 01 00 02 00 00 00 00 ff ff ff ff ff ff ff fe
20 01 00 02 00 00 00 00 00 00 00 00 00 06 00 01
80 00 e5 26 12 34 00 05 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10)";

constexpr const char* kReply6 = R"(
60 00 00 00 00 19 3a 39 20 01 00 02 00 00 00 00 00 00 00 00 00 06 00 01
20 01 00 02 00 00 00 00 ff ff ff ff ff ff ff fe
81 00 e4 26 12 34 00 05 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10)";

constexpr const char* kHostUnreachable = R"(
45 00 00 38 00 00 40 00 40 01 ae 97 c6 12 00 09 c6 13 ff fe   # from 198.18.0.9
03 01 45 3f 00 00 00 00                                       # type 3, code 1
45 00 00 2d 00 00 40 00 40 01 a8 aa c6 13 ff fe c6 12 06 01   # header and 8 bytes quoted
08 00 9d 86 12 34 00 05)";

struct Packets {
  Bytes bytes;
  EchoRequest request;
};

Packets request_of(const char* hex) {
  Packets packets{from_annotated_hex(hex), {}};
  packets.request = parse_echo_request(packets.bytes).value();
  return packets;
}

TEST(CountyPacket, ReadsAnIpv4EchoRequest) {
  const auto [bytes, request] = request_of(kRequest4);
  EXPECT_EQ(to_string(request.source), "198.19.255.254");
  EXPECT_EQ(to_string(request.destination), "198.18.6.1");
  EXPECT_EQ(request.identifier, 0x1234);
  EXPECT_EQ(request.sequence, 5);
  EXPECT_EQ(request.payload.size(), 17U);
}

TEST(CountyPacket, ReadsAnIpv6EchoRequest) {
  const auto [bytes, request] = request_of(kRequest6);
  EXPECT_EQ(to_string(request.destination), "2001:2::6:1");
  EXPECT_EQ(request.identifier, 0x1234);
  EXPECT_EQ(request.payload.size(), 17U);
}

TEST(CountyPacket, RefusesARequestCutAtAnyLength) {
  for (const char* hex : {kRequest4, kRequest6}) {
    const Bytes whole = from_annotated_hex(hex);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      EXPECT_FALSE(parse_echo_request(cut)) << length;
    }
  }
}

TEST(CountyPacket, IgnoresBytesBehindThePacket) {
  Bytes bytes = from_annotated_hex(kRequest4);
  bytes.resize(bytes.size() + 9);
  EXPECT_EQ(parse_echo_request(bytes).value().payload.size(), 17U);
}

TEST(CountyPacket, RefusesWhatIsNoWholeEchoRequest) {
  const auto changed = [](const char* hex, std::size_t at, std::uint8_t value) {
    Bytes bytes = from_annotated_hex(hex);
    bytes[at] = value;
    return parse_echo_request(bytes).has_value();
  };
  EXPECT_FALSE(changed(kRequest4, 20, 0)) << "a reply";
  EXPECT_FALSE(changed(kRequest4, 21, 1)) << "a code";
  EXPECT_FALSE(changed(kRequest4, 9, 17)) << "UDP";
  EXPECT_FALSE(changed(kRequest4, 6, 0x20)) << "first fragment";
  EXPECT_FALSE(changed(kRequest4, 7, 1)) << "later fragment";
  EXPECT_FALSE(changed(kRequest4, 0, 0x44)) << "header of 16 bytes";
  EXPECT_FALSE(changed(kRequest4, 0, 0x75)) << "version 7";
  EXPECT_FALSE(changed(kRequest6, 6, 17)) << "UDP";
  EXPECT_FALSE(changed(kRequest6, 40, 8)) << "IPv4's type";
}

TEST(CountyPacket, SkipsIpv4Options) {
  Bytes bytes = from_annotated_hex(kRequest4);
  bytes[0] = 0x46;
  bytes[3] += 4;
  bytes.insert(bytes.begin() + 20, {1, 1, 1, 0});
  const auto request = parse_echo_request(bytes);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->identifier, 0x1234);
}

TEST(CountyPacket, RepliesByteForByte) {
  const auto four = request_of(kRequest4);
  EXPECT_EQ(make_reply(four.request, 57), from_annotated_hex(kReply4));
  const auto six = request_of(kRequest6);
  EXPECT_EQ(make_reply(six.request, 57), from_annotated_hex(kReply6));
}

TEST(CountyPacket, ReportsAnErrorByteForByte) {
  const auto [bytes, request] = request_of(kRequest4);
  IcmpError error;
  error.from = parse_ip("198.18.0.9");
  EXPECT_EQ(make_error(request, 64, error), from_annotated_hex(kHostUnreachable));
}

TEST(CountyPacket, QuotesTheWholeRequestWhenAsked) {
  const auto [bytes, request] = request_of(kRequest6);
  IcmpError error;
  error.type = 1;
  error.code = 3;
  error.quote_all = true;
  const Bytes made = make_error(request, 64, error);
  ASSERT_EQ(made.size(), 40 + 8 + bytes.size());
  EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), made.begin() + 48));
  EXPECT_TRUE(has_right_checksums(made));
}

TEST(CountyPacket, ForgesAQuoteThatNamesAnotherEcho) {
  const auto [bytes, request] = request_of(kRequest4);
  IcmpError error;
  error.forged = true;
  const Bytes made = make_error(request, 64, error);
  const ByteView quote = ByteView(made).subspan(28);
  EXPECT_NE(quote[19], bytes[19]) << "destination";
  EXPECT_NE(quote[24], bytes[24]) << "identifier";
  EXPECT_NE(quote[27], bytes[27]) << "sequence";
  EXPECT_TRUE(has_right_checksums(made));
}

Bytes forged(const EchoRequest& request, Forgery::Kind kind) {
  Forgery forgery;
  forgery.kind = kind;
  return make_forged_reply(request, 57, forgery);
}

TEST(CountyPacket, ForgesOneThingAtATimeUnderARightChecksum) {
  const auto [bytes, request] = request_of(kRequest4);
  const Bytes honest = from_annotated_hex(kReply4);
  const auto differs = [&honest](const Bytes& made) {
    std::string where;
    for (std::size_t i = 0; i < honest.size(); ++i) {
      const bool is_checksum = i == 10 || i == 11 || i == 22 || i == 23;
      where += !is_checksum && made.at(i) != honest[i] ? std::to_string(i) + ' ' : "";
    }
    return where;
  };
  using Kind = Forgery::Kind;
  EXPECT_EQ(differs(forged(request, Kind::cookie)), "36 37 38 39 40 41 42 43 ");
  EXPECT_EQ(differs(forged(request, Kind::source)), "15 ");
  EXPECT_EQ(differs(forged(request, Kind::identifier)), "24 25 ");
  EXPECT_EQ(differs(forged(request, Kind::sequence)), "26 27 ");
  EXPECT_EQ(differs(forged(request, Kind::zero)),
            "29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 ");
  EXPECT_EQ(forged(request, Kind::ones)[28], 0xff);
  for (const Kind kind :
       {Kind::cookie, Kind::source, Kind::identifier, Kind::sequence, Kind::zero, Kind::ones}) {
    EXPECT_TRUE(has_right_checksums(forged(request, kind)));
  }
}

TEST(CountyPacket, ForgesTheSourceThatIsNamed) {
  const auto [bytes, request] = request_of(kRequest4);
  Forgery forgery;
  forgery.kind = Forgery::Kind::source;
  forgery.from = parse_ip("198.18.99.1");
  const Bytes made = make_forged_reply(request, 57, forgery);
  EXPECT_EQ(to_string(ip_from_wire(ByteView(made).subspan(12, 4))), "198.18.99.1");
}

Bytes corrupted(const EchoRequest& request, Corrupt::Kind kind, std::uint16_t bytes = 0) {
  return make_corrupt_reply(request, 57, {1, kind, bytes});
}

TEST(CountyPacket, CorruptsThePayloadWhereOnlyAComparisonFindsIt) {
  const auto [bytes, request] = request_of(kRequest4);
  const Bytes made = corrupted(request, Corrupt::Kind::payload);
  EXPECT_EQ(made.back(), 0x10 ^ 0xff);
  EXPECT_TRUE(has_right_checksums(made));
}

TEST(CountyPacket, CorruptsTheChecksumAlone) {
  const auto [bytes, request] = request_of(kRequest4);
  Bytes made = corrupted(request, Corrupt::Kind::checksum);
  EXPECT_FALSE(has_right_checksums(made));
  made[22] ^= 0xff;
  made[23] ^= 0xff;
  EXPECT_EQ(made, from_annotated_hex(kReply4));
}

TEST(CountyPacket, CutsAReplyToEveryLength) {
  for (const char* hex : {kRequest4, kRequest6}) {
    const auto [bytes, request] = request_of(hex);
    const std::size_t header = request.packet.size() - request.icmp.size();
    for (std::size_t length = 0; length <= request.icmp.size(); ++length) {
      const Bytes made =
          corrupted(request, Corrupt::Kind::truncate, static_cast<std::uint16_t>(length));
      EXPECT_EQ(made.size(), header + length);
      if (length >= 4) {
        EXPECT_TRUE(has_right_checksums(made)) << length;
      }
    }
  }
}

TEST(CountyPacket, ExtendsAReply) {
  const auto [bytes, request] = request_of(kRequest6);
  const Bytes made = corrupted(request, Corrupt::Kind::extend, 3);
  EXPECT_EQ(made.size(), bytes.size() + 3);
  EXPECT_TRUE(has_right_checksums(made));
}

// RFC 1071, section 3: the sum of this example is ddf2.
TEST(CountyPacket, ChecksumsTheExampleOfRfc1071) {
  EXPECT_EQ(internet_checksum(from_annotated_hex("00 01 f2 03 f4 f5 f6 f7")), 0xffff ^ 0xddf2);
  EXPECT_EQ(internet_checksum(from_annotated_hex("01")), 0xffff ^ 0x0100) << "odd length";
}

}  // namespace
}  // namespace pantau::lab
