// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/cli/access.hpp"

namespace pantau::cli {

struct Fetched {
  bool ok = false;
  std::string body;  ///< when ok
  std::string error;  ///< else: what went wrong, one line
  std::string advice;  ///< and what to do, where that is known
  long status = 0;  ///< of HTTP, when there was an answer
};

/// GET `access.url` + `path` (http or https, user:password in it allowed); at most 10 s and 256
/// MiB. The files of `access` must be fit to be used, the password's and the key's for nobody
/// else's eyes, as the daemon wants its own.
[[nodiscard]] Fetched fetch(const Access& access, const std::string& path);

/// What to do about a `fetched` that has nothing better to say.
[[nodiscard]] std::string advice_of(const Fetched& fetched);

}  // namespace pantau::cli
