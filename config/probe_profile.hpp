// SPDX-License-Identifier: Apache-2.0
/// \file
/// The keys that a technology, a template and a link have in common: reading and writing them.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/inventory.hpp"
#include "config/table_reader.hpp"

namespace pantau::config {

inline constexpr std::array<std::string_view, 14> kProfileKeys{"interval",
                                                               "timeout",
                                                               "late_window",
                                                               "down_after",
                                                               "up_after",
                                                               "rtt_warn",
                                                               "rtt_bad",
                                                               "variation_warn",
                                                               "variation_bad",
                                                               "loss_warn",
                                                               "loss_bad",
                                                               "target",
                                                               "payload_size",
                                                               "dscp"};

/// Writes over `profile` what the reader's tables say, and checks what results.
void read_profile(TableReader& reader, ProbeProfile& profile);

/// A value of `profile` as one would write it, without quotes; `key` is one of kProfileKeys.
[[nodiscard]] std::string profile_value(const ProbeProfile& profile, std::string_view key);

/// Whether TOML has the value of `key` without quotes.
[[nodiscard]] bool is_bare(std::string_view key);

}  // namespace pantau::config
