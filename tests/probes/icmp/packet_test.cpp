// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/packet.hpp"

#include <initializer_list>

#include <gtest/gtest.h>

#include "tests/probes/icmp/engine_fixture.hpp"

namespace pantau::icmp::testing {
namespace {

TEST(EchoPacket, HasTheBytesOfAnEchoRequestForIpv4) {
  Bytes packet(8 + 20);
  write_echo_request(net::Family::v4,
                     {.identifier = 0x4a1b, .sequence = 0xbaeb},
                     {.slot = 7, .number = 0x01020304, .cookie = 0x2822862db65386f6},
                     packet);
  EXPECT_EQ(packet,
            hex("08 00"  // echo request, code 0 (RFC 792)
                "e1 2d"  // checksum (RFC 1071), reckoned apart from this code
                "4a 1b ba eb"  // identifier, sequence
                "00 00 00 07 01 02 03 04"  // slot, number
                "28 22 86 2d b6 53 86 f6"  // cookie
                "10 11 12 13"));  // pattern
}

TEST(EchoPacket, LeavesTheChecksumOfIpv6ToTheKernel) {
  Bytes packet(8 + 16, 0xff);
  write_echo_request(net::Family::v6, {.identifier = 1, .sequence = 2}, {.slot = 3}, packet);
  EXPECT_EQ(packet, hex("80 00 00 00 00 01 00 02 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00 00"));
}

TEST(EchoPacket, FitsTheLargestPayload) {
  Bytes packet(kIcmpHeaderSize + kMaxPayloadSize);
  write_echo_request(net::Family::v4, {}, {}, packet);
  EXPECT_EQ(packet[24], 0x10);
  EXPECT_EQ(packet[8 + 255], 0xff);
  EXPECT_EQ(packet[8 + 256], 0x00);
  EXPECT_TRUE(pattern_intact(packet));
  EXPECT_EQ(internet_checksum(packet), 0);
}

TEST(EchoPacket, IsReadBackAsWritten) {
  Bytes packet(kTokenEnd);
  write_echo_request(net::Family::v4,
                     {.identifier = 0xfedc, .sequence = 0x8001},
                     {.slot = 0xdeadbeef, .number = 0xffffffff, .cookie = 0x8000000000000001},
                     packet);
  EXPECT_EQ(read_echo_header(packet).identifier, 0xfedc);
  EXPECT_EQ(read_echo_header(packet).sequence, 0x8001);
  EXPECT_EQ(read_echo_token(packet).slot, 0xdeadbeefU);
  EXPECT_EQ(read_echo_token(packet).number, 0xffffffffU);
  EXPECT_EQ(read_echo_token(packet).cookie, 0x8000000000000001U);
}

TEST(EchoPacket, SeesEveryChangedByteOfThePattern) {
  Bytes packet(kIcmpHeaderSize + 56);
  write_echo_request(net::Family::v4, {}, {}, packet);
  for (std::size_t i = kTokenEnd; i < packet.size(); ++i) {
    Bytes changed = packet;
    changed[i] ^= 0x80U;
    EXPECT_FALSE(pattern_intact(changed)) << "byte " << i;
  }
}

TEST(EchoPacket, TakesAnOverlongPatternForDamaged) {
  Bytes packet(65535);
  for (std::size_t i = 0; i < packet.size(); ++i) {
    packet[i] = static_cast<std::uint8_t>((i - 8) % 256);  // the pattern goes on and on
  }
  EXPECT_FALSE(pattern_intact(packet));
}

TEST(InternetChecksum, AgreesWithTheExampleOfRfc1071) {
  // Section 3: the sum of 0001 f203 f4f5 f6f7 is ddf2, so its complement 220d.
  EXPECT_EQ(internet_checksum(hex("00 01 f2 03 f4 f5 f6 f7")), 0x220d);
}

TEST(InternetChecksum, TakesAnOddByteAsTheHighHalf) {
  EXPECT_EQ(internet_checksum(hex("00 01 f2")), static_cast<std::uint16_t>(~(0x0001 + 0xf200)));
  EXPECT_EQ(internet_checksum({}), 0xffff);
}

TEST(InternetChecksum, FoldsEveryCarryOfALongMessage) {
  EXPECT_EQ(internet_checksum(Bytes(65534, 0xff)), 0);
}

TEST(PacketKind, IsAskedOfTheRightFamily) {
  using net::Family;
  EXPECT_EQ(kind_of(Family::v4, 0), PacketKind::echo_reply);
  EXPECT_EQ(kind_of(Family::v4, 129), PacketKind::other);
  EXPECT_EQ(kind_of(Family::v6, 129), PacketKind::echo_reply);
  EXPECT_EQ(kind_of(Family::v6, 0), PacketKind::other);
  EXPECT_EQ(kind_of(Family::v4, 8), PacketKind::echo_request);
  EXPECT_EQ(kind_of(Family::v6, 128), PacketKind::echo_request);
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{3, 4, 11, 12}) {
    EXPECT_EQ(kind_of(Family::v4, type), PacketKind::error) << int{type};
  }
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{1, 2, 3, 4}) {
    EXPECT_EQ(kind_of(Family::v6, type), PacketKind::error) << int{type};
  }
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{1, 2, 5, 13, 14}) {
    EXPECT_EQ(kind_of(Family::v4, type), PacketKind::other) << int{type};
  }
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{5, 11, 12, 133, 136}) {
    EXPECT_EQ(kind_of(Family::v6, type), PacketKind::other) << int{type};
  }
}

