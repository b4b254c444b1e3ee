// SPDX-License-Identifier: Apache-2.0
/// \file
/// Last replies, outages opened, and who left the configuration. A link that answers all the time
/// has a new last reply every minute: that is kept in memory and written when the link falls silent
/// or the book is closed. After a crash the settled point of a working link stands for it.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "daemon/book/batch.hpp"
#include "daemon/journal/database.hpp"
#include "daemon/journal/name_ids.hpp"

namespace pantau::journal {

class MarkRows {
 public:
  explicit MarkRows(Database& database);

  void write(const book::Batch& batch, PlaceIds& ids);
  /// What is kept in memory.
  void flush();
  /// After a rollback.
  void forget();

 private:
  struct Known {
    book::LinkMark mark;
    bool saved = false;
  };

  void take(std::int64_t link, const book::LinkMark& mark, book::Second now);
  void save(std::int64_t link, Known& known);
  void take_removals(const book::Batch& batch, PlaceIds& ids);

  Statement mark_;
  Statement removal_;
  Statement removed_rows_;
  std::unordered_map<std::int64_t, Known> known_;
  std::optional<std::unordered_set<std::int64_t>> removed_;
};

}  // namespace pantau::journal
