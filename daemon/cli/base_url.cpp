// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/base_url.hpp"

namespace pantau::cli {

std::string base_url(const config::HttpSettings& http) {
  const bool everywhere = http.listen.starts_with(':');  // all addresses: ours is one of them
  return (http.tls ? "https://" : "http://") +
         (everywhere ? "127.0.0.1" + http.listen : http.listen);
}

}  // namespace pantau::cli
