// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/degraded.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "daemon/links/link_numbers.hpp"

namespace pantau::links {

namespace {

template <typename Narrow>
Narrow capped(std::int64_t value) {
  constexpr std::int64_t kMost = std::numeric_limits<Narrow>::max();
  return static_cast<Narrow>(std::clamp<std::int64_t>(value, 0, kMost));
}

std::uint32_t microseconds(net::Nanoseconds time) {
  return capped<std::uint32_t>(std::chrono::floor<std::chrono::microseconds>(time).count());
}

/// The values of the minutes that have one.
class Values {
 public:
  void add(std::uint32_t microseconds) { values_.at(count_++) = microseconds; }

  [[nodiscard]] bool empty() const { return count_ == 0; }

  /// The ceil(n / 2)-th, in seconds.
  [[nodiscard]] double median() {
    const auto end = values_.begin() + static_cast<std::ptrdiff_t>(count_);
    std::sort(values_.begin(), end);
    return std::chrono::duration<double>(std::chrono::microseconds{values_.at((count_ - 1) / 2)})
        .count();
  }

 private:
  std::array<std::uint32_t, QualityRule::kMinutes> values_{};
  std::size_t count_ = 0;
};

void weigh(double value,
           const config::Threshold& limit,
           DegradedReason reason,
           QualityJudgement& judgement) {
  const auto bit = static_cast<std::uint8_t>(reason);
  if (value >= limit.bad) {
    judgement.bad |= bit;
  }
  if (value >= limit.warn) {
    judgement.warn |= bit;
  }
}

}  // namespace

QualityJudgement QualityRule::complete(const book::MinuteSummary& minute,
                                       const MinuteLimits& limits) {
  Minute& place = minutes_.at(next_);
  place = Minute{.sent = capped<std::uint16_t>(minute.sent),
                 .lost = capped<std::uint16_t>(minute.lost)};
  if (minute.answered()) {
    place.median_us = microseconds(minute.median);
    place.variation_us = microseconds(minute.variation());
  }
  next_ = static_cast<std::uint8_t>((next_ + 1U) % kMinutes);
  count_ = static_cast<std::uint8_t>(std::min<std::size_t>(count_ + 1U, kMinutes));
  return count_ < kMinutes ? QualityJudgement{} : judge(limits);
}

QualityJudgement QualityRule::judge(const MinuteLimits& limits) const {
  QualityJudgement judgement;
  std::uint32_t sent = 0;
  std::uint32_t lost = 0;
  Values medians;
  Values variations;
  for (const Minute& minute : minutes_) {
    sent += minute.sent;
    lost += minute.lost;
    if (minute.sent > minute.lost) {
      medians.add(minute.median_us);
      variations.add(minute.variation_us);
    }
  }
  if (sent > 0) {
    weigh(static_cast<double>(lost) / sent, limits.loss, DegradedReason::loss, judgement);
  }
  if (!medians.empty()) {
    weigh(medians.median(), limits.rtt, DegradedReason::rtt, judgement);
    weigh(variations.median(), limits.variation, DegradedReason::delay_variation, judgement);
  }
  return judgement;
}

}  // namespace pantau::links
