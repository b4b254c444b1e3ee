// SPDX-License-Identifier: Apache-2.0
/// \file
/// A journal of paper: folds batches into what the real one would give back, and notes each breach
/// of what a batch promises.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/book/batch.hpp"
#include "daemon/book/memory.hpp"

namespace pantau::links::test {

/// The book of one link or site.
struct PaperBook {
  book::Second first{};
  book::Second until{};
  std::vector<book::Span> spans;
  std::optional<net::WallTime> last_minute;
  std::optional<net::WallTime> last_reply;
  std::uint64_t outages_opened = 0;
  bool removed = false;

  [[nodiscard]] book::Seconds seconds_in(book::LinkState state) const;
  /// Of the last settled second.
  [[nodiscard]] book::LinkState last_state() const;
};

class PaperJournal {
 public:
  void write(const book::Batch& batch);
  [[nodiscard]] book::Memory memory() const;

  /// Outages of a link, by id.
  [[nodiscard]] std::vector<book::Outage> outages_of(const std::string& link) const;

  std::map<std::string, PaperBook> links;
  std::map<std::string, PaperBook> sites;
  std::map<std::uint64_t, book::Outage> outages;
  std::vector<std::string> breaches;  ///< what no batch may do

 private:
  void write_spans(const std::vector<book::SpanRow>& spans,
                   const std::vector<book::SettledRow>& settled,
                   bool of_links,
                   const config::Plan& plan);
  void write_outage(const book::Outage& outage);
  [[nodiscard]] book::LinkMemory memory_of(const std::string& id, const PaperBook& book) const;
  void check(const std::string& name, const PaperBook& book);
  void expect(bool holds, const std::string& what);

  book::Second mark_{};
};

}  // namespace pantau::links::test
