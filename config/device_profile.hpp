// SPDX-License-Identifier: Apache-2.0
/// \file
/// What to ask an agent of one kind of device, and what its answers mean: data, read from
/// config/snmp/*.toml. Only the objects listed here are ever asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/device_quantity.hpp"
#include "config/inventory.hpp"
#include "config/oid.hpp"

namespace pantau::config {

/// Another column of the same row (or another scalar) must have one of these values, else the
/// source has none.
struct Condition {
  Oid oid;  ///< as Source::oid
  std::vector<std::int64_t> values;

  friend bool operator==(const Condition&, const Condition&) = default;
};

/// ENTITY-SENSOR-MIB (RFC 3433): value * 10^(3 * (scale - 9)) * 10^(-precision). A negative
/// precision counts accurate digits and moves nothing.
struct EntityScale {
  Oid scale;
  Oid precision;

  friend bool operator==(const EntityScale&, const EntityScale&) = default;
};

/// Where a quantity is read. Several sources of the same quantity (and the same name) are
/// alternatives in order of preference: the first that has a value counts.
struct Source {
  Quantity quantity = Quantity::sys_descr;
  Oid oid;  ///< a scalar with its instance; a column without its index
  std::string name;  ///< a fixed `sensor` or `radio` label; empty: none, or that of the row
  double scale = 1;  ///< the metric is value * scale + offset
  double offset = 0;
  std::map<std::int64_t, double> values;  ///< enumeration: integer to number; empty: no enumeration
  std::optional<double> other;  ///< enumeration: what every integer not in `values` means
  std::optional<double> minimum;  ///< of the scaled number; below: no value
  std::optional<double> maximum;
  std::vector<std::int64_t> absent;  ///< raw integers by which the agent says "none"
  std::vector<Condition> when;  ///< all must hold
  std::optional<EntityScale> entity;

  friend bool operator==(const Source&, const Source&) = default;
};

enum class RowChoice : std::uint8_t {
  all,  ///< every row that the agent has, up to `max_rows`
  interfaces  ///< those of Device::interfaces, by ifName, then by ifAlias
};

struct ProfileTable {
  std::string id;  ///< unique in the profile
  RowChoice rows = RowChoice::all;
  /// The columns over which rows are found (GETBULK), one after the other. For `interfaces`: names
  /// in the order in which they are tried. For `all`: one column.
  std::vector<Oid> find;
  std::optional<Oid> name;  ///< column whose text names the row; absent: the index, "1" or "7.0.1"
  bool named_only = false;  ///< rows without a name are none, and do not count against `max_rows`
  /// With `named_only`: the only row of the table counts without a name too, and has no label.
  bool single = false;
  std::uint32_t max_rows = 32;  ///< 1 to 256
  std::vector<Source> columns;

  friend bool operator==(const ProfileTable&, const ProfileTable&) = default;
};

/// How `profile = "auto"` picks this one.
struct ProfileMatch {
  std::vector<Oid> sys_object_ids;  ///< prefixes; the longest of all profiles wins
  std::vector<Oid> exists;  ///< or the agent has one of these (asked for with its instance)

  friend bool operator==(const ProfileMatch&, const ProfileMatch&) = default;
};

struct DeviceProfile {
  std::string id;
  std::string description;
  ProfileMatch match;
  std::vector<Source> scalars;
  std::vector<ProfileTable> tables;
  bool built_in = false;
  Place place;

  friend bool operator==(const DeviceProfile&, const DeviceProfile&) = default;
};

}  // namespace pantau::config
