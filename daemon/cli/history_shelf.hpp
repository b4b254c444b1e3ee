// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a command that accounts for a period needs of the book, each history read once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/calendar.hpp"
#include "daemon/availability/history.hpp"
#include "daemon/availability/judged_month.hpp"
#include "daemon/availability/report.hpp"
#include "daemon/book/window.hpp"
#include "daemon/journal/reader.hpp"

namespace pantau::cli {

class HistoryShelf {
 public:
  /// Reads from the beginning of the month of `period` on: `planned_hours_per_month` count from
  /// there. Throws as journal::Reader does.
  HistoryShelf(const config::Plan& plan, availability::Period period);

  /// Valid as long as the shelf.
  [[nodiscard]] availability::Histories histories();
  /// Of configuration and command.
  [[nodiscard]] std::vector<book::Window> windows() const;
  [[nodiscard]] std::vector<availability::JudgedMonth> judged() const;

  /// Newest time in the book.
  [[nodiscard]] book::Second mark() const { return reader_.mark(); }

 private:
  using Kept = std::map<std::string, std::optional<availability::History>>;

  const availability::History* find(Kept& kept, const std::string& id, bool link);

  const config::Plan& plan_;
  journal::Reader reader_;
  availability::Period period_;
  Kept links_;
  Kept sites_;
};

/// Throws std::runtime_error with the nearest id when neither the plan nor a judged month has such
/// a contract.
void expect_contract(const config::Plan& plan,
                     const std::vector<availability::JudgedMonth>& judged,
                     const std::string& contract);

}  // namespace pantau::cli
