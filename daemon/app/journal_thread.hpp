// SPDX-License-Identifier: Apache-2.0
/// \file
/// The journal thread: its io_context, store, backlog and ledger. Functions are called on the probe
/// thread and post what they want, but for open(), which works before any thread is started.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/app/log.hpp"
#include "daemon/availability/accounts.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/book/memory.hpp"
#include "daemon/book/outage_query.hpp"
#include "daemon/http/source.hpp"
#include "daemon/links/snapshot.hpp"
#include "daemon/rollout/findings.hpp"

namespace pantau::app {

/// What the journal thread tells; called on the journal thread: post.
struct JournalHooks {
  /// After each durable transaction.
  std::function<void(std::shared_ptr<const availability::Accounts>)> accounts;
  /// When anything changed in it.
  std::function<void(std::shared_ptr<const rollout::Findings>)> rollout;
  std::function<void(links::JournalNumbers)> numbers;
  std::function<void(std::vector<book::Window>)> windows;
  std::function<void(std::uint64_t outage, book::Correction)> correction;
  /// Every few megabytes while an older book is brought up to date; also before any thread runs.
  std::function<void()> upgrading;
};

class JournalThread {
 public:
  JournalThread(Log& log, JournalHooks hooks);
  ~JournalThread();
  JournalThread(const JournalThread&) = delete;
  JournalThread& operator=(const JournalThread&) = delete;
  JournalThread(JournalThread&&) = delete;
  JournalThread& operator=(JournalThread&&) = delete;

  /// Opens the book in `state_dir`. Trouble that may pass (a full or read-only disk) is logged; the
  /// memory is then what could be read. \return why the daemon must not start.
  [[nodiscard]] std::optional<std::string> open(const std::filesystem::path& state_dir);
  /// What the book gave; valid after open().
  [[nodiscard]] book::Memory take_memory();
  void start();

  /// Never waits for the disk.
  void submit(book::Batch batch);
  /// A new plan is in force: accounts are worked out for it, and the journal keeps what it says.
  /// The first one loads the ledger, and what is durable already is told at once.
  void apply(std::shared_ptr<const config::Plan> plan);
  /// `take` is called on the journal thread.
  void request_outages(book::OutageQuery query, std::function<void(http::OutageList)> take);
  /// Writes what is there (waits for it at most 3 s of trouble) and ends; a disk that hangs may
  /// hold it up for ever. `stopped` is called on the journal thread as the last thing it does.
  void stop(book::Batch last, std::function<void()> stopped);
  void join();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::app
