// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/http/sample_snapshot.hpp"

#include <chrono>
#include <memory>

namespace pantau::http::test {

namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::year;

config::Link link(const std::string& id, const std::string& site, const std::string& technology) {
  config::Link result;
  result.id = id;
  result.site = site;
  result.technology = technology;
  return result;
}

config::Contract contract(const std::string& id, config::Date start, config::Date end) {
  config::Contract result;
  result.id = id;
  result.provider = "bakti";
  result.start = start;
  result.end = end;
  result.has_end = true;
  return result;
}

std::shared_ptr<config::Plan> sample_plan() {
  auto plan = std::make_shared<config::Plan>();
  plan->daemon.gateway = "timika-1";
  plan->contracts = {contract("c-2025", year(2025) / 1 / 1, year(2025) / 12 / 31),
                     contract("c-2026", year(2026) / 1 / 1, year(2026) / 12 / 31)};
  config::Site jila;
  jila.id = "jila";
  jila.district = "jila-district";
  jila.phase = "tahap-2";
  jila.actual[config::Stage::in_service] = year(2026) / 3 / 15;
  config::Site hub;
  hub.id = "timika";
  hub.district = "mimika-baru";
  plan->sites = {jila, hub};
  plan->links = {link("jila-vsat", "jila", "geo-vsat"),
                 link("jila-wifi", "jila", "radio"),
                 link("timika-fibre", "timika", "fibre")};
  plan->links[0].provider = "bakti";
  plan->links[0].contracts = {"c-2025", "c-2026"};
  plan->links[0].address = "198.18.6.1";
  plan->links[1].address = "198.18.6.2";
  plan->links[1].role = config::Role::backup;
  plan->links[1].contracts = {"c-2025"};
  plan->links[1].profile.timeout = 3s;
  return plan;
}

links::LinkNumbers answering(net::WallTime now) {
  links::LinkNumbers numbers;
  numbers.state = links::LinkState::up;
  numbers.since = sys_days(year(2026) / 11 / 19) + 1s;
  numbers.last_reply = now - 500ms;
  numbers.last_answered = true;
  numbers.last_rtt = 650ms;
  links::MinuteSummary minute;
  minute.start = sys_days(year(2026) / 11 / 20) + 3h + 2min;
  minute.sent = 12;
  minute.lost = 1;
  minute.late = 1;
  minute.duplicates = 2;
  minute.min = 600ms;
  minute.median = 650ms;
  minute.p95 = 700ms;
  minute.max = 720ms;
  numbers.minute = minute;
  return numbers;
}

}  // namespace

links::Snapshot sample_snapshot() {
  links::Snapshot snapshot;
  snapshot.plan = sample_plan();
  snapshot.now.wall = sys_days(year(2026) / 11 / 20) + 3h + 4min + 5s + 678ms;
  snapshot.links.resize(3);
  snapshot.links[0] = answering(snapshot.now.wall);
  links::MinuteSummary silent;
  silent.start = sys_days(year(2026) / 11 / 20) + 3h + 2min;
  silent.sent = 60;
  silent.lost = 60;
  snapshot.links[1].minute = silent;
  snapshot.links[1].last_answered = false;
  snapshot.links[1].state = links::LinkState::down;
  snapshot.links[1].since = sys_days(year(2026) / 11 / 20) + 2h;
  return snapshot;
}

}  // namespace pantau::http::test