struct NamedError {
  net::Family family;
  std::uint8_t type;
  std::uint8_t code;
  IcmpErrorReason reason;
};

class ErrorReason : public ::testing::TestWithParam<NamedError> {};

TEST_P(ErrorReason, FollowsTheRegistry) {
  const NamedError& error = GetParam();
  EXPECT_EQ(error_reason(error.family, error.type, error.code), error.reason);
}

constexpr auto kV4 = net::Family::v4;
constexpr auto kV6 = net::Family::v6;

INSTANTIATE_TEST_SUITE_P(  // RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1
    V4,
    ErrorReason,
    ::testing::Values(NamedError{kV4, 3, 0, IcmpErrorReason::net_unreachable},
                      NamedError{kV4, 3, 1, IcmpErrorReason::host_unreachable},
                      NamedError{kV4, 3, 2, IcmpErrorReason::other},
                      NamedError{kV4, 3, 3, IcmpErrorReason::port_unreachable},
                      NamedError{kV4, 3, 4, IcmpErrorReason::packet_too_big},
                      NamedError{kV4, 3, 5, IcmpErrorReason::other},
                      NamedError{kV4, 3, 6, IcmpErrorReason::net_unreachable},
                      NamedError{kV4, 3, 7, IcmpErrorReason::host_unreachable},
                      NamedError{kV4, 3, 9, IcmpErrorReason::admin_prohibited},
                      NamedError{kV4, 3, 10, IcmpErrorReason::admin_prohibited},
                      NamedError{kV4, 3, 11, IcmpErrorReason::net_unreachable},
                      NamedError{kV4, 3, 12, IcmpErrorReason::host_unreachable},
                      NamedError{kV4, 3, 13, IcmpErrorReason::admin_prohibited},
                      NamedError{kV4, 3, 14, IcmpErrorReason::other},
                      NamedError{kV4, 3, 255, IcmpErrorReason::other},
                      NamedError{kV4, 4, 0, IcmpErrorReason::other},
                      NamedError{kV4, 11, 0, IcmpErrorReason::ttl_exceeded},
                      NamedError{kV4, 11, 1, IcmpErrorReason::other},
                      NamedError{kV4, 12, 0, IcmpErrorReason::other}));

INSTANTIATE_TEST_SUITE_P(  // RFC 4443
    V6,
    ErrorReason,
    ::testing::Values(NamedError{kV6, 1, 0, IcmpErrorReason::net_unreachable},
                      NamedError{kV6, 1, 1, IcmpErrorReason::admin_prohibited},
                      NamedError{kV6, 1, 2, IcmpErrorReason::other},
                      NamedError{kV6, 1, 3, IcmpErrorReason::host_unreachable},
                      NamedError{kV6, 1, 4, IcmpErrorReason::port_unreachable},
                      NamedError{kV6, 1, 5, IcmpErrorReason::admin_prohibited},
                      NamedError{kV6, 1, 6, IcmpErrorReason::admin_prohibited},
                      NamedError{kV6, 1, 7, IcmpErrorReason::other},
                      NamedError{kV6, 2, 0, IcmpErrorReason::packet_too_big},
                      NamedError{kV6, 3, 0, IcmpErrorReason::ttl_exceeded},
                      NamedError{kV6, 3, 1, IcmpErrorReason::other},
                      NamedError{kV6, 4, 1, IcmpErrorReason::other}));

}  // namespace
}  // namespace pantau::icmp::testing
