// SPDX-License-Identifier: Apache-2.0
/// \file
/// The inventory that the configuration has already, found by what people write in cells.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/csv_records.hpp"
#include "config/load.hpp"

namespace pantau::config {

/// Ids by each of the names that mean them.
class NameIndex {
 public:
  /// The first that has `key` keeps it.
  void add(std::string key, std::string_view shown_as, std::string_view id);

  /// Empty when there is none.
  [[nodiscard]] std::string find(const std::string& key) const;

  [[nodiscard]] bool empty() const { return by_key_.empty(); }

  /// "; did you mean \"Jila\"?", or how else to go on: which there are, or where to define one.
  [[nodiscard]] std::string advice(std::string_view wanted, std::string_view table) const;

 private:
  std::unordered_map<std::string, std::string> by_key_;
  std::vector<std::string> names_;
};

/// What makes a site the same: its district and its name.
[[nodiscard]] std::string site_key(std::string_view district, std::string_view name);

class KnownInventory {
 public:
  /// \param plan  must outlive this; null: nothing is known but the built-in technologies.
  explicit KnownInventory(const Plan* plan);

  NameIndex districts;  ///< by id_of() of name, alias and code
  NameIndex phases;  ///< by phase_key()
  NameIndex providers;  ///< by id_of()
  NameIndex contracts;  ///< by id_of() of id and number
  NameIndex sites;  ///< by site_key()
  NameIndex links;  ///< by site and technology, where a site has one of these
  std::vector<std::string> technologies;

  [[nodiscard]] const Plan* plan() const { return plan_; }

  /// Fills a record with what the configuration says of this id; nothing when it has none.
  void fill_district(Record& record) const;
  void fill_phase(Record& record) const;
  void fill_provider(Record& record) const;
  void fill_contract(Record& record) const;
  void fill_site(Record& record) const;
  void fill_link(Record& record) const;

 private:
  void index_sites_and_links();

  const Plan* plan_;
};

}  // namespace pantau::config
