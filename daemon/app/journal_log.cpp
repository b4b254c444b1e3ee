// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/journal_log.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

namespace pantau::app {

void log_upgrade(Log& log, const journal::Upgrade& upgrade) {
  if (upgrade.stage == journal::Upgrade::Stage::goes_on) {
    return;
  }
  const std::string from = std::to_string(upgrade.from);
  const std::string to = std::to_string(upgrade.to);
  const std::string bytes = std::to_string(upgrade.bytes);
  if (upgrade.stage == journal::Upgrade::Stage::begun) {
    log.write(
        Level::notice, "journal_upgrade_begun", {{"from", from}, {"to", to}, {"bytes", bytes}});
    return;
  }
  const double seconds = std::chrono::duration<double>(upgrade.elapsed).count();
  log.write(Level::notice,
            "journal_upgraded",
            {{"from", from},
             {"to", to},
             {"bytes", bytes},
             {"seconds", fmt::format("{:.1f}", seconds)},
             {"copy", upgrade.copy.string()}});
}

void log_opened(Log& log, const journal::OpenOutcome& outcome, const journal::Store& store) {
  if (outcome.moved_aside) {
    log.write(Level::error,
              "journal_moved_aside",
              {{"file", *outcome.moved_aside}, {"why", "damaged; a new book was begun"}});
  }
  if (outcome.salvage) {
    const journal::Salvage& salvage = *outcome.salvage;
    log.write(salvage.lost.empty() ? Level::notice : Level::error,
              "journal_salvaged",
              {{"kept", fmt::format("{}", fmt::join(salvage.kept, ", "))},
               {"lost", fmt::format("{}", fmt::join(salvage.lost, ", "))},
               {"left_there", "minutes, states, outages, corrections"}});
  }
  if (store.is_open()) {
    log.write(Level::info,
              "journal_opened",
              {{"new", outcome.begun ? "yes" : "no"}, {"bytes", std::to_string(store.bytes())}});
  }
}

}  // namespace pantau::app
