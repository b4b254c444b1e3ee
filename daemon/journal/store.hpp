// SPDX-License-Identifier: Apache-2.0
/// \file
/// The book of record on disk: one SQLite file, written by one daemon alone.
///
/// Durability: each write() is one transaction, synced (WAL, synchronous=FULL) when it returns
/// true; minute results wait up to a minute for theirs, outages and corrections never. A file that
/// cannot be read is moved aside (journal.sqlite3.corrupt-N, three are kept) and a new one begun; a
/// file of a newer version is refused and left alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/inventory_items.hpp"
#include "config/load.hpp"
#include "daemon/availability/accounts.hpp"
#include "daemon/availability/judged_month.hpp"
#include "daemon/availability/ledger.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/book/memory.hpp"
#include "daemon/book/minute_summary.hpp"
#include "daemon/book/outage_query.hpp"
#include "daemon/book/window.hpp"
#include "daemon/journal/migration.hpp"
#include "daemon/journal/salvage.hpp"
#include "daemon/rollout/acceptance.hpp"
#include "daemon/rollout/baseline.hpp"

namespace pantau::journal {

struct OpenOutcome {
  /// Set: the daemon must not start (another daemon, a newer version, no such folder and it cannot
  /// be made). Says what to do.
  std::optional<std::string> refusal;
  /// Set: the book cannot be written for now; all goes on from memory and is tried again.
  std::optional<std::string> trouble;
  std::optional<std::string> moved_aside;  ///< where a corrupt file lies now
  std::optional<Salvage> salvage;  ///< what the new one took over from it
  bool begun = false;  ///< a new book was begun: there was none, or it was moved aside
};

/// What another process (`pantau outage set`, `pantau maintenance`) wrote since the last look.
struct Edits {
  std::vector<std::pair<std::uint64_t, book::Correction>> corrections;
  std::optional<std::vector<book::Window>> windows;  ///< all of them, when any changed
  bool baseline = false;  ///< another one was frozen
};

class Store {
 public:
  /// \param tell  when an older book is brought up to date.
  explicit Store(const std::filesystem::path& state_dir, TellUpgrade tell = {});
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  Store(Store&&) = delete;
  Store& operator=(Store&&) = delete;

  /// Takes the lock, opens, checks, migrates. May be called again after trouble.
  [[nodiscard]] OpenOutcome open();
  /// Whether it can be written. After a write that failed for a reason that a second try through
  /// the same descriptors cannot mend, it cannot: open() again.
  [[nodiscard]] bool is_open() const;
  /// Whether memory() and what else reads has a book to read: also one on a read-only disk.
  [[nodiscard]] bool can_be_read() const;

  /// What reads throws std::runtime_error when the disk fails at it or the book is damaged: open()
  /// again, which then moves it aside.
  [[nodiscard]] book::Memory memory() const;
  /// For the ledger: every link and site, spans and outages from `since` on.
  [[nodiscard]] std::vector<availability::LedgerEntry> link_entries(book::Second since) const;
  [[nodiscard]] std::vector<availability::LedgerEntry> site_entries(book::Second since) const;

  /// One transaction. \return what went wrong; then nothing of it is in the book.
  [[nodiscard]] std::optional<std::string> write(
      const book::Batch& batch,
      const std::vector<std::pair<std::string, availability::SlaSeconds>>& sla);
  /// The inventory as it is from `time` on, when it differs from the last one. \return as write().
  [[nodiscard]] std::optional<std::string> write_configuration(book::Second time,
                                                               const std::string& text);
  /// Thins what is older than `keep` before `now`: minutes become hours. A little at a time:
  /// call once a minute. \return as write().
  [[nodiscard]] std::optional<std::string> thin(book::Second now, book::Seconds keep);
  /// The inventory item by item; what changed since the last one is kept with `time`.
  [[nodiscard]] std::optional<std::string> write_inventory(
      book::Second time, const std::vector<config::InventoryItem>& items);
  /// One transaction; a month that is there already stays as it is.
  [[nodiscard]] std::optional<std::string> write_judged(
      const std::vector<availability::JudgedMonth>& months);
  /// Of months that end after `since`; one more may be among them, because the book does not know
  /// the time zone.
  [[nodiscard]] std::vector<availability::JudgedMonth> judged_months(book::Second since) const;
  /// A final verdict; one of the same site and start stays as it is. One that runs: that the test
  /// was noticed to have begun.
  [[nodiscard]] std::optional<std::string> write_acceptance(const rollout::Acceptance& acceptance);
  /// All final verdicts, by site, then start.
  [[nodiscard]] std::vector<rollout::Acceptance> acceptances() const;
  /// Site and start of every test that was ever written.
  [[nodiscard]] std::vector<std::pair<std::string, book::Second>> begun_tests() const;
  /// What a book that follows a damaged one goes on with; of a name that is there: nothing.
  [[nodiscard]] std::optional<std::string> write_baseline(const rollout::Baseline& baseline);
  /// The one frozen last.
  [[nodiscard]] std::optional<rollout::Baseline> baseline() const;
  /// Complete minutes that begin in [from, to), by time; thinned ones are gone.
  [[nodiscard]] std::vector<book::MinuteSummary> minutes(const std::string& link,
                                                         book::Second from,
                                                         book::Second to) const;
  /// Spans that touch [from, to) and outages likewise, as Reader::link_history.
  [[nodiscard]] std::optional<availability::History> link_history(const std::string& link,
                                                                  book::Second from,
                                                                  book::Second to) const;
  /// Cheap while nobody else wrote.
  [[nodiscard]] Edits edits();
  /// What others entered, of all times.
  [[nodiscard]] std::vector<book::Window> windows() const;
  [[nodiscard]] std::vector<book::Outage> outages(const book::OutageQuery& query) const;

  [[nodiscard]] std::uint64_t bytes() const;  ///< of the file and its -wal
  [[nodiscard]] std::optional<book::Second> oldest() const;
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::journal
