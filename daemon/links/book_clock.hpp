// SPDX-License-Identifier: Apache-2.0
/// \file
/// The clock of the book (semantics.md 5): UTC that never goes back, whatever is done to the
/// machine's clock. Maps times of sending (steady) to it; what has been mapped once is never mapped
/// otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "probes/net/clock.hpp"

namespace pantau::links {

/// An instant as the schedule and as the book see it.
struct BookedTime {
  net::SteadyTime steady{};
  net::WallTime book{};
};

/// Seconds [from, to) that the book passed over: nobody was there, so they are unknown.
struct SkippedTime {
  net::WallTime from{};
  net::WallTime to{};
};

[[nodiscard]] net::WallTime cut_to_second(net::WallTime time);

class BookClock {
 public:
  /// Differences of wall and steady clock up to this follow at once, larger ones are steps.
  static constexpr net::Nanoseconds kStep{std::chrono::milliseconds{100}};
  static constexpr net::Nanoseconds kHold{std::chrono::minutes{10}};

  struct Seen {
    bool step = false;  ///< a step of over 100 ms appeared; booked only if it holds
    bool moved = false;  ///< utc() changed its relation to steady time at `now`
    net::Nanoseconds suspended{0};  ///< the machine slept that long since the last call
    std::optional<SkippedTime> skipped;  ///< a step forward was booked
  };

  /// `mark`: the high-water mark to begin with (newest journal time, at least the build date).
  explicit BookClock(net::WallTime mark) : mark_(mark) {}

  /// To be called before times up to `now` are mapped.
  Seen observe(const net::Now& now);

  /// UTC without the mark: what minutes are cut in. Goes back when a step back is booked.
  [[nodiscard]] net::WallTime utc(net::SteadyTime time) const;
  /// Never goes back, stands still while UTC is behind the mark.
  [[nodiscard]] net::WallTime book(net::SteadyTime time) const;

  [[nodiscard]] BookedTime booked(net::SteadyTime time) const { return {time, book(time)}; }

 private:
  /// From `from` on, UTC = steady + offset, and the book is not before `floor`.
  struct Knot {
    net::SteadyTime from;
    net::Nanoseconds offset;
    net::WallTime floor;
  };

  struct Pending {
    net::Nanoseconds offset;
    net::BootTime since;
  };

  [[nodiscard]] const Knot& knot_of(net::SteadyTime time) const;
  void tie(const net::Now& now, net::Nanoseconds offset, Seen& seen);
  [[nodiscard]] net::Nanoseconds take_suspend(const net::Now& now);
  void weigh_step(const net::Now& now, net::Nanoseconds offset, Seen& seen);

  std::vector<Knot> knots_;
  std::optional<Pending> pending_;
  net::Nanoseconds boot_lead_{0};  ///< boot - steady: grows by each suspend
  net::WallTime mark_;
};

}  // namespace pantau::links
