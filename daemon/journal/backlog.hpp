// SPDX-License-Identifier: Apache-2.0
/// \file
/// What waits while the book cannot be written. Pure: decided by batches and times.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "daemon/book/batch.hpp"

namespace pantau::journal {

class Backlog {
 public:
  /// Minute rows wait so long, or until so much memory is held; then the oldest minute rows go.
  /// Outages, spans and what else accounts for time always wait.
  static constexpr book::Seconds kMinutesWait{std::chrono::hours{24}};
  static constexpr std::size_t kMostBytes = 64 << 20;

  void push(std::shared_ptr<const book::Batch> batch);
  /// The oldest one; null: none. It stays as it is until pop(); those behind it may be put
  /// together.
  [[nodiscard]] std::shared_ptr<const book::Batch> front() const;
  void pop();

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  [[nodiscard]] std::size_t size() const { return waiting_.size(); }

  /// Minute rows given up so far.
  [[nodiscard]] std::uint64_t dropped_minutes() const { return dropped_minutes_; }

  /// Newest version of each outage that waits, for readers.
  [[nodiscard]] std::vector<book::Outage> outages() const;

  /// Whether to try again now: after 1 s, doubling up to 5 min.
  [[nodiscard]] bool due(net::SteadyTime now) const;
  void failed(net::SteadyTime now);
  void succeeded();

 private:
  void unite(std::size_t place);
  void replace(std::size_t place, book::Batch batch);
  void drop_minutes_before(book::Second time);
  void drop_minutes(std::size_t place, book::Second before);

  std::deque<std::shared_ptr<const book::Batch>> waiting_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_minutes_ = 0;
  std::optional<net::SteadyTime> next_try_;
  net::Nanoseconds pause_{0};
};

}  // namespace pantau::journal
