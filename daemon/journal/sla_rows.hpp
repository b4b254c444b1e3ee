// SPDX-License-Identifier: Apache-2.0
/// \file
/// The SLA counters of links. Between two rows of a link every settled second goes to one class, so
/// a link that stays up needs no row.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "daemon/availability/accounts.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/journal/database.hpp"

namespace pantau::journal {

class SlaRows {
 public:
  explicit SlaRows(Database& database);

  /// The counters of a link that has settled until `until`.
  void write(std::int64_t link, const availability::SlaSeconds& seconds, book::Second until);
  /// Nothing is counted for this link from `until` on.
  void stop(std::int64_t link, book::Second until);
  /// After a rollback.
  void forget();

 private:
  struct Known {
    availability::SlaSeconds seconds;
    book::Second as_of{};
    std::int64_t running = -1;
    availability::SlaSeconds last;
  };

  void load();
  void save(std::int64_t link, const Known& known);

  Statement select_;
  Statement row_;
  bool loaded_ = false;
  std::unordered_map<std::int64_t, Known> known_;
};

/// By name of the link; those that have counters.
[[nodiscard]] std::unordered_map<std::string, availability::SlaSeconds> load_sla(
    Database& database);

}  // namespace pantau::journal
