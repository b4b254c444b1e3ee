// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau why`: the reasoning behind the present state of a link.
#pragma once

#include <string>

#include "config/load.hpp"

namespace pantau::cli {

struct WhyOptions {
  std::string configuration;
  std::string url;  ///< base; empty: as the configuration says
  std::string link;
  bool json = false;
};

/// `/api/v1/links/ID/why` in words. \throws std::exception when the document is not what
/// contract.md 3.1 says.
[[nodiscard]] std::string why_text(const std::string& document,
                                   const config::DaemonSettings& daemon);

/// \return the exit code.
[[nodiscard]] int why(const WhyOptions& options);

}  // namespace pantau::cli
