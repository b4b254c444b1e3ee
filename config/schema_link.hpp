// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

#include "config/draft.hpp"

namespace pantau::config {

/// What a link says beside the profile; `template` and `id` too.
inline constexpr std::array<std::string_view, 12> kLinkOwnKeys{"id",
                                                               "template",
                                                               "site",
                                                               "technology",
                                                               "role",
                                                               "provider",
                                                               "contract",
                                                               "address",
                                                               "parents",
                                                               "capacity_down",
                                                               "capacity_up",
                                                               "quota_per_month"};

inline constexpr std::array<std::string_view, 13> kDeviceKeys{"id",
                                                              "template",
                                                              "site",
                                                              "address",
                                                              "profile",
                                                              "credentials",
                                                              "interfaces",
                                                              "links",
                                                              "via",
                                                              "interval",
                                                              "timeout",
                                                              "retries",
                                                              "power"};

/// The template that a link or device names; nothing when none or dangling (then reported).
[[nodiscard]] const Definition* template_of(Draft& draft, const Definition& definition);

/// All that a link's tables say, without asking for what is required; also checks a template alone.
[[nodiscard]] Link read_link_values(Draft& draft, TableReader& reader);
[[nodiscard]] Device read_device_values(Draft& draft, TableReader& reader);

}  // namespace pantau::config
