// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "config/csv_rows.hpp"
#include "config/csv_sites.hpp"

namespace pantau::config {

/// Links, providers and contracts of the rows.
class LinkRows {
 public:
  explicit LinkRows(ImportDesk desk) : desk_(desk) {}

  /// \return whether the row has a link.
  bool read(const RowReader& row, const Record& site);

  /// What can be said only when all rows are read.
  void finish();

  [[nodiscard]] const std::vector<PendingReference>& references() const { return references_; }

 private:
  std::string provider_of(const RowReader& row);
  std::vector<std::string> contracts_of(const RowReader& row, const std::string& provider);
  std::string contract_of(const RowReader& row, const std::string& written, CellPlace place);
  void read_contract(const RowReader& row, Record& contract, const std::string& provider);
  void refuse_terms_without_contract(const RowReader& row);

  struct Technology {
    std::string id;  ///< empty: of the template, or not to be told
    bool unread = false;  ///< not to be told (reported)
  };

  Technology technology_of(const RowReader& row);
  Record* link_of(const RowReader& row, const Record& site, const Technology& technology);
  void read_values(const RowReader& row, Record& link);
  void read_capacity(const RowReader& row, RecordTaker& take);

  ImportDesk desk_;
  bool no_technology_column_reported_ = false;
  std::vector<PendingReference> references_;
};

}  // namespace pantau::config
