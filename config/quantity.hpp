// SPDX-License-Identifier: Apache-2.0
/// \file
/// Quantities with units as an operator writes them, and back. What format_* writes, parse_* reads
/// to the same value.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace pantau::config {

/// "5s" "300ms" "72h" "2m" "1h30m" "1.5s"; units ns us ms s m h d, each at most once, largest
/// first. Nothing negative, at most 292 years.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);
[[nodiscard]] std::string format_duration(std::chrono::nanoseconds duration);

/// "4Mbit/s" "512kbit/s" "1MB/s" "2.5MiB/s" to bytes per second; units bit k M G T (and Ki Mi Gi
/// Ti), B.
[[nodiscard]] std::optional<double> parse_rate(std::string_view text);
[[nodiscard]] std::string format_rate(double bytes_per_second);

/// "50GB" "500MiB" "100B" to bytes; kB MB GB TB are powers of 1000, KiB MiB GiB TiB of 1024.
[[nodiscard]] std::optional<double> parse_size(std::string_view text);
[[nodiscard]] std::string format_size(double bytes);

}  // namespace pantau::config
