// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/minute.hpp"

#include <algorithm>

namespace pantau::links {

namespace {

constexpr std::chrono::minutes kMinute{1};

/// The ceil(percent / 100 * n)-th smallest (semantics.md 2). Reorders `values`, which must not be
/// empty.
net::Nanoseconds percentile(std::vector<net::Nanoseconds>& values, std::size_t percent) {
  const std::size_t rank = (percent * values.size() + 99) / 100;
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::ranges::nth_element(values, place);
  return *place;
}

}  // namespace

void MinuteGrid::tie(net::SteadyTime now, net::WallTime utc_now) {
  const auto start = std::chrono::floor<std::chrono::minutes>(utc_now);
  const net::SteadyTime end = now + (start + kMinute - utc_now);
  if (slots_.empty()) {
    slots_.push_back({.id = 0, .begin = end - kMinute, .end = end, .start = start});
    return;
  }
  (void)slot_of(now);
  MinuteSlot& last = slots_.back();
  if (last.start == start) {
    last.end = end;
    return;
  }
  last.end = now;
  slots_.push_back({.id = last.id + 1, .begin = now, .end = end, .start = start});
}

const MinuteSlot& MinuteGrid::slot_of(net::SteadyTime time) {
  while (time >= slots_.back().end) {
    const MinuteSlot last = slots_.back();
    slots_.push_back({.id = last.id + 1,
                      .begin = last.end,
                      .end = last.end + kMinute,
                      .start = last.start + kMinute});
  }
  auto slot = slots_.rbegin();
  while (time < slot->begin && slot + 1 != slots_.rend()) {
    ++slot;
  }
  return *slot;
}

const MinuteSlot* MinuteGrid::find(std::uint32_t id) const {
  if (slots_.empty() || id < slots_.front().id || id > slots_.back().id) {
    return nullptr;
  }
  return &slots_[id - slots_.front().id];
}

void MinuteGrid::forget_before(net::SteadyTime time) {
  while (slots_.size() > 1 && slots_.front().end < time) {
    slots_.pop_front();
  }
}

MinuteCollector::Running& MinuteCollector::at(std::uint32_t slot) {
  auto place = std::ranges::find(running_, slot, &Running::slot);
  if (place == running_.end()) {
    place = std::ranges::find(running_, kFree, &Running::slot);
  }
  if (place == running_.end()) {
    place = running_.emplace(running_.end());
  }
  place->slot = slot;
  return *place;
}

void MinuteCollector::answered(std::uint32_t slot, net::Nanoseconds rtt) {
  at(slot).round_trips.push_back(rtt);
}

MinuteSummary MinuteCollector::finish(const MinuteSlot& slot) {
  MinuteSummary row{.start = slot.start};
  const auto place = std::ranges::find(running_, slot.id, &Running::slot);
  if (place == running_.end()) {
    return row;
  }
  std::vector<net::Nanoseconds>& values = place->round_trips;
  row.sent = static_cast<std::uint32_t>(values.size()) + place->lost;
  row.lost = place->lost;
  row.late = place->late;
  row.duplicates = place->duplicates;
  if (!values.empty()) {
    row.min = *std::ranges::min_element(values);
    row.max = *std::ranges::max_element(values);
    row.median = percentile(values, 50);
    row.p95 = percentile(values, 95);
  }
  values.clear();
  *place = Running{.round_trips = std::move(values)};
  return row;
}

MinuteTally MinuteCollector::tally(std::uint32_t slot) const {
  const auto place = std::ranges::find(running_, slot, &Running::slot);
  if (place == running_.end()) {
    return {};
  }
  return {static_cast<std::uint32_t>(place->round_trips.size()) + place->lost, place->lost};
}

bool MinuteCollector::any_reply_under(net::Nanoseconds limit) const {
  return std::ranges::any_of(running_, [limit](const Running& running) {
    return std::ranges::any_of(running.round_trips,
                               [limit](net::Nanoseconds rtt) { return rtt < limit; });
  });
}

std::size_t MinuteCollector::memory_bytes() const {
  std::size_t bytes = running_.capacity() * sizeof(Running);
  for (const Running& running : running_) {
    bytes += running.round_trips.capacity() * sizeof(net::Nanoseconds);
  }
  return bytes;
}

}  // namespace pantau::links
