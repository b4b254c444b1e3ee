// SPDX-License-Identifier: Apache-2.0
/// \file
/// The last echoes of one link, for `pantau why`: 16 bytes each, because there are many links.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "daemon/links/why.hpp"
#include "probes/icmp/echo.hpp"
#include "probes/net/clock.hpp"

namespace pantau::links {

class BookClock;

class RecentEchoes {
 public:
  static constexpr std::size_t kKept = 20;

  void record(const icmp::EchoEvent& event);
  /// Oldest first.
  [[nodiscard]] std::vector<RecentEcho> list(const BookClock& clock) const;

 private:
  static constexpr std::uint8_t kNoReason = UINT8_MAX;

  struct Held {
    std::int64_t sent_ns = INT64_MIN;  ///< steady; INT64_MIN: no echo
    std::uint32_t rtt_us = 0;
    std::uint16_t number = 0;  ///< lower half: tells an echo from the one 20 before it
    std::uint8_t reason = kNoReason;
    std::uint8_t verdict : 4 = 0;
    std::uint8_t late : 1 = 0;
  };

  static_assert(sizeof(Held) == 16);

  [[nodiscard]] static RecentEcho told(const Held& held, const BookClock& clock);

  std::array<Held, kKept> held_{};
};

}  // namespace pantau::links
