// SPDX-License-Identifier: Apache-2.0
/// \file
/// The boundary at which foreign text becomes part of a page. One invalid byte makes Prometheus
/// drop the whole scrape, so nothing reaches a page but through here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pantau::metrics {

inline constexpr std::size_t kMaxLabelBytes = 128;

/// `text` as valid UTF-8 of at most `most_bytes`, cut between characters. Each maximal invalid
/// sequence becomes U+FFFD (as Unicode 15, 3.9, and the WHATWG decoder do); control characters (C0,
/// DEL, C1) and the bidirectional overrides and isolates (U+202A-202E, U+2066-2069) are left out.
[[nodiscard]] std::string clean(std::string_view text, std::size_t most_bytes = kMaxLabelBytes);

/// Appends `name="value"`, with a comma before it unless `labels` is empty; `value` is cleaned and
/// then escaped as both text formats ask.
void append_label(std::string& labels, std::string_view name, std::string_view value);

}  // namespace pantau::metrics
