// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "probes/net/clock.hpp"

namespace pantau::app {

/// Notices that this process did not run for a while (suspend, SIGSTOP, a paused virtual machine):
/// that time was not watched, whatever the links did. Pure.
class Standstill {
 public:
  /// A gap shorter than this is load and shows as scheduler lag: three intervals of the densest
  /// profile.
  static constexpr net::Nanoseconds kShortest = std::chrono::seconds{3};

  /// To be called several times a second. \return the last time before the gap, when there was one.
  [[nodiscard]] std::optional<net::Now> check(const net::Now& now) {
    const std::optional<net::Now> before = last_;
    last_ = now;
    // CLOCK_BOOTTIME also counts a suspend, during which CLOCK_MONOTONIC stands still.
    if (before && now.boot - before->boot >= kShortest) {
      return before;
    }
    return std::nullopt;
  }

 private:
  std::optional<net::Now> last_;
};

}  // namespace pantau::app
