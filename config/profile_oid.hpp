// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reads the object identifiers of a device profile, and refuses those that must never be asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "config/oid.hpp"
#include "config/table_reader.hpp"

namespace pantau::config {

/// What is done with an object identifier: what must be refused depends on it.
enum class OidUse : std::uint8_t {
  instance,  ///< asked for as it stands
  column,  ///< asked for with an index behind it
  walk,  ///< GETBULK from it on, which runs past the end of the column
  prefix  ///< only compared with sysObjectID
};

[[nodiscard]] std::optional<Oid> read_oid(TableReader& reader, std::string_view key, OidUse use);

/// A list of them; one alone counts as a list of one. A double is reported.
[[nodiscard]] std::vector<Oid> read_oids(TableReader& reader, std::string_view key, OidUse use);

}  // namespace pantau::config
