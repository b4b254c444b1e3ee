// SPDX-License-Identifier: Apache-2.0
/// \file
/// One sample of whatever kind; none without a value.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

#include "daemon/metrics/page_writer.hpp"
#include "probes/net/clock.hpp"

namespace pantau::metrics {

inline void put(PageWriter& page, std::string_view labels, std::string_view more, bool value) {
  page.sample(labels, more, std::uint64_t{value});
}

inline void put(PageWriter& page,
                std::string_view labels,
                std::string_view more,
                std::uint64_t value) {
  page.sample(labels, more, value);
}

inline void put(PageWriter& page,
                std::string_view labels,
                std::string_view more,
                std::int64_t value) {
  page.sample(labels, more, value);
}

inline void put(PageWriter& page, std::string_view labels, std::string_view more, double value) {
  if (std::isfinite(value)) {
    page.sample(labels, more, value);
  }
}

inline void put(PageWriter& page,
                std::string_view labels,
                std::string_view more,
                net::WallTime value) {
  // A double holds no more of a present date than some tenths of a microsecond.
  page.sample(
      labels,
      more,
      net::Nanoseconds(std::chrono::floor<std::chrono::microseconds>(value.time_since_epoch())));
}

template <typename Value>
void put(PageWriter& page,
         std::string_view labels,
         std::string_view more,
         const std::optional<Value>& value) {
  if (value) {
    put(page, labels, more, *value);
  }
}

}  // namespace pantau::metrics
