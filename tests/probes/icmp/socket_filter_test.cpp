// SPDX-License-Identifier: Apache-2.0
// The kernel itself runs the programs: a filter works on a Unix datagram socket as on a raw one.
#include "probes/icmp/socket_filter.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <gtest/gtest.h>

namespace pantau::icmp {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint16_t kOurs = 0x1234;

class Filtered {
 public:
  explicit Filtered(net::Family family) {
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends_.data()), 0);
    EXPECT_EQ(attach_filter(ends_[1], build_filter(family, kOurs)), 0);
  }

  ~Filtered() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  Filtered(const Filtered&) = delete;
  Filtered& operator=(const Filtered&) = delete;
  Filtered(Filtered&&) = delete;
  Filtered& operator=(Filtered&&) = delete;

  [[nodiscard]] bool accepts(const Bytes& packet) const {
    (void)::send(ends_[0], packet.data(), packet.size(), 0);  // a rejected packet is an error here
    std::array<std::uint8_t, 2048> buffer{};
    return ::recv(ends_[1], buffer.data(), buffer.size(), 0) == static_cast<ssize_t>(packet.size());
  }

 private:
  std::array<int, 2> ends_{};
};

Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

/// RFC 791: version and length, protocol at 9; `words` of header.
Bytes ip4(std::uint8_t words, std::uint8_t protocol = 1, std::uint16_t fragment = 0) {
  Bytes header(std::size_t{words} * 4, 0);
  header[0] = static_cast<std::uint8_t>(0x40U | words);
  header[6] = static_cast<std::uint8_t>(fragment >> 8U);
  header[7] = static_cast<std::uint8_t>(fragment);
  header[9] = protocol;
  return header;
}

/// RFC 8200: next header at 6.
Bytes ip6(std::uint8_t next) {
  Bytes header(40, 0);
  header[0] = 0x60;
  header[6] = next;
  return header;
}

Bytes icmp(std::uint8_t type, std::uint16_t identifier = 0) {
  return {type,
          0,
          0,
          0,
          static_cast<std::uint8_t>(identifier >> 8U),
          static_cast<std::uint8_t>(identifier),
          0,
          1};
}

TEST(SocketFilter, AcceptsOurReplyBehindAnyIpHeader) {
  const Filtered filter{net::Family::v4};
  EXPECT_TRUE(filter.accepts(ip4(5) + icmp(0, kOurs)));
  EXPECT_TRUE(filter.accepts(ip4(15) + icmp(0, kOurs)));
}

TEST(SocketFilter, RejectsForeignRepliesAndRequests) {
  const Filtered filter{net::Family::v4};
  EXPECT_FALSE(filter.accepts(ip4(5) + icmp(0, kOurs + 1)));
  EXPECT_FALSE(filter.accepts(ip4(5) + icmp(8, kOurs)));
  EXPECT_FALSE(filter.accepts(ip4(5) + icmp(13, kOurs)));
}

TEST(SocketFilter, AcceptsErrorsThatQuoteOurRequest) {
  const Filtered filter{net::Family::v4};
  for (const std::uint8_t type : Bytes{3, 4, 11, 12}) {
    EXPECT_TRUE(filter.accepts(ip4(5) + icmp(type) + ip4(5) + icmp(8, kOurs))) << int{type};
    EXPECT_TRUE(filter.accepts(ip4(7) + icmp(type) + ip4(9) + icmp(8, kOurs))) << int{type};
  }
}

TEST(SocketFilter, RejectsErrorsAboutOthers) {
  const Filtered filter{net::Family::v4};
  EXPECT_FALSE(filter.accepts(ip4(5) + icmp(3) + ip4(5) + icmp(8, kOurs + 1)));
  EXPECT_FALSE(filter.accepts(ip4(5) + icmp(3) + ip4(5) + icmp(0, kOurs)));
  EXPECT_FALSE(filter.accepts(ip4(5) + icmp(3) + ip4(5, 17) + icmp(8, kOurs)));
  EXPECT_FALSE(filter.accepts(ip4(5) + icmp(3) + ip4(5, 1, 0x0001) + icmp(8, kOurs)));
  EXPECT_FALSE(filter.accepts(ip4(5) + icmp(5) + ip4(5) + icmp(8, kOurs)));
}

TEST(SocketFilter, RejectsWhatIsTooShortAtEveryLength) {
  const Filtered filter{net::Family::v4};
  const Bytes error = ip4(5) + icmp(3) + ip4(5) + icmp(8, kOurs);
  for (std::size_t length = 1; length < error.size() - 2; ++length) {
    EXPECT_FALSE(
        filter.accepts(Bytes(error.begin(), error.begin() + static_cast<std::ptrdiff_t>(length))))
        << length;
  }
}

TEST(SocketFilter, ReadsIpv6FromTheIcmpHeader) {
  const Filtered filter{net::Family::v6};
  EXPECT_TRUE(filter.accepts(icmp(129, kOurs)));
  EXPECT_FALSE(filter.accepts(icmp(129, kOurs + 1)));
  EXPECT_FALSE(filter.accepts(icmp(128, kOurs)));
  for (const std::uint8_t type : Bytes{1, 2, 3, 4}) {
    EXPECT_TRUE(filter.accepts(icmp(type) + ip6(58) + icmp(128, kOurs))) << int{type};
  }
  EXPECT_FALSE(filter.accepts(icmp(5) + ip6(58) + icmp(128, kOurs)));
  EXPECT_FALSE(filter.accepts(icmp(1) + ip6(17) + icmp(128, kOurs)));
  EXPECT_FALSE(filter.accepts(icmp(1) + ip6(58) + icmp(129, kOurs)));
  EXPECT_FALSE(filter.accepts(icmp(1) + ip6(58) + icmp(128, kOurs + 1)));
}

}  // namespace
}  // namespace pantau::icmp
