// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/http/sample_outages.hpp"

#include <chrono>

namespace pantau::http::test {

namespace {

using namespace std::chrono_literals;

book::Outage open_outage() {
  book::Outage outage;
  outage.id = 7;
  outage.link = "jila-vsat";
  outage.site = "jila";
  outage.start = sample_day() + 2h;
  outage.detected = sample_day() + 2h + 35s;
  outage.segments.push_back({.start = outage.start,
                             .end = std::nullopt,
                             .state = book::LinkState::down,
                             .roots = {"jila-vsat"},
                             .proposed = book::Cause::power_site,
                             .planned = false,
                             .evidence = {{"charge", outage.start - 60s, "jila-ups 0.15"}}});
  return outage;
}

book::Outage closed_outage() {
  book::Outage outage;
  outage.id = 8;
  outage.link = "jila-wifi";
  outage.site = "jila";
  outage.start = sample_day() + 1h;
  outage.detected = sample_day() + 1h + 15s;
  outage.end = sample_day() + 3h;
  outage.ended_by = book::EndedBy::answers;
  book::Segment first;
  first.start = outage.start;
  first.end = outage.start + 10min;
  first.state = book::LinkState::unreachable;
  first.roots = {"jila-vsat", "timika-fibre"};
  first.proposed = book::Cause::upstream;
  first.planned = true;
  book::Segment second;
  second.start = sample_day() + 2h;
  second.end = outage.end;
  second.roots = {"jila-wifi"};
  outage.segments = {first, second};
  book::Correction correction;
  correction.time = sample_day() + 4h;
  correction.user = "noc";
  correction.cause = book::Cause::rain_fade;
  correction.note = "rain";
  outage.corrections.push_back(correction);
  outage.corrections.push_back({.time = sample_day() + 5h,
                                .user = "noc",
                                .cause = book::Cause::security,
                                .note = "said \"no\",\r\n=1+1",
                                .document = "BA-7/2026",
                                .reported = sample_day() + 1h + 20min,
                                .ticket = "T-1"});
  return outage;
}

}  // namespace

book::Second sample_day() {
  return std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);
}

std::vector<book::Outage> sample_outages() {
  return {closed_outage(), open_outage()};
}

}  // namespace pantau::http::test
