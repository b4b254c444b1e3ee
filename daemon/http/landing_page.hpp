// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace pantau::http {

/// What one path is for, as the landing page and the answer to a wrong path tell it.
struct PathHint {
  std::string_view path;
  std::string_view text;
  bool is_link = true;  ///< false: a part of the path is to be filled in
};

/// `text` for HTML, inside and outside of attributes; cleaned of what is not proper UTF-8.
[[nodiscard]] std::string escape_html(std::string_view text);

[[nodiscard]] std::string landing_page(std::string_view version,
                                       std::string_view gateway,
                                       std::span<const PathHint> paths);

/// Nothing but the page's own style may load, and nobody may frame it.
inline constexpr std::string_view kPagePolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

}  // namespace pantau::http
