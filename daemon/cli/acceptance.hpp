// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau acceptance SITE`: the record of an acceptance test from the book of record.
#pragma once

#include <string>

namespace pantau::cli {

struct AcceptanceOptions {
  std::string configuration;
  std::string site;
  bool json = false;
};

/// \return the exit code: 0 only for a test that was passed.
[[nodiscard]] int acceptance(const AcceptanceOptions& options);

}  // namespace pantau::cli
