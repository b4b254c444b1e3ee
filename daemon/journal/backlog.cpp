// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/backlog.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "daemon/journal/batch_union.hpp"

namespace pantau::journal {

namespace {

constexpr net::Nanoseconds kFirstPause = std::chrono::seconds{1};
constexpr net::Nanoseconds kLongestPause = std::chrono::minutes{5};
/// Batches that wait behind the first one are put together up to this size, so that a month without
/// a disk is no million of rows that say how far each link had settled.
constexpr std::size_t kUnitedBytes = 1 << 20;
/// Later than any minute, and yet a time that the wall clock's nanoseconds can hold.
constexpr book::Second kEver{std::chrono::days{36500}};

}  // namespace

void Backlog::push(std::shared_ptr<const book::Batch> batch) {
  bytes_ += batch->bytes();
  const book::Second newest = batch->mark;
  waiting_.push_back(std::move(batch));
  drop_minutes_before(newest - kMinutesWait);
  for (std::size_t i = 0; i < waiting_.size() && bytes_ > kMostBytes; ++i) {
    drop_minutes(i, kEver);
  }
  unite(waiting_.size() - 1);
}

std::shared_ptr<const book::Batch> Backlog::front() const {
  return waiting_.empty() ? nullptr : waiting_.front();
}

void Backlog::pop() {
  if (!waiting_.empty()) {
    bytes_ -= waiting_.front()->bytes();
    waiting_.pop_front();
  }
}

/// The first batch may be on its way to the disk and is never changed.
void Backlog::unite(std::size_t place) {
  if (place < 2 || place >= waiting_.size()) {
    return;
  }
  const std::size_t before = waiting_[place - 1]->bytes() + waiting_[place]->bytes();
  if (waiting_[place - 1]->plan != waiting_[place]->plan || before > kUnitedBytes) {
    return;
  }
  replace(place - 1, united(*waiting_[place - 1], *waiting_[place]));
  bytes_ -= waiting_[place]->bytes();
  waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(place));
}

void Backlog::replace(std::size_t place, book::Batch batch) {
  bytes_ -= waiting_[place]->bytes();
  bytes_ += batch.bytes();
  waiting_[place] = std::make_shared<const book::Batch>(std::move(batch));
}

void Backlog::drop_minutes_before(book::Second time) {
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    const auto& minutes = waiting_[i]->minutes;
    if (!minutes.empty() && minutes.front().minute.start >= time) {
      return;  // minutes come in order
    }
    drop_minutes(i, time);
  }
}

void Backlog::drop_minutes(std::size_t place, book::Second before) {
  const auto is_old = [before](const book::MinuteRow& row) { return row.minute.start < before; };
  const auto& minutes = waiting_[place]->minutes;
  const auto dropped = std::count_if(minutes.begin(), minutes.end(), is_old);
  if (dropped == 0 || place == 0) {
    return;
  }
  dropped_minutes_ += static_cast<std::uint64_t>(dropped);
  book::Batch less = *waiting_[place];
  std::erase_if(less.minutes, is_old);
  less.minutes.shrink_to_fit();
  replace(place, std::move(less));
  unite(place);
}

std::vector<book::Outage> Backlog::outages() const {
  std::map<std::uint64_t, const book::Outage*> newest;
  for (const auto& batch : waiting_) {
    for (const book::Outage& outage : batch->outages) {
      newest[outage.id] = &outage;
    }
  }
  std::vector<book::Outage> outages;
  outages.reserve(newest.size());
  for (const auto& [id, outage] : newest) {
    outages.push_back(*outage);
  }
  return outages;
}

bool Backlog::due(net::SteadyTime now) const {
  return !next_try_ || now >= *next_try_;
}

void Backlog::failed(net::SteadyTime now) {
  pause_ = pause_ == net::Nanoseconds{0} ? kFirstPause : std::min(pause_ * 2, kLongestPause);
  next_try_ = now + pause_;
}

void Backlog::succeeded() {
  pause_ = net::Nanoseconds{0};
  next_try_.reset();
}

}  // namespace pantau::journal
