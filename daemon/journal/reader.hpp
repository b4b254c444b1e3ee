// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reads the book of record beside a running daemon or without one: what the commands and the HTTP
/// API show. Read-only; immutable where no -wal exists (so that a reader outside the owner needs no
/// right to write).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/inventory_items.hpp"
#include "daemon/availability/history.hpp"
#include "daemon/availability/judged_month.hpp"
#include "daemon/book/minute_summary.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/book/outage_query.hpp"
#include "daemon/book/window.hpp"
#include "daemon/rollout/acceptance.hpp"
#include "daemon/rollout/baseline.hpp"

namespace pantau::journal {

class Reader {
 public:
  /// Throws std::runtime_error whose text says the fix ("join group pantau: ...").
  explicit Reader(const std::filesystem::path& state_dir);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  Reader(Reader&&) = delete;
  Reader& operator=(Reader&&) = delete;

  /// By start, then id, with corrections.
  [[nodiscard]] std::vector<book::Outage> outages(const book::OutageQuery& query) const;
  [[nodiscard]] std::optional<book::Outage> outage(std::uint64_t id) const;
  [[nodiscard]] std::vector<book::Window> windows() const;  ///< entered by command
  /// Spans that touch [from, to) (the one that holds at `from` included) and outages likewise.
  [[nodiscard]] std::optional<availability::History> link_history(const std::string& link,
                                                                  book::Second from,
                                                                  book::Second to) const;
  [[nodiscard]] std::optional<availability::History> site_history(const std::string& site,
                                                                  book::Second from,
                                                                  book::Second to) const;
  [[nodiscard]] std::vector<availability::JudgedMonth> judged_months(book::Second since) const;
  /// The final verdict of the site's test that began at `start`.
  [[nodiscard]] std::optional<rollout::Acceptance> acceptance(const std::string& site,
                                                              book::Second start) const;
  [[nodiscard]] std::vector<book::MinuteSummary> minutes(const std::string& link,
                                                         book::Second from,
                                                         book::Second to) const;
  [[nodiscard]] std::vector<rollout::Baseline> baselines() const;  ///< by time

  /// By time; of one kind and id, or (both empty) of all. `time` is when it was loaded.
  struct RecordedChange {
    book::Second time{};
    config::InventoryChange change;
  };

  [[nodiscard]] std::vector<RecordedChange> inventory_changes(const std::string& kind,
                                                              const std::string& id) const;
  /// End of the site's last second up or degraded.
  [[nodiscard]] std::optional<book::Second> last_up(const std::string& site) const;
  /// Newest time in the book.
  [[nodiscard]] book::Second mark() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::journal
