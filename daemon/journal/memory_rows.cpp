// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/memory_rows.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "daemon/journal/device_rows.hpp"
#include "daemon/journal/history_rows.hpp"
#include "daemon/journal/values.hpp"
#include "daemon/journal/window_rows.hpp"

namespace pantau::journal {

namespace {

/// Windows over for so long are of no use to what is decided now.
constexpr book::Seconds kWindowsRemembered = std::chrono::days{31};
constexpr book::Seconds kRestartsRemembered = std::chrono::days{1};

book::Second mark_of(Database& database) {
  return second(database.integer("SELECT value FROM meta WHERE key = 'mark'"));
}

void give(std::vector<book::LinkMemory>& links, book::Outage outage) {
  const auto link = std::lower_bound(
      links.begin(), links.end(), outage.link, [](const auto& each, const std::string& id) {
        return each.link < id;
      });
  if (link != links.end() && link->link == outage.link) {
    link->open = std::move(outage);
  }
}

}  // namespace

book::Memory remember(Database& database, std::vector<book::Outage> open) {
  book::Memory memory;
  memory.mark = mark_of(database);
  memory.last_outage = static_cast<std::uint64_t>(database.integer("SELECT max(id) FROM outages"));
  memory.links = load_link_memory(database);
  for (book::Outage& outage : open) {
    give(memory.links, std::move(outage));
  }
  memory.sites = load_site_memory(database);
  memory.devices = load_device_marks(database);
  memory.power = load_power_readings(database);
  memory.restarts = load_restarts(database, memory.mark - kRestartsRemembered);
  memory.windows = load_windows(database, memory.mark - kWindowsRemembered);
  return memory;
}

}  // namespace pantau::journal
