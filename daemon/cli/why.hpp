// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau why`: the reasoning behind the present state of a link.
#pragma once

#include <string>

#include "daemon/cli/access.hpp"

namespace pantau::cli {

struct WhyOptions {
  std::string configuration;
  bool configuration_given = false;
  Access access;  ///< no URL: as the configuration says
  std::string link;
  bool json = false;
};

/// \return the exit code.
[[nodiscard]] int why(const WhyOptions& options);

}  // namespace pantau::cli
