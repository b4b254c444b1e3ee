// SPDX-License-Identifier: Apache-2.0
/// \file
/// The files config/snmp/*.toml as they were when this program was built.
#pragma once

#include <span>
#include <string_view>

namespace pantau::config {

struct BuiltinProfile {
  std::string_view id;  ///< the file's stem
  std::string_view text;
};

/// By id. Written by embed_profiles.cmake.
[[nodiscard]] std::span<const BuiltinProfile> builtin_profiles();

}  // namespace pantau::config
