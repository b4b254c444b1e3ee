// SPDX-License-Identifier: Apache-2.0
/// \file
/// How the county decides: shared by its sources for echoes and for datagrams alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/lab/county.hpp"

namespace pantau::lab {

constexpr std::uint8_t kDefaultTtl = 64;

/// Everything that chance and time say about one packet.
struct County::Draws {
  PacketRandom random;
  const Ip& address;
  std::size_t node;
  std::uint64_t counter;
  nanoseconds since_start;
  const Change* change;  ///< of the address alone
};

inline void note(std::string& mods, std::string_view mod) {
  mods += mods.empty() ? "" : " ";
  mods += mod;
}

/// The first layer that sets the key: change of the address, change of the node, events (the last
/// written wins), configuration.
template <typename Value>
const Value* County::effective(std::optional<Value> Behaviour::*key,
                               const Draws& draws,
                               std::size_t node) const {
  const auto of = [key](const Behaviour& behaviour) {
    const auto& value = behaviour.*key;
    return value ? &*value : nullptr;
  };
  const Value* found = nullptr;
  if (draws.change != nullptr && node == draws.node) {
    found = of(draws.change->behaviour);
  }
  if (found == nullptr) {
    found = of(changes_[node].behaviour);
  }
  const auto& events = node_events_[node];
  for (auto index = events.rbegin(); index != events.rend() && found == nullptr; ++index) {
    const Event& event = config_.events[*index];
    if ((!event.address || *event.address == draws.address) &&
        is_active(event, draws.since_start)) {
      found = of(event.behaviour);
    }
  }
  return found != nullptr ? found : of(config_.nodes[node].behaviour);
}

}  // namespace pantau::lab
