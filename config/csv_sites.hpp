// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/csv_rows.hpp"

namespace pantau::config {

/// A cell that names a site or link which may stand further down: looked up when all rows are read.
struct PendingReference {
  Record* record = nullptr;
  std::string key;
  std::string text;
  CellPlace place;
};

/// Districts, phases and sites of the rows.
class SiteRows {
 public:
  explicit SiteRows(ImportDesk desk);

  struct Read {
    Record* site = nullptr;
    bool again = false;  ///< an earlier row is of the same site
  };

  /// Never null: a site that cannot be told has a record of its own.
  Read read(const RowReader& row);

  /// What can be said only when all rows are read.
  void finish();

  [[nodiscard]] const std::vector<PendingReference>& references() const { return references_; }

 private:
  struct District {
    std::string id;  ///< empty: not to be told (reported)
    std::string written;
  };

  [[nodiscard]] bool continues_site(const RowReader& row) const;
  [[nodiscard]] bool merged_cells() const;
  District district_of(const RowReader& row);
  District district_above(const RowReader& row);
  std::string known_district(const RowReader& row);
  std::string new_district(const RowReader& row);
  void read_district(const RowReader& row, const std::string& id);
  std::string site_id(const RowReader& row, const District& district);
  void read_phase(const RowReader& row, Record& site);
  std::string phase_of(const RowReader& row);
  void read_hold(const RowReader& row, Record& site);
  void read_values(const RowReader& row, Record& site);

  ImportDesk desk_;
  bool merged_;
  District above_;
  Record* site_above_ = nullptr;
  std::size_t filled_districts_ = 0;
  std::size_t continued_sites_ = 0;
  CellPlace first_filled_;
  CellPlace first_continued_;
  std::vector<PendingReference> references_;
};

}  // namespace pantau::config
