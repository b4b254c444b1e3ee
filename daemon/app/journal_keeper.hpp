// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the journal thread does, without the thread: batches come in, the store, the ledger and the
/// backlog are kept in step, and what is durable is told. Blocks on the disk; takes `now`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/load.hpp"
#include "daemon/app/inventory_record.hpp"
#include "daemon/app/journal_thread.hpp"
#include "daemon/app/log.hpp"
#include "daemon/app/rollout_desk.hpp"
#include "daemon/availability/judged_month.hpp"
#include "daemon/availability/ledger.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/book/memory.hpp"
#include "daemon/journal/backlog.hpp"
#include "daemon/journal/standing.hpp"
#include "daemon/journal/store.hpp"
#include "probes/net/clock.hpp"

namespace pantau::app {

class JournalKeeper {
 public:
  JournalKeeper(Log& log, JournalHooks hooks)
      : log_(log), hooks_(std::move(hooks)), desk_(log, hooks_.rollout) {}

  /// \return why the daemon must not start.
  [[nodiscard]] std::optional<std::string> open(const std::filesystem::path& state_dir,
                                                const net::Now& now);

  [[nodiscard]] book::Memory take_memory() { return std::move(memory_); }

  void apply(std::shared_ptr<const config::Plan> plan, const net::Now& now);
  /// Waits its turn, and is written when the disk lets us.
  void push(book::Batch batch, const net::Now& now);
  /// Minute rows that were given up before they came here.
  void give_up(std::uint64_t minutes);
  /// Every few seconds: what others entered, what waits, what is old.
  void look(const net::Now& now);
  /// Tries at once, whatever the pause after the last failure.
  void insist(const net::Now& now);

  [[nodiscard]] bool is_done() const { return backlog_.size() == 0; }

  [[nodiscard]] http::OutageList outages(const book::OutageQuery& query) const;
  void close();

 private:
  using Sla = journal::Standing::Sla;

  [[nodiscard]] std::optional<std::string> first_open();
  void read_memory();
  void load_ledger(const net::Now& now);
  void set_windows();
  void write(const net::Now& now);
  [[nodiscard]] bool write_front(const net::Now& now);
  [[nodiscard]] bool make_writable(const net::Now& now);
  [[nodiscard]] bool write_beginning(const net::Now& now);
  void write_inventory(const net::Now& now);
  [[nodiscard]] bool can_write(const net::Now& now) const;
  void write_judged(const net::Now& now);
  void look_at_rollout(const net::Now& now);
  void thin(const net::Now& now);
  void take_edits();
  [[nodiscard]] Sla account_for(const book::Batch& batch);
  void failed(const std::string& why, const net::Now& now);
  void succeeded();
  void tell_given_up();
  void publish();
  void publish_numbers();

  Log& log_;
  JournalHooks hooks_;
  std::optional<journal::Store> store_;
  journal::Backlog backlog_;
  journal::Standing standing_;
  availability::Ledger ledger_;
  book::Memory memory_;
  std::shared_ptr<const config::Plan> plan_;
  std::vector<book::Window> entered_;
  std::optional<book::Second> loaded_since_;  ///< how far back the ledger knows
  book::Second mark_{};  ///< of the last durable batch
  /// What the ledger made of the first batch of the backlog, until that is written.
  std::optional<Sla> taken_;
  InventoryRecord inventory_;
  RolloutDesk desk_;
  bool desk_loaded_ = false;
  std::vector<availability::JudgedMonth> judged_;  ///< to be written
  bool beginning_ = false;  ///< a new book needs to be told how everything stands
  bool failing_ = false;
  std::uint64_t write_errors_ = 0;
  std::uint64_t given_up_ = 0;
  std::uint64_t given_up_told_ = 0;
  net::SteadyTime last_thinning_{};
};

}  // namespace pantau::app
