// SPDX-License-Identifier: Apache-2.0
// One socket against the kernel's own loopback. Needs a right to ICMP sockets, else skipped.
#include "probes/icmp/icmp_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "probes/icmp/channel.hpp"
#include "probes/icmp/packet.hpp"

namespace pantau::icmp {
namespace {

constexpr std::uint16_t kIdentifier = 0x5a17;
constexpr int kPatience = 10'000;  // ms; only a failing test waits that long

using Packet = std::vector<std::uint8_t>;

Packet request(net::Family family, std::uint16_t identifier, std::uint16_t sequence) {
  Packet packet(64);
  write_echo_request(family, {.identifier = identifier, .sequence = sequence}, {}, packet);
  return packet;
}

DueEcho due(const std::string& address, const Packet& packet) {
  return {.target = 0,
          .number = 0,
          .address = net::parse_address(address).value(),
          .dscp = 0,
          .packet = packet,
          .due = {}};
}

/// As the kernel allows it and raw, IPv4 and IPv6.
struct Kind {
  net::Family family;
  bool raw;
};

class SocketOnLoopback : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override { open(SocketOptions{}.receive_buffer); }

  void open(std::uint64_t buffer) {
    auto opened = IcmpSocket::open(
        GetParam().family,
        {.receive_buffer = buffer, .force_raw = GetParam().raw, .raw_identifier = kIdentifier});
    if (!opened.socket) {
      GTEST_SKIP() << opened.failure;
    }
    socket_ = std::move(opened.socket);
  }

  [[nodiscard]] std::string target() const {
    return GetParam().family == net::Family::v4 ? "127.3.2.1" : "::1";
  }

  void send(std::uint16_t sequence) {
    const Packet packet = request(GetParam().family, socket_->identifier(), sequence);
    const DueEcho echo = due(target(), packet);
    const DueEcho* const one = &echo;
    socket_->load({&one, 1});
    const auto pushed = socket_->push(0);
    ASSERT_EQ(pushed.count, 1U) << std::system_category().message(pushed.error);
  }

  /// Copies of the next packets, until `count` are there.
  std::vector<std::pair<IcmpSocket::Received, Packet>> receive(std::size_t count) {
    std::vector<std::pair<IcmpSocket::Received, Packet>> result;
    pollfd poller{.fd = socket_->fd(), .events = POLLIN, .revents = 0};
    while (result.size() < count && ::poll(&poller, 1, kPatience) > 0) {
      for (const auto& packet : socket_->receive().items) {
        result.emplace_back(packet, Packet(packet.icmp.begin(), packet.icmp.end()));
      }
    }
    return result;
  }

  /// The first socket that asks turns stamps on for the whole machine, and a work queue does it
  /// (net_enable_timestamp): until then packets come without, for as long as the machine is busy.
  /// Nothing of it is left in the socket afterwards.
  bool wait_for_stamps() {
    constexpr int kAttempts = kPatience;  // a millisecond each
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      send(static_cast<std::uint16_t>(attempt));
      const auto packets = receive(1);
      (void)errors(1);
      if (packets.size() == 1 && packets.front().first.stamp) {
        return true;
      }
      (void)::poll(nullptr, 0, 1);
    }
    return false;
  }

  std::vector<IcmpSocket::QueuedError> errors(std::size_t count) {
    std::vector<IcmpSocket::QueuedError> result;
    pollfd poller{.fd = socket_->fd(), .events = 0, .revents = 0};  // POLLERR is always reported
    while (result.size() < count && ::poll(&poller, 1, kPatience) > 0) {
      for (const auto& item : socket_->read_errors().items) {
        result.push_back(item);
      }
    }
    return result;
  }

  std::unique_ptr<IcmpSocket> socket_;
};

INSTANTIATE_TEST_SUITE_P(Kinds,
                         SocketOnLoopback,
                         testing::Values(Kind{net::Family::v4, false},
                                         Kind{net::Family::v4, true},
                                         Kind{net::Family::v6, false},
                                         Kind{net::Family::v6, true}),
                         [](const auto& kind) {
                           return std::string{kind.param.family == net::Family::v4 ? "v4" : "v6"} +
                                  (kind.param.raw ? "raw" : "preferred");
                         });

TEST_P(SocketOnLoopback, ReadsAReplyFromItsIcmpHeaderOn) {
  send(7);
  const auto packets = receive(1);
  ASSERT_EQ(packets.size(), 1U);
  const auto& [packet, bytes] = packets.front();
  EXPECT_EQ(packet.source, net::parse_address(target()));
  EXPECT_EQ(bytes.size(), 64U);
  EXPECT_EQ(kind_of(GetParam().family, bytes[0]), PacketKind::echo_reply);
  EXPECT_EQ(read_echo_header(bytes).identifier, socket_->identifier());
  EXPECT_EQ(read_echo_header(bytes).sequence, 7);
  EXPECT_EQ(packet.hop_limit, 64);
  EXPECT_EQ(packet.ip_length, GetParam().family == net::Family::v4 ? 84 : 104);
}

