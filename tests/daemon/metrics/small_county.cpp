// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/metrics/small_county.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "tests/daemon/metrics/small_county_parts.hpp"

namespace pantau::test {
namespace {

using std::chrono::seconds;

config::ProbeProfile geo_profile() {
  config::ProbeProfile profile;
  profile.rtt = {0.8, 1.2};
  profile.variation = {0.3, 0.6};
  profile.loss = {0.03, 0.1};
  return profile;
}

config::ProbeProfile ground_profile() {
  config::ProbeProfile profile;
  profile.rtt = {0.1, 0.2};
  profile.variation = {0.01, 0.03};
  profile.loss = {0.005, 0.02};
  return profile;
}

void add_places(config::Plan& plan) {
  config::District jila;
  jila.id = "jila";
  jila.name = "Jila";
  jila.code = "94.04.06";
  jila.district_class = "highland";
  jila.population = 2103;
  jila.latitude = -4.247;
  jila.longitude = 137.6;
  config::District timika;
  timika.id = "mimika-baru";
  timika.name = "Mimika Baru";
  timika.population = 143000;
  plan.districts = {jila, timika};
  config::Phase phase;
  phase.id = "tahap-2";
  phase.name = "Tahap II";
  plan.phases = {phase};

  config::Site office;
  office.id = "jila-kantor-distrik";
  office.name = "Kantor Distrik \"Jila\"";
  office.district = "jila";
  office.phase = "tahap-2";
  office.latitude = -4.247;
  office.longitude = 137.6;
  office.serves_population = 2103;
  office.services = {"disdukcapil", "puskesmas"};
  config::Site hub;
  hub.id = "timika-hub";
  hub.name = "Hub Timika";
  hub.district = "mimika-baru";
  plan.sites = {office, hub};
}

void add_partners(config::Plan& plan) {
  config::Provider provider;
  provider.id = "bakti";
  provider.name = "BAKTI";
  plan.providers = {provider};
  config::Contract past;
  past.id = "bakti-2025";
  past.provider = "bakti";
  past.number = "SPK-009/2025";
  past.start = date(2025, 1, 1);
  past.end = date(2025, 12, 31);
  past.has_end = true;
  config::Contract present = past;
  present.id = "bakti-2026";
  present.number = "SPK-017/2026";
  present.start = date(2026, 1, 1);
  present.end = date(2026, 12, 31);
  present.formula = config::AvailabilityFormula::net_a;
  plan.contracts = {past, present};
}

void add_links(config::Plan& plan) {
  config::Link vsat;
  vsat.id = "jila-vsat";
  vsat.site = "jila-kantor-distrik";
  vsat.technology = "geo-vsat";
  vsat.provider = "bakti";
  vsat.contracts = {"bakti-2025", "bakti-2026"};
  vsat.address = "198.18.6.1";
  vsat.profile = geo_profile();
  vsat.parents = {{"site:timika-hub", {"timika-fibre", "timika-lte"}}};
  vsat.capacity_down_bytes = 500000;
  vsat.capacity_up_bytes = 125000;
  vsat.quota_bytes = 5e10;
  config::Link fibre;
  fibre.id = "timika-fibre";
  fibre.site = "timika-hub";
  fibre.technology = "fibre";
  fibre.address = "fibre.timika.test";
  fibre.profile = ground_profile();
  config::Link lte = fibre;
  lte.id = "timika-lte";
  lte.technology = "lte";
  lte.role = config::Role::backup;
  lte.address.clear();
  plan.links = {vsat, fibre, lte};
}

icmp::RunnerNumbers runner_numbers() {
  icmp::RunnerNumbers icmp;
  icmp.send_failures = {1, 2, 3, 4, 5, 6, 7, 8};
  icmp.voided = {9, 10, 11};
  icmp.unmatched = {12, 13, 14, 15, 16, 17, 18};
  icmp.socket_drops = {19, 20};
  icmp.scheduler_lag.counts[0] = 100;
  icmp.scheduler_lag.counts[2] = 1;
  icmp.scheduler_lag.sum_seconds = 0.0045;
  icmp.event_loop_lag.counts[12] = 1;
  icmp.event_loop_lag.sum_seconds = 1.5;
  icmp.clock_steps = 21;
  icmp.sockets = {{net::Family::v4, icmp::SocketKind::datagram, true, 33554432},
                  {net::Family::v6, icmp::SocketKind::raw, false, 425984}};
  return icmp;
}

}  // namespace

config::Date date(int year, unsigned month, unsigned day) {
  return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
}

config::Plan small_plan() {
  config::Plan plan;
  plan.daemon.gateway = "timika-1";
  plan.vantage.anchors = {"198.18.0.1", "198.18.0.2"};
  add_places(plan);
  add_partners(plan);
  add_links(plan);
  add_small_rollout(plan);
  add_small_devices(plan);
  return plan;
}

links::Snapshot small_snapshot(config::Plan plan) {
  links::Snapshot snapshot;
  snapshot.plan = std::make_shared<const config::Plan>(std::move(plan));
  snapshot.now.wall = kSmallNow;
  snapshot.started = kSmallNow - seconds{7200};
  snapshot.links = small_links();
  snapshot.anchors = {{"198.18.0.1", true}, {"198.18.0.2", std::nullopt}};
  snapshot.devices = {small_router(), devices::DeviceNumbers{}, devices::DeviceNumbers{}};
  snapshot.carried_this_month = {123456789012U, 1000U, std::nullopt};
  snapshot.sites = small_sites();
  snapshot.accounts = small_accounts(snapshot.plan);
  snapshot.rollout = small_findings(snapshot.plan);
  snapshot.journal = {.writable = true,
                      .write_errors = 2,
                      .bytes = 409600,
                      .oldest = kSmallToday - seconds{86400 * 40}};
  snapshot.icmp = runner_numbers();
  snapshot.reload.last_success = kSmallNow - seconds{7200};
  return snapshot;
}

metrics::DaemonNumbers small_numbers() {
  metrics::DaemonNumbers numbers;
  numbers.build = {"0.1.0", "632d2d6", "g++ 12.2.0"};
  numbers.process.cpu_seconds = 12.5;
  numbers.process.open_fds = 14;
  numbers.process.max_fds = 1024;
  numbers.process.virtual_memory_bytes = 123456789;
  numbers.process.virtual_memory_max_bytes = 18446744073709551615U;
  numbers.process.resident_memory_bytes = 20480000;
  numbers.process.heap_bytes = 1048576;
  numbers.process.start_time_seconds = 1796076000.25;
  numbers.process.threads = 3;
  numbers.http_requests = {{{"/metrics", 200}, 42}, {{"other", 404}, 1}};
  numbers.exposition_duration = std::chrono::microseconds{1250};
  return numbers;
}

}  // namespace pantau::test
