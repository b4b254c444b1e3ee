// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/stamp.hpp"

#include <algorithm>

namespace pantau::icmp {

namespace {

// Two readings of two clocks are never better than this: a stamp may seem to come from just after
// `latest`.
constexpr net::Nanoseconds kReadingError{std::chrono::microseconds{5}};

std::optional<net::SteadyTime> within(net::SteadyTime time,
                                      net::SteadyTime earliest,
                                      net::SteadyTime latest) {
  if (time < earliest - kReadingError || time > latest + kReadingError) {
    return std::nullopt;
  }
  return std::clamp(time, earliest, std::max(earliest, latest));
}

}  // namespace

void StampConverter::update(const net::Now& now) {
  const net::Nanoseconds offset = now.wall.time_since_epoch() - now.steady.time_since_epoch();
  const net::Nanoseconds moved = offset_ ? offset - *offset_ : net::Nanoseconds{0};
  if (std::chrono::abs(moved) > kStepTolerance) {
    // A second step in one drain leaves three candidates; the oldest is let go, its stamps become
    // user times.
    before_step_ = offset_;
    steps_ += std::chrono::abs(moved) > kCountedStep ? 1U : 0U;
  }
  offset_ = offset;
}

void StampConverter::drained() {
  before_step_.reset();
}

std::optional<net::SteadyTime> StampConverter::convert(net::WallTime stamp,
                                                       net::SteadyTime earliest,
                                                       net::SteadyTime latest) const {
  if (!offset_) {
    return std::nullopt;
  }
  const net::SteadyTime as_now{stamp.time_since_epoch() - *offset_};
  const auto time = within(as_now, earliest, latest);
  if (!before_step_) {
    return time;
  }
  const net::SteadyTime as_before{stamp.time_since_epoch() - *before_step_};
  const auto time_before = within(as_before, earliest, latest);
  if (time && time_before) {
    return std::nullopt;
  }
  return time ? time : time_before;
}

}  // namespace pantau::icmp
