// SPDX-License-Identifier: Apache-2.0
// Devices of a plan, asked on loopback.
#include "daemon/app/device_polling.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <sstream>
#include <vector>

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

namespace pantau::app {
namespace {

using boost::asio::ip::udp;
using namespace std::chrono_literals;

/// An agent of version 2c that has nothing of what it is asked for.
class EmptyAgent {
 public:
  explicit EmptyAgent(boost::asio::io_context& io)
      : socket_(io, udp::endpoint{boost::asio::ip::address_v4::loopback(), 0}) {
    listen();
  }

  [[nodiscard]] std::uint16_t port() const { return socket_.local_endpoint().port(); }

  void close() { socket_.close(); }

  std::size_t asked = 0;

 private:
  void listen() {
    socket_.async_receive_from(
        boost::asio::buffer(bytes_), from_, [this](const auto& error, std::size_t size) {
          if (!error) {
            ++asked;
            answer(size);
            listen();
          }
        });
  }

  // Its own question, with noSuchObject for each NULL (RFC 3416, 3).
  void answer(std::size_t size) {
    for (std::size_t i = 0; i + 1 < size; ++i) {
      if (bytes_[i] == 0xA0U) {
        bytes_[i] = 0xA2U;
      } else if (bytes_[i] == 0x05U && bytes_[i + 1] == 0U) {
        bytes_[i] = 0x80U;
      }
    }
    boost::system::error_code ignored;
    socket_.send_to(boost::asio::buffer(bytes_, size), from_, 0, ignored);
  }

  udp::socket socket_;
  udp::endpoint from_;
  std::array<unsigned char, 2048> bytes_{};
};

std::shared_ptr<const config::Plan> plan_with_agent_at(std::uint16_t port) {
  config::DeviceProfile profile;
  profile.id = "test";
  config::Source source;
  source.oid = config::Oid{1, 3, 7, 1};
  profile.scalars.push_back(source);
  config::Plan plan;
  plan.profiles.push_back(std::make_shared<const config::DeviceProfile>(profile));
  plan.credentials.resize(1);
  plan.credentials[0].id = "c";
  plan.credentials[0].version = "2c";
  plan.credentials[0].community = config::Secret{"secret-word"};
  plan.devices.resize(1);
  plan.devices[0].id = "router";
  plan.devices[0].address = "127.0.0.1";
  plan.devices[0].port = port;
  plan.devices[0].profile = "test";
  plan.devices[0].credentials = "c";
  plan.devices[0].interval = 1s;
  return std::make_shared<const config::Plan>(std::move(plan));
}

TEST(DevicePolling, ForgetsAtANewAddressWhatTheOldAgentDidNotHave) {
  boost::asio::io_context io{1};
  std::ostringstream text;
  Log log{text, true};
  DevicePolling polling{io, log, [](const std::string&, const snmp::Traffic&) {}};
  EmptyAgent before{io};
  EmptyAgent after{io};
  ASSERT_EQ(polling.open(), std::nullopt);
  polling.apply(plan_with_agent_at(before.port()), net::read_clocks());
  polling.start();
  boost::asio::steady_timer timer{io};
  bool changed = false;
  const auto end = std::chrono::steady_clock::now() + 20s;
  const std::function<void()> watch = [&] {
    if (!changed && polling.book().snapshot(net::read_clocks()).at(0).polled) {
      changed = true;
      polling.apply(plan_with_agent_at(after.port()), net::read_clocks());
    }
    if (after.asked > 0 || std::chrono::steady_clock::now() > end) {
      before.close();
      after.close();
      polling.stop();
      return;
    }
    timer.expires_after(20ms);
    timer.async_wait([&](const auto&) { watch(); });
  };
  watch();
  io.run();
  EXPECT_TRUE(changed);
  EXPECT_EQ(before.asked, 1U) << "what it does not have is asked for once";
  EXPECT_EQ(after.asked, 1U);
}

}  // namespace
}  // namespace pantau::app