TEST_P(SocketOnLoopback, ReadsWhenAReplyArrived) {
  EXPECT_TRUE(wait_for_stamps());
}

TEST_P(SocketOnLoopback, SaysWhenNothingIsLeft) {
  EXPECT_TRUE(socket_->receive().drained);
  EXPECT_TRUE(socket_->read_errors().drained);
  send(1);
  (void)receive(1);
  EXPECT_TRUE(socket_->receive().drained);
}

TEST_P(SocketOnLoopback, NumbersSendStampsFromZeroAndAnew) {
  send(1);
  send(2);
  auto stamps = errors(2);
  ASSERT_EQ(stamps.size(), 2U);
  EXPECT_TRUE(stamps[0].is_stamp);
  EXPECT_EQ(stamps[0].key, 0U);
  EXPECT_EQ(stamps[1].key, 1U);
  EXPECT_LE(stamps[0].stamp, stamps[1].stamp);
  socket_->restart_keys();
  send(3);
  stamps = errors(1);
  ASSERT_EQ(stamps.size(), 1U);
  EXPECT_EQ(stamps[0].key, 0U);
}

TEST_P(SocketOnLoopback, SendStampComesBeforeTheReplyWasReceived) {
  ASSERT_TRUE(wait_for_stamps());
  send(1);
  const auto packets = receive(1);
  const auto stamps = errors(1);
  ASSERT_EQ(packets.size(), 1U);
  ASSERT_EQ(stamps.size(), 1U);
  EXPECT_LT(stamps[0].stamp, packets[0].first.stamp.value());
}

TEST_P(SocketOnLoopback, SeesNoPacketOfAnotherIdentifier) {
  auto other = IcmpSocket::open(GetParam().family,
                                {.receive_buffer = 1U << 20U,
                                 .force_raw = GetParam().raw,
                                 .raw_identifier = kIdentifier + 1});
  ASSERT_TRUE(other.socket);
  ASSERT_NE(other.socket->identifier(), socket_->identifier());
  for (std::uint16_t sequence = 0; sequence < 20; ++sequence) {
    send(sequence);
  }
  EXPECT_EQ(receive(20).size(), 20U);
  EXPECT_TRUE(other.socket->receive().drained);
}

TEST_P(SocketOnLoopback, CountsWhatTheBufferCouldNotHold) {
  open(8192);
  if (!socket_) {
    return;
  }
  const auto before = socket_->memory();
  for (std::uint16_t sequence = 0; sequence < 200; ++sequence) {
    send(sequence);
    (void)errors(0);
  }
  const auto after = socket_->memory();
  EXPECT_GT(after.limit, 0U);
  EXPECT_GT(after.drops - before.drops, 0U);
  std::size_t read = 0;
  for (auto batch = socket_->receive(); !batch.drained; batch = socket_->receive()) {
    read += batch.items.size();
  }
  EXPECT_GE(read + (after.drops - before.drops), 200U);
}

/// Sees what the loopback carries, and says about a request that its target cannot be reached.
class Router {
 public:
  Router() : fd_(::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP)) {}

  ~Router() { ::close(fd_); }

  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;
  Router(Router&&) = delete;
  Router& operator=(Router&&) = delete;

  [[nodiscard]] bool allowed() const { return fd_ >= 0; }

  /// Waits for the request with this identifier; \return the IP packet.
  [[nodiscard]] Packet catch_request(std::uint16_t identifier) const {
    pollfd poller{.fd = fd_, .events = POLLIN, .revents = 0};
    while (::poll(&poller, 1, kPatience) > 0) {
      Packet packet(2048);
      const ssize_t size = ::recv(fd_, packet.data(), packet.size(), 0);
      packet.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
      const std::span<const std::uint8_t> icmp = std::span{packet}.subspan(20);
      if (icmp[0] == 8 && read_echo_header(icmp).identifier == identifier) {
        return packet;
      }
    }
    return {};
  }

  void report(std::uint8_t type, std::uint8_t code, const Packet& about) const {
    Packet error{type, code, 0, 0, 0, 0, 0, 0};
    error.insert(error.end(), about.begin(), about.begin() + 28);
    const std::uint16_t sum = internet_checksum(error);
    error[2] = static_cast<std::uint8_t>(sum >> 8U);
    error[3] = static_cast<std::uint8_t>(sum);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)::sendto(
        fd_, error.data(), error.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  }

 private:
  int fd_;
};

TEST_P(SocketOnLoopback, ReadsAnIcmpErrorAboutOurEcho) {
  const Router router;
  if (GetParam().family == net::Family::v6 || !router.allowed()) {
    GTEST_SKIP() << "the router of this test speaks IPv4 over a raw socket";
  }
  send(9);
  router.report(3, 1, router.catch_request(socket_->identifier()));
  if (socket_->info().kind == SocketKind::raw) {
    const auto packets = receive(2);
    ASSERT_EQ(packets.size(), 2U);
    EXPECT_EQ(packets[1].second[0], 3);
    const auto quote = read_quote(net::Family::v4, packets[1].second);
    ASSERT_TRUE(std::holds_alternative<Quote>(quote));
    EXPECT_EQ(read_echo_header(std::get<Quote>(quote).icmp).sequence, 9);
    return;
  }
  const auto items = errors(2);
  ASSERT_EQ(items.size(), 2U);
  const QuotedError& error = items[1].icmp;
  EXPECT_FALSE(items[1].is_stamp);
  EXPECT_EQ(error.type, 3);
  EXPECT_EQ(error.code, 1);
  EXPECT_EQ(error.destination, net::parse_address(target()));
  EXPECT_EQ(error.reporter, net::parse_address("127.0.0.1"));
  EXPECT_EQ(error.quoted[0], 8);
}

