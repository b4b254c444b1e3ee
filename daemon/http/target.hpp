// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/http/message.hpp"

namespace pantau::http {

struct Target {
  std::string path;  ///< as sent
  std::vector<Parameter> query;
};

/// Reads "/path?name=value&name=value". Nothing when it does not start with "/" or when the query
/// has a broken percent escape. The path is left as it is: "//metrics", "/%6detrics" and
/// "/a/../metrics" stay other paths than "/metrics", so a rule of a proxy in front cannot be walked
/// around.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

/// Percent escapes and "+" of a query (application/x-www-form-urlencoded).
[[nodiscard]] std::optional<std::string> decode_query(std::string_view text);

}  // namespace pantau::http
