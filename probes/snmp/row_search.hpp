// SPDX-License-Identifier: Apache-2.0
/// \file
/// Finds the rows of a profile's tables: walks over single columns, several of them in one request,
/// that stop as soon as all wanted names are found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/device_profile.hpp"
#include "probes/snmp/oid_list.hpp"
#include "probes/snmp/reading.hpp"

namespace pantau::snmp {

/// Enough for every interface of a large switch; what has more does not end.
inline constexpr std::size_t kMaxWalkRows = 4096;
inline constexpr std::size_t kMaxSearchRequests = 400;
/// Of names read in one search. 4096 names of 64 bytes.
inline constexpr std::size_t kMaxSearchBytes = 256U << 10U;

/// The name of a row: the text of its name column, else its index ("1", "7.0.1").
[[nodiscard]] std::string label_of(const Value* name, Arcs index);

/// The same in a table of this kind; empty in one of named rows: has no name.
[[nodiscard]] std::string label_of(const config::ProfileTable& table,
                                   const Value* name,
                                   Arcs index);

/// A row, and how one sees that it is still the same.
struct KnownRow {
  Row row;
  std::uint32_t found_by = 0;  ///< `interfaces`: place in ProfileTable::find
  bool named = false;  ///< the name is known, and compared with what the agent says
  bool nameless = false;  ///< the agent has no name for this row: not asked for
};

class RowSearch {
 public:
  /// `tables`: places in DeviceProfile::tables. `interfaces` are raw bytes, without doubles.
  RowSearch(std::shared_ptr<const config::DeviceProfile> profile,
            const std::vector<std::uint32_t>& tables,
            const std::vector<std::string>& interfaces);

  [[nodiscard]] bool done() const { return walks_.empty(); }

  /// The objects to ask for the next ones of. Only while not done.
  [[nodiscard]] std::vector<Oid> question() const;
  /// At most `most`, and fewer when many columns are walked at once.
  [[nodiscard]] std::uint32_t repetitions(std::uint32_t most) const;

  /// The answer to question(), to GETNEXT or to GETBULK with any number of repetitions.
  void answered(const std::vector<VarBind>& bindings);
  /// Version 1: there is nothing behind object `error_index` of the question (from 1; 0: unknown).
  void at_end(std::uint32_t error_index);

  [[nodiscard]] const std::vector<std::uint32_t>& tables() const { return tables_; }

  /// By table; of `interfaces` in the order of the configuration, else in that of the agent.
  [[nodiscard]] std::vector<KnownRow> rows() const;

  /// Tables (as `tables`) of which a walk failed, so that rows may be missing.
  [[nodiscard]] std::vector<std::uint32_t> failed() const;

  [[nodiscard]] Fault fault() const { return fault_; }

  [[nodiscard]] const std::string& detail() const { return detail_; }

 private:
  struct Wanted {
    std::string name;
    std::optional<KnownRow> found;
  };

  struct TableSearch {
    std::uint32_t table = 0;
    std::size_t column = 0;  // place in ProfileTable::find; behind these: ProfileTable::name
    std::vector<Wanted> wanted;
    std::vector<KnownRow> all;  // of ProfileTable::named_only: with those that have no name
    std::size_t named = 0;
    bool done = false;
  };

  struct Walk {
    Oid column;
    Oid last;
    std::size_t rows = 0;
    bool over = false;
  };

  [[nodiscard]] static bool is_long_name_column(const Walk& walk);
  [[nodiscard]] const config::ProfileTable& table_of(const TableSearch& search) const;
  void take(Walk& walk, const VarBind& binding);
  void stop(Walk& walk, Fault fault, const std::string& why);
  void offer(const Oid& column, Arcs index, const Value& value);
  void offer(TableSearch& search, Arcs index, const Value& value);
  void offer_name(TableSearch& search, Arcs index, const Value& value) const;
  [[nodiscard]] const Oid& column_of(const TableSearch& search) const;
  void go_on();
  void next_column(TableSearch& search);

  std::shared_ptr<const config::DeviceProfile> profile_;
  std::vector<std::uint32_t> tables_;
  std::vector<TableSearch> searches_;
  std::vector<Walk> walks_;
  std::vector<Oid> failed_;  // columns
  std::size_t requests_ = 0;
  std::size_t bytes_ = 0;
  Fault fault_ = Fault::none;
  std::string detail_;
};

}  // namespace pantau::snmp
