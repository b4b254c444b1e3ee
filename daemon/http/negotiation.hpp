// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a client is ready to take (RFC 9110, 12.5). Pure; anything malformed counts as not said.
#pragma once

#include <cstdint>
#include <string_view>

#include "daemon/metrics/page_writer.hpp"

namespace pantau::http {

/// OpenMetrics 1.0.0 when it is named with a weight above that of text/plain, else the text format
/// (also when neither is acceptable: a scraper with a wrong header is better served than refused).
[[nodiscard]] metrics::Format choose_format(std::string_view accept);

enum class Coding : std::uint8_t {
  identity,  ///< gzip is not wanted
  gzip,  ///< gzip is welcome, identity will do
  gzip_only  ///< identity is refused
};

/// `accept_encoding` is the header's value; an absent header is "".
[[nodiscard]] Coding choose_coding(std::string_view accept_encoding);

}  // namespace pantau::http
