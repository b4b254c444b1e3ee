// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/book_clock.hpp"

#include <algorithm>
#include <cassert>

namespace pantau::links {

namespace {

// Readings of wall and steady clock lie up to some microseconds apart; less than this is noise.
constexpr net::Nanoseconds kNoise{std::chrono::milliseconds{1}};
// The boot clock is read alone, so being preempted looks like a suspend; no real one is as short.
constexpr net::Nanoseconds kShortestSuspend{std::chrono::seconds{1}};
// Verdicts come at most 90 s (timeout + late_window) after the send they are dated by.
constexpr std::size_t kKnotsKept = 64;

net::Nanoseconds distance(net::Nanoseconds a, net::Nanoseconds b) {
  return a > b ? a - b : b - a;
}

}  // namespace

net::WallTime cut_to_second(net::WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time);
}

BookClock::Seen BookClock::observe(const net::Now& now) {
  Seen seen;
  net::Nanoseconds offset = now.wall.time_since_epoch() - now.steady.time_since_epoch();
  if (knots_.empty()) {
    boot_lead_ = now.boot.time_since_epoch() - now.steady.time_since_epoch();
    knots_.push_back({now.steady, offset, mark_});
    seen.moved = true;
    return seen;
  }
  seen.suspended = take_suspend(now);
  if (seen.suspended > net::Nanoseconds{0}) {
    // The wall clock is expected to have run on while the steady one stood: no step.
    const net::Nanoseconds expected = knots_.back().offset + seen.suspended;
    if (pending_) {
      pending_->offset += seen.suspended;
    }
    tie(now, distance(offset, expected) <= kStep ? offset : expected, seen);
    seen.skipped.reset();
  }
  weigh_step(now, offset, seen);
  return seen;
}

net::Nanoseconds BookClock::take_suspend(const net::Now& now) {
  const net::Nanoseconds lead = now.boot.time_since_epoch() - now.steady.time_since_epoch();
  const net::Nanoseconds slept = lead - boot_lead_;
  if (slept < kShortestSuspend) {
    return net::Nanoseconds{0};
  }
  boot_lead_ = lead;
  return slept;
}

void BookClock::weigh_step(const net::Now& now, net::Nanoseconds offset, Seen& seen) {
  const net::Nanoseconds deviation = distance(offset, knots_.back().offset);
  if (deviation <= kStep) {
    pending_.reset();
    if (deviation > kNoise) {
      tie(now, offset, seen);
      seen.skipped.reset();
    }
    return;
  }
  if (!pending_ || distance(pending_->offset, offset) > kStep) {
    pending_ = Pending{offset, now.boot};
    seen.step = true;
  } else if (now.boot - pending_->since >= kHold) {
    pending_.reset();
    tie(now, offset, seen);
  }
}

void BookClock::tie(const net::Now& now, net::Nanoseconds offset, Seen& seen) {
  const net::WallTime before = book(now.steady);
  knots_.push_back({now.steady, offset, before});
  if (knots_.size() > kKnotsKept) {
    knots_.erase(knots_.begin());
  }
  seen.moved = true;
  const SkippedTime skipped{cut_to_second(before), cut_to_second(book(now.steady))};
  if (skipped.to > skipped.from) {
    seen.skipped = skipped;
  }
}

const BookClock::Knot& BookClock::knot_of(net::SteadyTime time) const {
  assert(!knots_.empty());
  auto knot = knots_.rbegin();
  while (knot->from > time && knot + 1 != knots_.rend()) {
    ++knot;
  }
  return *knot;
}

net::WallTime BookClock::utc(net::SteadyTime time) const {
  return net::WallTime{time.time_since_epoch() + knot_of(time).offset};
}

net::WallTime BookClock::book(net::SteadyTime time) const {
  const Knot& knot = knot_of(time);
  const net::WallTime utc{time.time_since_epoch() + knot.offset};
  return std::max(utc, knot.floor);
}

}  // namespace pantau::links
