// SPDX-License-Identifier: Apache-2.0
/// \file
/// What has been decided since the last batch: facts for the book of record, to be written in one
/// transaction. Links, sites and devices of bulk rows are places in `plan`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/device_event.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/book/minute_summary.hpp"
#include "daemon/book/outage.hpp"

namespace pantau::book {

struct MinuteRow {
  std::uint32_t link = 0;
  MinuteSummary minute;
};

/// A settled span began; it ends where the next row of the same link or site begins.
struct SpanRow {
  std::uint32_t place = 0;
  Span span;
};

/// How far a link or a site has settled. `first` is when its book began (first configured).
struct SettledRow {
  std::uint32_t place = 0;
  Second first{};
  Second until{};
};

/// What continues over a restart and is no span. Only links that changed.
struct LinkMark {
  std::uint32_t link = 0;
  std::optional<net::WallTime> last_reply;
  std::uint64_t outages_opened = 0;
};

/// What continues of a device.
struct DeviceMark {
  std::string device;
  std::optional<net::WallTime> last_success;
  std::optional<net::WallTime> boot;
  std::uint64_t restarts = 0;
  /// The month that its interfaces were counted in last: 00:00 UTC of the first day of it.
  Second month{};
  /// Bytes both ways in that month by interface, sorted.
  std::vector<std::pair<std::string, std::uint64_t>> month_bytes;

  friend bool operator==(const DeviceMark&, const DeviceMark&) = default;
};

struct Batch {
  std::shared_ptr<const config::Plan> plan;
  Second mark{};  ///< book time up to which something is known: the heartbeat
  /// An outage was opened, changed or ended: write and sync now. Else it is the minute's batch.
  bool urgent = false;
  std::vector<MinuteRow> minutes;
  std::vector<SpanRow> link_spans;
  std::vector<SpanRow> site_spans;
  std::vector<SettledRow> links;
  std::vector<SettledRow> sites;
  std::vector<LinkMark> marks;
  std::vector<std::string> removed;  ///< links that left the configuration; their books rest
  std::vector<Outage> outages;  ///< whole, as they are now; replaces the one of the same id.
                                ///< Corrections are not part of it: they are kept by the journal
  std::vector<DeviceRestart> restarts;
  std::vector<PowerReading> power;  ///< the newest of each device that has a new one
  std::vector<DeviceMark> devices;

  [[nodiscard]] bool empty() const;
  /// Roughly what it holds in memory.
  [[nodiscard]] std::size_t bytes() const;
};

}  // namespace pantau::book
