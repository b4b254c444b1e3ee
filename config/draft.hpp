// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/documents.hpp"
#include "config/load.hpp"
#include "config/problems.hpp"
#include "config/table_reader.hpp"
#include "config/words.hpp"

namespace pantau::config {

/// The tables that may be defined many times, in the order of kTableNames.
enum class Kind : std::uint8_t {
  technology,
  table_template,
  phase,
  district,
  provider,
  contract,
  site,
  link,
  device,
  snmp_credentials,
  maintenance
};

constexpr std::size_t kKinds = kTableNames.size();

/// One table of a kind.
struct Definition {
  std::string id;  ///< empty when missing or wrong (then reported), and for maintenance
  Layer layer;
};

/// A parent as written, to be resolved when all links are known.
struct WrittenParent {
  std::string text;  ///< a link's id or "site:ID"
  Place place;
};

struct WrittenParents {
  std::string path;
  std::vector<std::vector<WrittenParent>> groups;
};

/// A plan while it is being read. Ids are collected first, so that a reference is checked where it
/// is read, in whatever order the tables stand.
class Draft {
 public:
  Draft(const Documents& documents, const LoadOptions& load_options, Problems& problem_list);

  [[nodiscard]] const Layer* singleton(std::string_view name) const;

  [[nodiscard]] const std::vector<Definition>& all(Kind kind) const { return tables_[index(kind)]; }

  [[nodiscard]] const Definition* find(Kind kind, const std::string& id) const;

  /// False when a file could not be read: what it may have defined is then not called missing.
  [[nodiscard]] bool complete() const { return complete_; }

  /// False, and reported at `place`, when nothing of `kind` has this id.
  bool check_reference(Kind kind, const std::string& id, const Place& place, std::string path);
  /// The id that `key` of `reader` refers to; nothing when absent or dangling (then reported).
  std::optional<std::string> reference(TableReader& reader, std::string_view key, Kind kind);
  std::vector<std::string> references(TableReader& reader, std::string_view key, Kind kind);

  /// Comparing a wrong word with 100,000 ids takes a while: true only the first hundred times.
  bool may_suggest();

  const LoadOptions& options;
  Problems& problems;
  Plan plan;
  std::map<std::string, WrittenParents> parents;  ///< by link id

 private:
  static constexpr std::size_t index(Kind kind) { return static_cast<std::size_t>(kind); }

  void collect(const Document& document, const Entry& entry);
  void collect_list(const Document& document, const Entry& entry, Kind kind);
  void add(const Document& document, const Value& element, Kind kind, std::size_t number);
  void register_id(Definition& definition, Kind kind);
  std::string suggestion(Kind kind, const std::string& id);

  std::map<std::string, Layer, std::less<>> singletons_;
  std::array<std::vector<Definition>, kKinds> tables_;
  std::array<std::unordered_map<std::string, std::size_t>, kKinds> by_id_;
  bool complete_;
  std::size_t suggestions_left_ = 100;
};

/// "link", "snmp_credentials": the name of a kind's tables.
[[nodiscard]] std::string_view table_name(Kind kind);

/// Of a district or a site: both keys or neither.
void read_coordinates(TableReader& reader,
                      std::optional<double>& latitude,
                      std::optional<double>& longitude);

// The readers of the tables, each for a part of the plan; in this order.
void read_device_profiles(Draft& draft);  ///< built in, and snmp/*.toml beside the main file
void read_daemon_tables(Draft& draft);  ///< daemon, http, metrics, vantage, service_hours
void read_progress_tables(Draft& draft);  ///< rollout, acceptance
void read_rollout_tables(Draft& draft);  ///< phase, district, provider, contract
void read_site_tables(Draft& draft);
void read_link_tables(Draft& draft);  ///< technology, template, link
void resolve_parents(Draft& draft);  ///< parents to links, cycles
void read_device_tables(Draft& draft);  ///< snmp_credentials, device
void read_maintenance_tables(Draft& draft);

}  // namespace pantau::config
