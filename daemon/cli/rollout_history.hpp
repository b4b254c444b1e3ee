// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau rollout history`: who was in which phase when, as the configuration said it.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/journal/reader.hpp"

namespace pantau::cli {

using RecordedChanges = std::vector<journal::Reader::RecordedChange>;

/// For people, in `plan`'s language and zone.
[[nodiscard]] std::string history_text(const config::Plan& plan, const RecordedChanges& changes);

/// RFC 4180: time,kind,id,key,before,after; UTC. An empty key: the whole item came or went.
[[nodiscard]] std::string history_csv(const RecordedChanges& changes);

}  // namespace pantau::cli
