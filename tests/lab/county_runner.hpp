// SPDX-License-Identifier: Apache-2.0
/// \file
/// Puts a county on a TUN device: reads requests, writes what is due, obeys the control socket.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "tests/lab/agents.hpp"
#include "tests/lab/child.hpp"
#include "tests/lab/control.hpp"
#include "tests/lab/control_server.hpp"
#include "tests/lab/county.hpp"
#include "tests/lab/truth.hpp"
#include "tests/lab/udp_relay.hpp"
#include "tests/lab/wire.hpp"

namespace pantau::lab {

class CountyRunner {
 public:
  struct Options {
    std::filesystem::path control;  ///< empty: none
    std::filesystem::path truth;  ///< of echoes; empty: none
    std::filesystem::path datagrams;  ///< truth of UDP; empty: none
    std::vector<std::string> command;  ///< empty: until a signal or `quit`
    bool busy = false;  ///< never sleeps: exact to microseconds, costs a core
  };

  /// Takes `device`. SIGTERM, SIGINT and SIGCHLD are blocked from here on.
  CountyRunner(County county, int device, Options options);
  CountyRunner(const CountyRunner&) = delete;
  CountyRunner& operator=(const CountyRunner&) = delete;
  CountyRunner(CountyRunner&&) = delete;
  CountyRunner& operator=(CountyRunner&&) = delete;
  ~CountyRunner();

  /// Starts the agents and waits until they listen; before run().
  void start_agents() { agents_.start_all(); }

  /// Returns the exit status of the command, or 0.
  int run();

  [[nodiscard]] std::string summary(std::string_view target = {}) const;

 private:
  using Clock = std::chrono::steady_clock;

  struct OnItsWay {
    DatagramRecord record;
    std::optional<std::size_t> agent;  ///< where it goes; else to the gateway
  };

  struct Pending {
    Clock::time_point due;
    std::uint64_t order = 0;
    Clock::time_point read;
    Bytes packet;
    std::unique_ptr<TruthRecord> truth;  ///< with the first packet of a request
    std::unique_ptr<OnItsWay> datagram;  ///< with the first packet of one
  };

  struct Later {
    bool operator()(const Pending& a, const Pending& b) const {
      return a.due > b.due || (a.due == b.due && a.order > b.order);
    }
  };

  void wait();
  bool read_requests();
  void receive(ByteView packet);
  void receive_other(ByteView packet, Clock::time_point read);
  void carry(Passage passage, ByteView request, Clock::time_point read);
  void push(Pending pending);
  void look_after_agents();
  void take_from_agent(int descriptor);
  void send(Pending pending);
  bool write_due();
  void write_packet(ByteView packet);
  void handle_signals();
  std::string answer(std::string_view line);
  std::string obey(const Command& command);
  void finish();

  County county_;
  Options options_;
  int device_;
  int epoll_;
  int signals_;
  std::optional<ControlServer> control_;
  std::optional<TruthWriter> truth_;
  std::optional<TruthWriter> datagrams_;
  Agents agents_;  ///< refers to county_
  UdpRelay relay_;
  Reassembly reassembly_;
  Child child_;
  std::vector<Pending> pending_;  ///< a heap by Later
  std::chrono::system_clock::time_point started_at_;
  Clock::time_point start_;
  Clock::time_point agents_due_;
  std::uint64_t datagram_number_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t foreign_ = 0;
  std::uint64_t write_errors_ = 0;
  std::uint64_t order_ = 0;
  bool stopping_ = false;
};

}  // namespace pantau::lab
