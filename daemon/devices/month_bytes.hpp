// SPDX-License-Identifier: Apache-2.0
/// \file
/// Bytes carried in a month.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "probes/net/clock.hpp"

namespace pantau::devices {

using Month = std::chrono::year_month;

/// The month that `zone` (which must exist) has at `instant`.
[[nodiscard]] Month month_of(net::WallTime instant, const std::string& zone);

/// Keeps two months: a wall clock that is stepped over the end of a month and back takes nothing.
class MonthBytes {
 public:
  void add(Month month, std::uint64_t bytes);

  /// Absent before anything was added, be it 0.
  [[nodiscard]] std::optional<std::uint64_t> in(Month month) const;

 private:
  struct Part {
    Month month;
    std::uint64_t bytes = 0;
  };

  std::optional<Part> present_;
  std::optional<Part> other_;
};

}  // namespace pantau::devices
