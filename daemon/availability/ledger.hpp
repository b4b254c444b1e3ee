// SPDX-License-Identifier: Apache-2.0
/// \file
/// Keeps the histories of the shown months in memory and works out Accounts from them, batch after
/// batch; months that can no longer change are worked out once. Lives beside the journal, because
/// it speaks only of what is durable. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/accounts.hpp"
#include "daemon/availability/history.hpp"
#include "daemon/availability/judged_month.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/book/window.hpp"

namespace pantau::availability {

/// One link's or site's beginning in the ledger, from the journal.
struct LedgerEntry {
  History history;  ///< from the beginning of the oldest shown month on
  StateSeconds before{};  ///< seconds by state before history.spans.front().start
  SlaSeconds sla;
  /// Of a site: end of its last second up or degraded, however long ago.
  std::optional<book::Second> last_up;
};

/// Since when the journal's histories and judged months have to be loaded: the months that are
/// shown, and those that may have ended without a judgement since the book's newest time, `mark`.
[[nodiscard]] book::Second ledger_since(const config::Plan& plan,
                                        book::Second now,
                                        book::Second mark);

class Ledger {
 public:
  Ledger();
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;
  Ledger(Ledger&&) = delete;
  Ledger& operator=(Ledger&&) = delete;

  void load_link(LedgerEntry entry);
  void load_site(LedgerEntry entry);
  /// Windows of configuration and command together.
  void set_windows(std::vector<book::Window> windows);
  void correct(std::uint64_t outage, const book::Correction& correction);
  /// A batch that is being written. The SLA counters of the links it settled, to be stored in the
  /// same transaction. Taking a batch again changes nothing and gives the same counters.
  [[nodiscard]] std::vector<std::pair<std::string, SlaSeconds>> take(const book::Batch& batch);

  /// Terms and judgements that the journal kept; they win over the plan's for their months. With
  /// what is loaded of links go all judged months that end after the same time.
  void load_judged(const std::vector<JudgedMonth>& months);
  /// Months that accounts() found to have ended and settled since the last call, to be written
  /// down. They are given once: keep them until they are.
  [[nodiscard]] std::vector<JudgedMonth> take_judged();

  /// As of the batches taken. `now`: the last batch's mark; open outages count up to it.
  [[nodiscard]] std::shared_ptr<const Accounts> accounts(
      const std::shared_ptr<const config::Plan>& plan, book::Second now);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::availability
