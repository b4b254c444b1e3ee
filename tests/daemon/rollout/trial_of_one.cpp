// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/rollout/trial_of_one.hpp"

#include <algorithm>

namespace pantau::rollout::test {
namespace {

constexpr Seconds kMinute{60};
constexpr Seconds kLongestAllowed{300};

book::MinuteSummary healthy_minute(Second start) {
  book::MinuteSummary minute;
  minute.start = start;
  minute.sent = 12;
  minute.min = 580ms;
  minute.median = 600ms;
  minute.p95 = 640ms;
  minute.max = 660ms;
  return minute;
}

}  // namespace

TrialOfOne::TrialOfOne() {
  county.site().acceptance_start = start;
  config::Link& link = county.link();
  link.technology = "geo-vsat";
  link.address = "198.18.6.1";
  link.profile.rtt = {0.8, 1.2};
  link.profile.variation = {0.3, 0.6};
  link.profile.loss = {0.03, 0.1};
  link.profile.target = 0.9;
  for (Second minute = start - 1h; minute < period().to; minute += kMinute) {
    minutes.push_back(healthy_minute(minute));
  }
}

Period TrialOfOne::period() const {
  return trial_period(county.plan, county.plan.sites.front(), at(2030, 1, 1)).value_or(Period{});
}

void TrialOfOne::change(Period period, const std::function<void(book::MinuteSummary&)>& how) {
  for (book::MinuteSummary& minute : minutes) {
    if (period.from <= minute.start && minute.start < period.to) {
      how(minute);
    }
  }
}

void TrialOfOne::forget(Period period) {
  std::erase_if(minutes, [period](const book::MinuteSummary& minute) {
    return period.from <= minute.start && minute.start < period.to;
  });
}

void TrialOfOne::fail_in_parts(Seconds sum) {
  for (Second time = start + 1h; sum > 0s; time += 1h) {
    const Seconds part = std::min(sum, kLongestAllowed);
    course.fail(time, part);
    sum -= part;
  }
}

Acceptance TrialOfOne::judged() const {
  const TrialInput input{&county.plan.links.front(), course.until(settled), minutes};
  return judge(county.plan, county.plan.sites.front(), period(), {input}, settled);
}

CriterionResult TrialOfOne::result(Criterion criterion) const {
  return link().criteria.at(static_cast<std::size_t>(criterion));
}

}  // namespace pantau::rollout::test
