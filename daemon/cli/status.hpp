// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/settings.hpp"

namespace pantau::cli {

/// `/api/v1/links` as a tree: each link that is down with what is unreachable because of it, then
/// the rest, those that are not up first. `sites_document` (`/api/v1/sites`, or nothing) says whom
/// to phone. \param document  the JSON text. \throws std::exception when it is not what
/// contract.md 3.1 says.
[[nodiscard]] std::string status_table(const std::string& document,
                                       config::Language language,
                                       const std::string& sites_document = {});

struct StatusOptions {
  std::string url;  ///< base, e.g. "http://127.0.0.1:9750"
  bool json = false;
  config::Language language = config::Language::id;
};

/// \return the exit code.
[[nodiscard]] int status(const StatusOptions& options);

}  // namespace pantau::cli
