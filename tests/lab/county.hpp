// SPDX-License-Identifier: Apache-2.0
/// \file
/// The county itself, without sockets or clocks: takes packets and the time since its start, says
/// what goes back and when. Runs with one seed, one configuration and the same packets are alike.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/lab/behaviour.hpp"
#include "tests/lab/county_config.hpp"
#include "tests/lab/datagram.hpp"
#include "tests/lab/packet.hpp"
#include "tests/lab/truth.hpp"

namespace pantau::lab {

struct Outgoing {
  nanoseconds after{0};  ///< since the reading of the request
  Bytes packet;
};

struct Judgement {
  TruthRecord record;  ///< all but number and time
  std::vector<Outgoing> packets;
};

/// Echo requests by what became of them; `duplicates` are valid replies beyond the first.
struct Counts {
  std::uint64_t requests = 0;
  std::uint64_t replies = 0;
  std::uint64_t lost = 0;
  std::uint64_t down = 0;
  std::uint64_t silent = 0;
  std::uint64_t duplicates = 0;

  void add(const TruthRecord& record);
};

/// Datagrams by what became of them. Bytes are those of IP packets as the gateway's end of the link
/// saw them: all that were sent, and all that came back.
struct DatagramCounts {
  std::uint64_t requests = 0;
  std::uint64_t answers = 0;  ///< that came back, copies too
  std::uint64_t lost_requests = 0;
  std::uint64_t lost_answers = 0;
  std::uint64_t down = 0;  ///< of either way
  std::uint64_t silent = 0;
  std::uint64_t refused = 0;
  std::uint64_t request_bytes = 0;
  std::uint64_t answer_bytes = 0;

  void add(const DatagramRecord& record);
};

[[nodiscard]] std::string to_json(const DatagramCounts& counts);

/// What happens to a datagram on one way.
struct Passage {
  DatagramRecord record;  ///< all but number and time
  std::optional<std::size_t> agent;  ///< a request that passed: it arrives there after record.delay
  std::vector<Outgoing> packets;  ///< for the gateway
};

class County {
 public:
  explicit County(CountyConfig config);

  /// Nothing for what is no echo request. Fates are decided when a request is read: what is in
  /// flight when a hop goes down still arrives.
  [[nodiscard]] std::optional<Judgement> receive(ByteView packet, nanoseconds since_start);

  /// On the way to the device: half of what an echo suffers. Nothing when no host is asked.
  /// `wire_bytes` counts the headers of all fragments.
  [[nodiscard]] std::optional<Passage> carry_request(const Datagram& request,
                                                     std::size_t wire_bytes,
                                                     nanoseconds since_start);
  /// On the way back: the other half.
  [[nodiscard]] Passage carry_answer(const Flow& flow, ByteView payload, nanoseconds since_start);
  /// The agent's machine refused `request` (a whole packet): a port unreachable goes back.
  [[nodiscard]] Passage refuse(const Flow& flow, ByteView request, nanoseconds since_start);

  /// The agent is being started: what it is asked is not answered.
  void set_absent(std::size_t agent, bool absent) { absent_[agent] = absent; }

  [[nodiscard]] const CountyConfig& config() const { return config_; }

  // Each takes the id of a node or host, or an address, and returns a problem or nothing.
  std::string set(std::string_view target, std::string_view key, std::string_view value);
  /// Forgets what was set and forced.
  std::string clear(std::string_view target);
  /// Down or up whatever the timetable says; nothing: as the timetable says.
  std::string force(std::string_view target, std::optional<bool> down);

  [[nodiscard]] bool is_down(std::size_t node, const Ip& address, nanoseconds since_start) const;

  [[nodiscard]] const Counts& totals() const { return totals_; }

  /// JSON: totals and, of the target or of all, each address that was asked.
  [[nodiscard]] std::string stats(std::string_view target = {}) const;

 private:
  struct Change {
    Behaviour behaviour;
    std::optional<bool> down;
  };

  struct DatagramState {
    std::uint64_t requests = 0;
    std::uint64_t answers = 0;
    bool in_burst = false;  ///< its own, so that polls do not shift the fates of echoes
    DatagramCounts counts;
  };

  struct AddressState {
    std::optional<std::size_t> node;  ///< none: no host has this address
    std::uint64_t packets = 0;
    bool in_burst = false;
    Counts counts;
    std::unique_ptr<Change> change;
    std::unique_ptr<DatagramState> datagrams;
  };

  struct Draws;

  [[nodiscard]] std::optional<std::size_t> find_host(const Ip& address) const;
  AddressState& state_of(const Ip& address);
  Change* change_of(std::string_view target, std::string& problem);
  template <typename Value>
  [[nodiscard]] const Value* effective(std::optional<Value> Behaviour::*key,
                                       const Draws& draws,
                                       std::size_t node) const;
  void judge(Judgement& judgement,
             const EchoRequest& request,
             AddressState& state,
             const Draws& draws) const;
  [[nodiscard]] bool lose(AddressState& state, const Draws& draws, std::string& mods) const;
  [[nodiscard]] nanoseconds link_delay(const Draws& draws) const;
  [[nodiscard]] nanoseconds reorder_delay(const Draws& draws, std::string& mods) const;
  void answer(Judgement& judgement, const EchoRequest& request, const Draws& draws) const;
  [[nodiscard]] Draws draws_of_way(const Flow& flow, bool answer, nanoseconds since_start);
  [[nodiscard]] bool lose_way(DatagramState& state, const Draws& draws, bool answer) const;
  [[nodiscard]] DatagramRecord::Fate judge_way(const Draws& draws, bool answer);
  [[nodiscard]] std::optional<std::size_t> agent_of(std::size_t node, std::uint16_t port) const;
  void send_back(Passage& passage, const Bytes& packet, const Draws& draws);
  void count(const DatagramRecord& record);

  CountyConfig config_;
  std::vector<Change> changes_;  ///< beside config_.nodes
  std::vector<std::vector<std::size_t>> node_events_;  ///< beside config_.nodes: indexes of events
  std::unordered_map<Ip, std::size_t> singles_;  ///< hosts with one address
  std::vector<std::size_t> ranges_;  ///< the other hosts, smallest first
  std::unordered_map<Ip, AddressState> addresses_;
  std::vector<bool> absent_;  ///< beside config_.agents
  std::uint32_t next_fragment_id_ = 1;
  Counts totals_;
  DatagramCounts datagram_totals_;
};

/// True when the event holds at this time.
[[nodiscard]] bool is_active(const Event& event, nanoseconds since_start);

}  // namespace pantau::lab
