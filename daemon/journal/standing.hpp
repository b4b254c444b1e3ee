// SPDX-License-Identifier: Apache-2.0
/// \file
/// Where every link, site and open outage stands in the book, so that a book that was damaged while
/// the daemon ran is followed by one that goes on from there: a link that is up sends no row until
/// it goes down. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/accounts.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/book/memory.hpp"

namespace pantau::journal {

class Standing {
 public:
  using Sla = std::vector<std::pair<std::string, availability::SlaSeconds>>;

  void load(const book::Memory& memory);
  /// A batch that is in the book now.
  void note(const book::Batch& batch, const Sla& sla);

  /// What a new book begins with. Time before the present spans is unknown in it.
  [[nodiscard]] book::Batch batch(std::shared_ptr<const config::Plan> plan) const;
  [[nodiscard]] Sla sla() const;

 private:
  struct Place {
    book::Second first{};
    book::Second until{};
    book::Span span;
  };

  static void settle(Place& place, const book::SettledRow& row);

  std::unordered_map<std::string, Place> links_;
  std::unordered_map<std::string, Place> sites_;
  std::unordered_map<std::string, book::LinkMark> marks_;
  std::unordered_map<std::string, availability::SlaSeconds> sla_;
  std::map<std::string, book::DeviceMark> devices_;
  std::map<std::uint64_t, book::Outage> open_;
  book::Second mark_{};
};

}  // namespace pantau::journal
