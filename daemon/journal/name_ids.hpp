// SPDX-License-Identifier: Apache-2.0
/// \file
/// Numbers for the names of links and sites, so that bulk rows are short. Made when first needed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/load.hpp"
#include "daemon/journal/database.hpp"

namespace pantau::journal {

class NameIds {
 public:
  /// \param table  "links" or "sites".
  NameIds(Database& database, const std::string& table);

  [[nodiscard]] std::int64_t of(const std::string& name);

  /// After a rollback: numbers may have been made that are not there.
  void forget() { known_.clear(); }

 private:
  Statement find_;
  Statement insert_;
  std::unordered_map<std::string, std::int64_t> known_;
};

/// Places in one plan's lists to numbers; worked out once a plan.
class PlaceIds {
 public:
  explicit PlaceIds(Database& database) : links_(database, "links"), sites_(database, "sites") {}

  void use(const std::shared_ptr<const config::Plan>& plan);
  /// Throw std::out_of_range for a place that the plan does not have.
  [[nodiscard]] std::int64_t link(std::uint32_t place);
  [[nodiscard]] std::int64_t site(std::uint32_t place);

  [[nodiscard]] std::int64_t link(const std::string& name) { return links_.of(name); }

  [[nodiscard]] std::int64_t site(const std::string& name) { return sites_.of(name); }

  void forget();

 private:
  NameIds links_;
  NameIds sites_;
  std::shared_ptr<const config::Plan> plan_;
  std::vector<std::int64_t> link_ids_;  ///< 0: not looked up yet
  std::vector<std::int64_t> site_ids_;
};

}  // namespace pantau::journal
