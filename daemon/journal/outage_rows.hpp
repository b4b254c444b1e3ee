// SPDX-License-Identifier: Apache-2.0
/// \file
/// Outages with their segments, evidence and corrections, in and out of the tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/book/outage.hpp"
#include "daemon/book/outage_query.hpp"
#include "daemon/journal/database.hpp"
#include "daemon/journal/name_ids.hpp"

namespace pantau::journal {

class OutageWriter {
 public:
  explicit OutageWriter(Database& database);

  /// Replaces the outage of this id, but not what engineers said about it.
  void save(const book::Outage& outage, PlaceIds& ids);

 private:
  void save(std::uint64_t outage, std::size_t number, const book::Segment& segment);

  Statement outage_;
  Statement clear_segments_;
  Statement clear_evidence_;
  Statement segment_;
  Statement evidence_;
};

struct OutageFilter {
  std::optional<std::uint64_t> id;
  std::optional<book::Second> since;  ///< ends at or after it, or is open
  std::optional<book::Second> until;  ///< starts before it
  std::optional<std::string> link;
  bool open = false;  ///< open ones alone
  std::int64_t newest_correction = INT64_MAX;  ///< corrections entered later are left out
};

[[nodiscard]] OutageFilter filter_of(const book::OutageQuery& query);

/// By start, then id.
[[nodiscard]] std::vector<book::Outage> load_outages(Database& database,
                                                     const OutageFilter& filter);

struct EnteredCorrection {
  std::int64_t id = 0;
  std::uint64_t outage = 0;
  book::Correction correction;
};

/// Those after this number, in the order in which they were entered.
[[nodiscard]] std::vector<EnteredCorrection> load_corrections(Database& database,
                                                              std::int64_t after);
void add_correction(Database& database, std::uint64_t outage, const book::Correction& correction);

}  // namespace pantau::journal