TEST_P(SocketOnLoopback, NumberingIsCertainAgainAfterAFailedSend) {
  if (GetParam().family == net::Family::v6) {
    GTEST_SKIP() << "IPv6 has no broadcast address to fail on";
  }
  const Packet packet = request(net::Family::v4, socket_->identifier(), 1);
  const DueEcho good = due("127.3.2.1", packet);
  const DueEcho bad = due("127.255.255.255", packet);
  const std::array<const DueEcho*, 3> echoes{&good, &bad, &good};
  socket_->load(echoes);
  EXPECT_EQ(socket_->push(0).count, 1U);
  const auto failed = socket_->push(1);
  EXPECT_EQ(failed.count, 0U);
  EXPECT_EQ(failed.error, EACCES);
  EXPECT_EQ(errors(1).size(), 1U);
  socket_->restart_keys();
  EXPECT_EQ(socket_->push(2).count, 1U);
  const auto stamps = errors(1);
  ASSERT_EQ(stamps.size(), 1U);
  EXPECT_EQ(stamps[0].key, 0U);
}

/// Probes 127.3.2.1 (target 0), then 127.3.2.2 (target 1), through a channel.
class ChannelOnLoopback : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    auto opened =
        IcmpSocket::open(net::Family::v4, {.force_raw = GetParam(), .raw_identifier = kIdentifier});
    if (!opened.socket || !router_.allowed()) {
      GTEST_SKIP() << "needs a datagram and a raw ICMP socket: " << opened.failure;
    }
    EngineIdentity identity;
    identity.identifier_v4 = opened.socket->identifier();
    identity.checksum_visible_v4 = opened.socket->info().kind == SocketKind::raw;
    engine_ = std::make_unique<EchoEngine>(identity);
    identifier_ = identity.identifier_v4;
    channel_ = std::make_unique<Channel>(std::move(opened.socket), *engine_, stamps_, lag_);
    const net::SteadyTime now = net::read_clocks().steady;
    engine_->add(0, {}, net::parse_address("127.3.2.1"), now);
    engine_->add(1, {}, net::parse_address("127.3.2.2"), now);
  }

  /// Both are due after an interval.
  std::vector<DueEcho> due_echoes() {
    const auto due = engine_->take_due(net::read_clocks().steady + std::chrono::seconds{2}, 64);
    return {due.begin(), due.end()};
  }

  std::size_t send(const DueEcho& echo) {
    const DueEcho* const one = &echo;
    return channel_->send({&one, 1});
  }

  std::map<EchoEvent::Kind, int> events() {
    std::vector<EchoEvent> events;
    engine_->take_events(events);
    std::map<EchoEvent::Kind, int> counts;
    for (const EchoEvent& event : events) {
      ++counts[event.kind];
    }
    return counts;
  }

  Router router_;
  std::uint16_t identifier_ = 0;
  std::unique_ptr<EchoEngine> engine_;
  StampConverter stamps_;
  LagHistogram lag_;
  std::unique_ptr<Channel> channel_;
};

INSTANTIATE_TEST_SUITE_P(Kinds,
                         ChannelOnLoopback,
                         testing::Values(false, true),
                         [](const auto& kind) { return kind.param ? "raw" : "preferred"; });

TEST_P(ChannelOnLoopback, AnErrorAboutOneTargetIsNotBookedOnTheNext) {
  const auto echoes = due_echoes();
  ASSERT_EQ(echoes.size(), 2U);
  EXPECT_EQ(send(echoes[0]), 1U);
  router_.report(3, 1, router_.catch_request(identifier_));
  // Nothing was read: the error waits on the socket and would fail the next send with EHOSTUNREACH.
  EXPECT_EQ(send(echoes[1]), 1U);
  (void)channel_->drain(net::read_clocks().steady);
  auto counts = events();
  EXPECT_EQ(counts[EchoEvent::Kind::unsent], 0);
  EXPECT_EQ(counts[EchoEvent::Kind::sent], 2);
  EXPECT_EQ(counts[EchoEvent::Kind::answered], 2);
  EXPECT_EQ(counts[EchoEvent::Kind::icmp_error], 1);
}

TEST_P(ChannelOnLoopback, ObservesHowLateAnEchoWasSent) {
  const auto echoes = due_echoes();
  (void)send(echoes[0]);
  std::uint64_t observed = 0;
  for (const std::uint64_t count : lag_.counts) {
    observed += count;
  }
  EXPECT_EQ(observed, 1U);
}

}  // namespace
}  // namespace pantau::icmp
