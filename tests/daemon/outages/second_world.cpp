// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/outages/second_world.hpp"

#include <algorithm>

namespace pantau::outages::test {

namespace {

using Broken = std::vector<std::string>;

std::int64_t second_of(book::Second time) {
  return (time - at(0)).count();
}

/// Outages of the link that are shown, by start.
std::vector<book::Outage> shown(const Journal& journal, const std::string& link) {
  std::vector<book::Outage> outages;
  for (const auto& [id, outage] : journal) {
    if (outage.link == link && !outage.taken_back()) {
      outages.push_back(outage);
    }
  }
  std::ranges::stable_sort(outages, {}, &book::Outage::start);
  return outages;
}

void check_order(const book::Outage& outage, book::Second now, Broken& broken) {
  const book::Second end = outage.end.value_or(now);
  book::Second before = outage.start;
  for (const book::Segment& segment : outage.segments) {
    const bool last = &segment == &outage.segments.back();
    if (segment.start < before || (segment.end && *segment.end < segment.start)) {
      broken.emplace_back("segments overlap or are not sorted");
    }
    if (!segment.end && (outage.end || !last)) {
      broken.emplace_back("an open segment before the end");
    }
    before = segment.end.value_or(now);
  }
  if (outage.segments.empty() || before > end) {
    broken.emplace_back("segments do not lie within the outage");
  }
}

/// The end is the last failed second; what follows it, but for unknown time, is up or degraded.
void check_end(const book::Outage& outage, const LinkTruth& truth, Broken& broken) {
  if (outage.ended_by == book::EndedBy::removed) {
    return;  // at the reload, whatever it was then
  }
  std::int64_t second = second_of(outage.end.value_or(outage.segments.back().start));
  if (outage.end && *outage.end != outage.segments.back().end) {
    broken.emplace_back("the end is not the last failed second");
  }
  while (second < truth.now() &&
         !book::is_working(truth.seconds[static_cast<std::size_t>(second)].state) &&
         !(outage.end && truth.is_failed(second))) {
    ++second;
  }
  const bool answered = second < truth.now() && !truth.is_failed(second);
  if (answered != outage.end.has_value()) {
    broken.emplace_back(outage.end ? "ended without an answer" : "answered but not ended");
  }
}

/// What the journal says of each second: a failed second lies in one segment, others in none.
void check_seconds(const std::vector<book::Outage>& outages,
                   const LinkTruth& truth,
                   Broken& broken) {
  std::vector<Now> told(truth.seconds.size());
  for (const book::Outage& outage : outages) {
    for (const book::Segment& segment : outage.segments) {
      const std::int64_t end = segment.end ? second_of(*segment.end) : truth.now();
      for (std::int64_t second = second_of(segment.start); second < end; ++second) {
        Now& now = told.at(static_cast<std::size_t>(second));
        if (now != Now{}) {
          broken.emplace_back("a second lies in two segments");
        }
        now = {segment.state, segment.roots};
      }
    }
  }
  for (std::size_t second = 0; second < told.size(); ++second) {
    const bool failed = truth.is_failed(static_cast<std::int64_t>(second));
    if (told[second] != (failed ? truth.seconds[second] : Now{})) {
      broken.emplace_back("second " + std::to_string(second) + " is told otherwise than it was");
      return;
    }
  }
}

/// Between two outages something answered, else they would be one.
void check_between(const book::Outage& one,
                   const book::Outage& next,
                   const LinkTruth& truth,
                   Broken& broken) {
  if (!one.end) {
    broken.emplace_back("an open outage is not the last one");
    return;
  }
  bool answered = one.ended_by == book::EndedBy::removed;
  for (std::int64_t second = second_of(*one.end); second < second_of(next.start); ++second) {
    answered = answered || book::is_working(truth.seconds[static_cast<std::size_t>(second)].state);
  }
  if (!answered) {
    broken.emplace_back("two outages that are one");
  }
}

}  // namespace

void LinkTruth::pass(const Now& what, std::int64_t length) {
  seconds.insert(seconds.end(), static_cast<std::size_t>(length), what);
}

void LinkTruth::rewrite(std::int64_t from, std::int64_t to, const Now& what) {
  for (std::int64_t second = std::max({from, settled, watched_from}); second < std::min(to, now());
       ++second) {
    seconds[static_cast<std::size_t>(second)] = what;
  }
}

std::vector<Leg> LinkTruth::course() const {
  std::vector<Leg> legs;
  for (std::int64_t second = std::min(settled, now() - 1); second < now(); ++second) {
    const Now& what = seconds[static_cast<std::size_t>(second)];
    if (legs.empty() || legs.back().state != what.state || legs.back().roots != what.roots) {
      legs.push_back({second, what.state, what.roots});
    }
  }
  return legs;
}

bool LinkTruth::is_failed(std::int64_t second) const {
  return book::is_failed(seconds[static_cast<std::size_t>(second)].state);
}

bool DeviceTruth::shows_power(const std::string& site, book::Second start) const {
  using namespace std::chrono_literals;
  std::map<std::string, book::PowerReading> last;
  for (const book::PowerReading& reading : readings) {
    if (reading.site == site && reading.time <= start && start - reading.time <= 15min) {
      last[reading.device] = reading;
    }
  }
  return std::ranges::any_of(last, [](const auto& of) { return of.second.on_battery == true; }) ||
         std::ranges::any_of(restarts, [&](const book::DeviceRestart& restart) {
           return restart.site == site && start - 5min <= restart.booted &&
                  restart.booted <= start + 5min;
         });
}

std::vector<std::string> what_is_broken(const Journal& journal,
                                        const std::string& link,
                                        const LinkTruth& truth) {
  Broken broken;
  const std::vector<book::Outage> outages = shown(journal, link);
  for (std::size_t index = 0; index < outages.size(); ++index) {
    check_order(outages[index], at(truth.now()), broken);
    if (!broken.empty()) {
      return broken;
    }
    check_end(outages[index], truth, broken);
    if (index + 1 < outages.size()) {
      check_between(outages[index], outages[index + 1], truth, broken);
    }
  }
  check_seconds(outages, truth, broken);
  return broken;
}

}  // namespace pantau::outages::test
