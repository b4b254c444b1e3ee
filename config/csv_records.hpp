// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the rows of a sheet say, put together: one record a district, phase, provider, contract,
/// site and link, every value with the cell it came from.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/csv_text.hpp"

namespace pantau::config {

/// What is wrong with the sheet, and what is worth a look.
struct Complaints {
  std::vector<CellProblem> problems;
  std::vector<CellProblem> warnings;

  void problem(CellPlace place, std::string text);
  void warning(CellPlace place, std::string text);
};

struct RecordValue {
  std::string key;  ///< "latitude", "planned.installed"
  std::string toml;  ///< as TOML writes it
  CellPlace from;  ///< {0, 0}: of the configuration, or made up by the import
};

struct Record {
  std::string id;
  std::vector<RecordValue> values;
  CellPlace from;  ///< the first cell that named it
  std::string known_at;  ///< "pantau.toml:12" where the configuration has it, which is not written
  std::set<std::string, std::less<>> unread;  ///< keys whose cells could not be read (reported)

  [[nodiscard]] const RecordValue* find(std::string_view key) const;

  [[nodiscard]] bool has(std::string_view key) const {
    return find(key) != nullptr || unread.contains(key);
  }
};

/// The records of one table, in the order in which the rows name them.
class Records {
 public:
  [[nodiscard]] Record* find(std::string_view id);
  [[nodiscard]] const Record* find(std::string_view id) const;
  /// \return the record and whether it is new.
  std::pair<Record*, bool> get(const std::string& id, CellPlace from);

  [[nodiscard]] std::vector<Record*> all();
  [[nodiscard]] std::vector<const Record*> all() const;

 private:
  std::map<std::string, Record, std::less<>> by_id_;
  std::vector<Record*> order_;  ///< into by_id_, which never moves its elements
};

/// How much a contradiction of the configuration matters.
enum class Contradiction : bool { warning, problem };

/// Sets `key`, or compares: the same thing said twice must be the same. Names both rows, or the
/// place in the configuration.
void put(Record& record, RecordValue value, Contradiction of_known, Complaints& complaints);

/// The tables that an import writes, in the order in which they are read best.
struct InventoryRecords {
  Records districts;
  Records phases;
  Records providers;
  Records contracts;
  Records sites;
  Records links;
};

}  // namespace pantau::config
