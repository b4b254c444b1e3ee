// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace pantau::cli {

struct Fetched {
  bool ok = false;
  std::string body;  ///< when ok
  std::string error;  ///< else: what went wrong and what to do, one line
};

/// GET `url` (http or https, user:password in it allowed); at most 10 s and 256 MiB.
[[nodiscard]] Fetched fetch(const std::string& url);

}  // namespace pantau::cli
