// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau maintenance add|list|end`: announced work, entered from a phone and kept in the journal.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/window.hpp"

namespace pantau::cli {

struct MaintenanceOptions {
  std::string configuration;
  std::vector<std::string> links;
  std::vector<std::string> sites;
  std::vector<std::string> districts;
  std::vector<std::string> providers;
  std::string from;
  std::string to;
  std::string reason;
  std::string document;
  std::uint64_t id = 0;  ///< of `end`
  bool all = false;  ///< of `list`: those that are over, too
  bool json = false;  ///< of `list`
};

/// Windows by start, in `plan`'s language and zone.
[[nodiscard]] std::string maintenance_table(const config::Plan& plan,
                                            const std::vector<book::Window>& windows,
                                            book::Second now);

/// \return the exit code.
[[nodiscard]] int maintenance_add(const MaintenanceOptions& options);
[[nodiscard]] int maintenance_list(const MaintenanceOptions& options);
[[nodiscard]] int maintenance_end(const MaintenanceOptions& options);

}  // namespace pantau::cli
