// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/wire.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "tests/lab/datagram.hpp"
#include "tests/lab/echo_bytes.hpp"

namespace pantau::lab {
namespace {

using namespace std::chrono_literals;

Bytes counted(std::size_t size) {
  Bytes bytes(size);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{1});
  return bytes;
}

Endpoint end(std::string_view address, std::uint16_t port) {
  return {parse_ip(address).value(), port};
}

Bytes datagram(bool v4, std::size_t payload) {
  return v4 ? make_datagram(
                  end("198.19.255.254", 40000), end("198.18.1.1", 161), counted(payload), 9)
            : make_datagram(end("2001:2::1", 40000), end("2001:2::6:1", 161), counted(payload), 9);
}

// Made with Python's struct and a checksum of its own (RFC 768, RFC 1071).
constexpr auto kFourBytes =
    "45 00 00 20 00 00 40 00 09 11 e4 a7"  // IPv4, 32 bytes, don't fragment, TTL 9, UDP
    "c6 13 ff fe c6 12 01 01"
    "9c 40 00 a1 00 0c d1 c8"  // 40000 to 161, 12 bytes
    "01 02 03 04";

TEST(Datagram, IsMadeAsTheWireHasIt) {
  EXPECT_EQ(datagram(true, 4), from_annotated_hex(kFourBytes));
}

TEST(Datagram, IsReadAsItWasMade) {
  for (const bool v4 : {true, false}) {
    const Bytes packet = datagram(v4, 100);
    const auto read = parse_datagram(packet);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->source.port, 40000);
    EXPECT_EQ(read->destination, v4 ? end("198.18.1.1", 161) : end("2001:2::6:1", 161));
    EXPECT_EQ(Bytes(read->payload.begin(), read->payload.end()), counted(100));
  }
}

TEST(Datagram, IsRefusedWhenAnyByteOfItIsChanged) {
  for (const bool v4 : {true, false}) {
    const std::size_t header = v4 ? 20 : 40;
    for (std::size_t at = header; at < header + 12; ++at) {
      Bytes packet = datagram(v4, 4);
      packet[at] ^= 0x10U;
      EXPECT_FALSE(parse_datagram(packet)) << at;
    }
  }
}

TEST(Datagram, IsRefusedWhenCutAnywhere) {
  for (const bool v4 : {true, false}) {
    const Bytes packet = datagram(v4, 4);
    for (std::size_t length = 0; length < packet.size(); ++length) {
      EXPECT_FALSE(parse_datagram(ByteView(packet).first(length))) << length;
    }
  }
}

TEST(Datagram, NeedsNoChecksumOverIpv4) {
  Bytes packet = datagram(true, 4);
  packet[26] = packet[27] = 0;
  EXPECT_TRUE(parse_datagram(packet));
}

class Fragments : public testing::TestWithParam<bool> {
 protected:
  static std::optional<Reassembly::Whole> add(Reassembly& reassembly,
                                              const Bytes& piece,
                                              nanoseconds when = 0s) {
    const auto layout = parse_ip_header(piece);
    EXPECT_TRUE(layout && layout->fragment);
    return reassembly.add(piece, *layout, when);
  }
};

INSTANTIATE_TEST_SUITE_P(OfBothFamilies, Fragments, testing::Bool(), [](const auto& tested) {
  return tested.param ? "Ipv4" : "Ipv6";
});

TEST_P(Fragments, ArePutTogetherInAnyOrder) {
  const Bytes packet = datagram(GetParam(), 4000);
  const auto pieces = fragmented(packet, 1500, 7);
  ASSERT_EQ(pieces.size(), 3U);
  Reassembly reassembly;
  EXPECT_FALSE(add(reassembly, pieces[2]));
  EXPECT_FALSE(add(reassembly, pieces[0]));
  const auto whole = add(reassembly, pieces[1]);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->packet, packet);
  EXPECT_EQ(whole->wire_bytes, pieces[0].size() + pieces[1].size() + pieces[2].size());
}

TEST_P(Fragments, FitTheLinkAndAreNoDatagrams) {
  for (const Bytes& piece : fragmented(datagram(GetParam(), 4000), 1500, 7)) {
    EXPECT_LE(piece.size(), 1500U);
    EXPECT_FALSE(parse_datagram(piece));
  }
}

TEST_P(Fragments, OfTwoDatagramsAreNotMixed) {
  const auto first = fragmented(datagram(GetParam(), 2000), 1500, 7);
  const auto second = fragmented(datagram(GetParam(), 2000), 1500, 8);
  Reassembly reassembly;
  EXPECT_FALSE(add(reassembly, first[0]));
  EXPECT_FALSE(add(reassembly, second[1]));
  EXPECT_TRUE(add(reassembly, first[1]));
}

TEST_P(Fragments, WaitHalfAMinute) {
  const auto pieces = fragmented(datagram(GetParam(), 2000), 1500, 7);
  Reassembly patient;
  EXPECT_FALSE(add(patient, pieces[0], 1s));
  EXPECT_TRUE(add(patient, pieces[1], 31s));
  Reassembly late;
  EXPECT_FALSE(add(late, pieces[0], 1s));
  EXPECT_FALSE(add(late, pieces[1], 32s));
}

TEST_P(Fragments, ThatComeTwiceSpoilTheDatagram) {
  const auto pieces = fragmented(datagram(GetParam(), 2000), 1500, 7);
  Reassembly reassembly;
  EXPECT_FALSE(add(reassembly, pieces[0]));
  EXPECT_FALSE(add(reassembly, pieces[0]));
  EXPECT_FALSE(add(reassembly, pieces[1]));
}

TEST_P(Fragments, AreNotMadeOfWhatFits) {
  const Bytes packet = datagram(GetParam(), 1000);
  EXPECT_EQ(fragmented(packet, 1500, 7), std::vector<Bytes>(1, packet));
}

}  // namespace
}  // namespace pantau::lab
