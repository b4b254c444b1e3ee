// SPDX-License-Identifier: Apache-2.0
/// \file
/// A batch as rows. Lives as long as a connection: statements are prepared once.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "daemon/availability/accounts.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/journal/database.hpp"
#include "daemon/journal/device_rows.hpp"
#include "daemon/journal/mark_rows.hpp"
#include "daemon/journal/name_ids.hpp"
#include "daemon/journal/outage_rows.hpp"
#include "daemon/journal/settled_rows.hpp"
#include "daemon/journal/sla_rows.hpp"

namespace pantau::journal {

class BatchWriter {
 public:
  using Sla = std::vector<std::pair<std::string, availability::SlaSeconds>>;

  explicit BatchWriter(Database& database);

  /// Inside a transaction of the caller. Writing a batch again changes nothing.
  void write(const book::Batch& batch, const Sla& sla);

  /// What is kept in memory between batches.
  void flush() { marks_.flush(); }

  /// After a rollback.
  void forget();

 private:
  void write_minutes(const book::Batch& batch);
  void write_spans(const book::Batch& batch);
  void write_settled(const book::Batch& batch);
  void stop_counting(const book::Batch& batch, const Sla& sla);
  void write_devices(const book::Batch& batch);

  PlaceIds ids_;
  OutageWriter outages_;
  DeviceWriter devices_;
  SettledRows links_settled_;
  SettledRows sites_settled_;
  SlaRows sla_;
  MarkRows marks_;
  Statement minute_;
  Statement link_span_;
  Statement site_span_;
  Statement mark_;
};

}  // namespace pantau::journal
