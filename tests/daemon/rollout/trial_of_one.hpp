// SPDX-License-Identifier: Apache-2.0
/// \file
/// A site of one link in its acceptance test, and the book of it written by hand.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "daemon/rollout/acceptance.hpp"
#include "tests/daemon/availability/book_of_one.hpp"

namespace pantau::rollout::test {

using availability::Period;
using availability::test::at;
using availability::test::day;
using book::Second;
using book::Seconds;
using namespace std::chrono_literals;

inline constexpr Seconds kWindow{900};

/// The link "jila" of availability's County with the thresholds of geo-vsat; the test began on
/// 2025-08-01, 00:00 local. Watched since a month before; 12 echoes of 600 ms and a PDV of 60 ms in
/// every minute until the test's end.
class TrialOfOne {
 public:
  TrialOfOne();

  /// All minutes that begin in `period`.
  void change(Period period, const std::function<void(book::MinuteSummary&)>& how);
  void forget(Period period);
  /// Outages of 300 s and a last one of what is left, one an hour.
  void fail_in_parts(Seconds sum);

  /// The first `count` windows of the test.
  [[nodiscard]] Period windows(int count) const { return {start, start + count * kWindow}; }

  [[nodiscard]] Period period() const;
  [[nodiscard]] Acceptance judged() const;

  [[nodiscard]] LinkTrial link() const { return judged().links.at(0); }

  [[nodiscard]] CriterionResult result(Criterion criterion) const;

  availability::test::County county;
  availability::test::Course course{at(2025, 7, 1)};
  std::vector<book::MinuteSummary> minutes;
  Second start = at(2025, 8, 1);
  Second settled = at(2025, 8, 5);
};

}  // namespace pantau::rollout::test
