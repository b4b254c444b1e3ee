// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/trial_windows.hpp"

#include <algorithm>
#include <optional>

#include "daemon/availability/account.hpp"
#include "daemon/availability/periods.hpp"

namespace pantau::rollout {
namespace {

constexpr book::Seconds kMinute{60};
constexpr book::Seconds kWindow = 15 * kMinute;
constexpr std::size_t kLeastMinutes = 5;

/// The ceil(n / 2)-th, as percentiles are taken everywhere (semantics.md 2).
bool median_is_below(std::vector<net::Nanoseconds> values, double limit_seconds) {
  if (values.empty()) {
    return false;
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return std::chrono::duration<double>(*middle).count() < limit_seconds;
}

/// The minutes of one window that count.
class Window {
 public:
  void add(const book::MinuteSummary& minute) {
    ++minutes_;
    loss_.part += minute.lost;
    loss_.whole += minute.sent;
    if (minute.answered()) {
      medians_.push_back(minute.median);
      variations_.push_back(minute.variation());
    }
  }

  void add_to(TrialWindows& windows, const config::ProbeProfile& profile) {
    if (minutes_ < kLeastMinutes) {
      return;
    }
    ++windows.judged;
    const auto count = [&windows](Quality quality, bool good) {
      windows.good.at(static_cast<std::size_t>(quality)) += good ? 1 : 0;
    };
    count(Quality::rtt, median_is_below(std::move(medians_), profile.rtt.bad));
    count(Quality::variation, median_is_below(std::move(variations_), profile.variation.bad));
    count(Quality::loss, !loss_.reaches(profile.loss.bad));
  }

 private:
  std::size_t minutes_ = 0;
  availability::Share loss_;
  std::vector<net::Nanoseconds> medians_;
  std::vector<net::Nanoseconds> variations_;
};

/// Nothing when the minute does not count.
std::optional<std::int64_t> window_of(const book::MinuteSummary& minute,
                                      const std::vector<availability::Period>& left_out,
                                      availability::Period settled) {
  const auto begin = std::chrono::floor<book::Seconds>(minute.start);
  const availability::Period span{begin, begin + kMinute};
  if (!minute.decided() || span.from < settled.from || settled.to < span.to ||
      availability::seconds_within(left_out, span) > 0) {
    return std::nullopt;
  }
  return (span.from - settled.from) / kWindow;
}

}  // namespace

TrialWindows judge_windows(const std::vector<book::MinuteSummary>& minutes,
                           const std::vector<availability::Period>& left_out,
                           availability::Period settled,
                           const config::ProbeProfile& profile) {
  TrialWindows windows;
  Window window;
  std::int64_t number = 0;
  for (const book::MinuteSummary& minute : minutes) {
    const auto belongs = window_of(minute, left_out, settled);
    if (!belongs) {
      continue;
    }
    if (*belongs != number) {
      window.add_to(windows, profile);
      window = Window{};
      number = *belongs;
    }
    window.add(minute);
  }
  window.add_to(windows, profile);
  return windows;
}

}  // namespace pantau::rollout
