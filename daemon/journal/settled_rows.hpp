// SPDX-License-Identifier: Apache-2.0
/// \file
/// How far each link or site has settled, every minute, for next to nothing on the disk: nearly all
/// of them follow the book's mark at a constant distance (timeout and late window), so the mark is
/// written once and a row only for those that stand apart from it.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemon/book/link_state.hpp"
#include "daemon/journal/database.hpp"

namespace pantau::journal {

enum class Subject : std::uint8_t { link, site };

class SettledRows {
 public:
  struct Row {
    std::int64_t id = 0;
    book::Second first{};
    book::Second until{};
  };

  SettledRows(Database& database, Subject subject);

  /// Nothing goes back: an earlier `until` or a later `first` than the book has changes nothing.
  void write(const std::vector<Row>& rows, book::Second mark);
  /// What the book has, or will have when the transaction is done.
  [[nodiscard]] std::optional<book::Second> until(std::int64_t id);
  /// After a rollback.
  void forget();

 private:
  struct Known {
    book::Second first{};
    book::Second until{};
    // As the tables have it: behind the pace by `lag`, unless it stands `apart`.
    std::int64_t lag = 0;
    std::optional<book::Second> apart;
    std::int64_t last_lag = 0;  ///< with the pace before; a lag seen twice is a new habit
  };

  void load();
  void take(const Row& row);
  void put_down(std::int64_t id, Known& known, bool new_pace);
  void put_apart(std::int64_t id, Known& known, std::optional<book::Second> until);

  Statement select_;
  Statement pace_row_;
  Statement set_pace_;
  Statement book_;
  Statement gap_;
  Statement apart_;
  Statement together_;
  bool loaded_ = false;
  book::Second pace_{};
  std::unordered_map<std::int64_t, Known> known_;
};

}  // namespace pantau::journal
