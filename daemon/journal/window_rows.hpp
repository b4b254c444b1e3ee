// SPDX-License-Identifier: Apache-2.0
/// \file
/// Windows of announced work that were entered by command.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/book/window.hpp"
#include "daemon/journal/database.hpp"

namespace pantau::journal {

/// By id; those taken back before they began are left out. `since`: those over by then too.
[[nodiscard]] std::vector<book::Window> load_windows(Database& database,
                                                     std::optional<book::Second> since = {});
/// \return its id.
std::uint64_t add_window(Database& database, const book::Window& window);
/// \return false when there is no such window or it is over.
[[nodiscard]] bool end_window(Database& database,
                              std::uint64_t window,
                              book::Second time,
                              const std::string& user);

}  // namespace pantau::journal
