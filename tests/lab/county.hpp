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

class County {
 public:
  explicit County(CountyConfig config);

  /// Nothing for what is no echo request. Fates are decided when a request is read: what is in
  /// flight when a hop goes down still arrives.
  [[nodiscard]] std::optional<Judgement> receive(ByteView packet, nanoseconds since_start);

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

  struct AddressState {
    std::optional<std::size_t> node;  ///< none: no host has this address
    std::uint64_t packets = 0;
    bool in_burst = false;
    Counts counts;
    std::unique_ptr<Change> change;
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
  [[nodiscard]] nanoseconds delay(const Draws& draws, std::string& mods) const;
  void answer(Judgement& judgement, const EchoRequest& request, const Draws& draws) const;

  CountyConfig config_;
  std::vector<Change> changes_;  ///< beside config_.nodes
  std::vector<std::vector<std::size_t>> node_events_;  ///< beside config_.nodes: indexes of events
  std::unordered_map<Ip, std::size_t> singles_;  ///< hosts with one address
  std::vector<std::size_t> ranges_;  ///< the other hosts, smallest first
  std::unordered_map<Ip, AddressState> addresses_;
  Counts totals_;
};

/// True when the event holds at this time.
[[nodiscard]] bool is_active(const Event& event, nanoseconds since_start);

}  // namespace pantau::lab
