// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reads one [[scalar]] of a device profile, or one column of its tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "config/device_profile.hpp"
#include "config/table_reader.hpp"

namespace pantau::config {

/// Where a source stands, which decides what it may read.
enum class SourceHome : std::uint8_t {
  scalar,
  row,  ///< a table with rows = "all"
  interface_row  ///< a table with rows = "interfaces"
};

/// Nothing when it has a mistake, which is then reported.
[[nodiscard]] std::optional<Source> read_source(Problems& problems,
                                                const Layer& layer,
                                                SourceHome home);

/// The tables of a list, `key = [ { … } ]` or [[key]], with the paths "PATH.key[1]" and so on.
[[nodiscard]] std::vector<Layer> rows_of(TableReader& reader, std::string_view key);

}  // namespace pantau::config
