// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pantau::http {

/// Bodies up to this size travel as they are: they fit in one segment anyway.
inline constexpr std::size_t kSmallBodyBytes = 1024;

/// One gzip member at level 1 (a page of metrics shrinks nearly as well as at 6, at a third of the
/// time). Nothing when zlib has no memory.
[[nodiscard]] std::optional<std::string> gzip(std::string_view plain);

}  // namespace pantau::http
