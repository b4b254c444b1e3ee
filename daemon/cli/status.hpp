// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau status`: what is wrong at first sight, on a telephone at night as well.
#pragma once

#include <string>

#include "config/settings.hpp"
#include "daemon/cli/access.hpp"

namespace pantau::cli {

/// What of the links is shown.
struct StatusView {
  bool wide = false;  ///< more columns than 80 characters have room for
  bool failing = false;  ///< only what is not up
};

/// `/api/v1/links` as a tree in `daemon`'s language and zone: each link that is down with whom to
/// phone and what is unreachable because of it, then the rest, those that are not up first.
/// `sites_document` (`/api/v1/sites`, or nothing) knows whom to phone.
/// \param document  the JSON text. \throws std::exception when it is not what contract.md 3.1 says.
[[nodiscard]] std::string status_table(const std::string& document,
                                       const config::DaemonSettings& daemon,
                                       const std::string& sites_document = {},
                                       StatusView view = {});

struct StatusOptions {
  Access access;
  bool json = false;
  StatusView view;
  config::DaemonSettings daemon;
};

/// \return the exit code.
[[nodiscard]] int status(const StatusOptions& options);

}  // namespace pantau::cli
