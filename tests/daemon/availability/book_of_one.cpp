// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/availability/book_of_one.hpp"

#include <utility>

namespace pantau::availability::test {
namespace {

config::Contract contract_named(const std::string& id, config::Date start) {
  config::Contract contract;
  contract.id = id;
  contract.provider = "p";
  contract.start = start;
  contract.target = 0.95;
  return contract;
}

}  // namespace

config::Date day(int year, unsigned month, unsigned day) {
  return {std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

Second at(int year, unsigned month, unsigned day_of_month) {
  return Second{std::chrono::sys_days{day(year, month, day_of_month)}} - hours{9};
}

County::County() {
  plan.contracts.push_back(contract_named("c", day(2025, 1, 1)));
  config::Site& site = plan.sites.emplace_back();
  site.id = "jila";
  site.district = "jila";
  site.phase = "phase-1";
  site.actual[config::Stage::in_service] = day(2025, 1, 1);
  config::District& district = plan.districts.emplace_back();
  district.id = "jila";
  config::Link& link = plan.links.emplace_back();
  link.id = "jila";
  link.site = "jila";
  link.provider = "p";
  link.contracts = {"c"};
}

void County::add_contract(const std::string& id, config::Date start) {
  plan.contracts.push_back(contract_named(id, start));
  link().contracts.push_back(id);
}

void County::add_hub() {
  config::Site site;
  site.id = "hub";
  site.district = "town";
  plan.sites.insert(plan.sites.begin(), site);
  config::Link link;
  link.id = "hub";
  link.site = "hub";
  link.provider = "h";
  plan.links.insert(plan.links.begin(), link);
}

Course::Course(Second first, std::string id) {
  history_.id = std::move(id);
  history_.first = first;
  history_.spans = {{first, LinkState::up}};
}

void Course::put(Second from, LinkState state, Second to) {
  auto& spans = history_.spans;
  if (spans.back().start == from) {
    spans.back().state = state;
  } else {
    spans.push_back({from, state});
  }
  spans.push_back({to, LinkState::up});
}

Course& Course::fail(Second from,
                     Seconds length,
                     book::Cause cause,
                     LinkState state,
                     const std::vector<std::string>& roots) {
  put(from, state, from + length);
  book::Outage outage;
  outage.id = history_.outages.size() + 1;
  outage.link = history_.id;
  outage.site = history_.id;
  outage.start = from;
  outage.detected = from;
  outage.end = from + length;
  outage.ended_by = book::EndedBy::answers;
  outage.segments.push_back({from, from + length, state, roots, cause, false, {}});
  history_.outages.push_back(std::move(outage));
  return *this;
}

Course& Course::go_on(Second from, Seconds length, book::Cause cause) {
  put(from, LinkState::down, from + length);
  book::Outage& outage = history_.outages.back();
  outage.end = from + length;
  outage.segments.push_back({from, from + length, LinkState::down, {}, cause, false, {}});
  return *this;
}

Course& Course::blind(Second from, Seconds length) {
  put(from, LinkState::unknown, from + length);
  return *this;
}

Course& Course::correct(book::Cause cause) {
  book::Correction correction;
  correction.cause = cause;
  history_.outages.back().corrections.push_back(correction);
  return *this;
}

History Course::until(Second settled) const {
  History history = history_;
  history.settled_until = settled;
  return history;
}

book::Window window_of(Second start, Seconds length) {
  book::Window window;
  window.links = {"jila"};
  window.start = start;
  window.end = start + length;
  return window;
}

}  // namespace pantau::availability::test
