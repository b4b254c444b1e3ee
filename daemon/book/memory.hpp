// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the book of record gives back at a start.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/book/batch.hpp"
#include "daemon/book/device_event.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/book/window.hpp"

namespace pantau::book {

struct LinkMemory {
  std::string link;
  Second first{};  ///< when its book began
  Second settled_until{};
  LinkState state = LinkState::unknown;  ///< of its last settled span
  LinkState decided = LinkState::unknown;  ///< its last settled state that was not unknown
  std::optional<Outage> open;  ///< at most one
  std::uint64_t outages_opened = 0;
  std::optional<net::WallTime> last_reply;
  bool removed = false;  ///< was not configured any more
};

struct SiteMemory {
  std::string site;
  Second first{};
  Second settled_until{};
  LinkState state = LinkState::unknown;
  /// Start of the present stretch without up or degraded, when it has a down or unreachable second.
  std::optional<Second> outage_start;
};

struct Memory {
  Second mark{};  ///< newest time in the journal
  std::uint64_t last_outage = 0;  ///< highest id
  std::vector<LinkMemory> links;  ///< all that ever were, sorted by id
  std::vector<SiteMemory> sites;  ///< sorted by id
  std::vector<DeviceMark> devices;
  std::vector<PowerReading> power;  ///< last of each device
  std::vector<DeviceRestart> restarts;  ///< of the last day
  std::vector<Window> windows;  ///< entered by command, those over for a month left out
};

}  // namespace pantau::book
