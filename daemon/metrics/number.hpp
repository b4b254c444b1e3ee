// SPDX-License-Identifier: Apache-2.0
/// \file
/// Numbers as both text formats read them. Each function writes at most kNumberBytes from `at` on
/// and returns the end; all of them round-trip.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "probes/net/clock.hpp"

namespace pantau::metrics {

inline constexpr std::size_t kNumberBytes = 32;

[[nodiscard]] char* write_number(char* at, std::uint64_t value);
[[nodiscard]] char* write_number(char* at, std::int64_t value);
/// Shortest form; whole numbers below 2^53 without an exponent.
[[nodiscard]] char* write_number(char* at, double value);
/// Seconds, exact to the nanosecond and four times as fast as the double it stands for.
[[nodiscard]] char* write_number(char* at, net::Nanoseconds value);

/// An upper bound as the `le` label has it in both formats: "0.0025", "1.0".
[[nodiscard]] std::string bound_text(double bound);

}  // namespace pantau::metrics
