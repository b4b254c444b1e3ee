// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/metrics/small_county.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace pantau::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr net::WallTime kNow{seconds{1796083200}};  // 2026-12-01T00:00:00Z
constexpr book::Second kToday{seconds{1796083200}};

config::Date date(int year, unsigned month, unsigned day) {
  return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
}

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

void add_devices(config::Plan& plan) {
  config::SnmpCredentials credentials;
  credentials.id = "kabupaten";
  credentials.version = "2c";
  credentials.community = config::Secret("mimika");
  plan.credentials = {credentials};
  config::Device router;
  router.id = "jila-router";
  router.site = "jila-kantor-distrik";
  router.address = "198.18.6.2";
  router.credentials = "kabupaten";
  router.interfaces = {"ether1", "wlan1"};
  router.links = {{"ether1", "jila-vsat"}};
  router.via = "jila-vsat";
  config::Device ups = router;
  ups.id = "jila-ups";
  ups.interfaces.clear();
  ups.links.clear();
  config::Device modem = ups;
  modem.id = "timika-modem";
  modem.site = "timika-hub";
  modem.credentials.clear();
  plan.devices = {router, ups, modem};
}

devices::InterfaceNumbers ether1() {
  devices::InterfaceNumbers interface;
  interface.interface = "ether1";
  interface.link = "jila-vsat";
  interface.alias = "VSAT ke hub";
  interface.if_type = "ethernetCsmacd";
  interface.counters = {4000000000000U, 500000000000U, 3000000000U, 2000000000U, 1, 2, 3, 4};
  interface.up = true;
  interface.admin_up = true;
  interface.speed_bytes_per_second = 12500000;
  interface.last_change = kNow - seconds{86400};
  return interface;
}

devices::InterfaceNumbers wlan1() {
  devices::InterfaceNumbers interface;
  interface.interface = "wlan1";
  interface.counters[0] = 17;  // the others it never had
  interface.up = false;
  return interface;
}

devices::DeviceValues router_values() {
  devices::DeviceValues values;
  values.read = kNow - seconds{30};
  values.identity = {"JILA-R1", "RB-1", "7.1", "1.3.6.1.4.1.99999.1", "router"};
  values.interfaces = {ether1(), wlan1()};
  values.power.on_battery = true;
  values.power.battery_low = false;
  values.power.charge_ratio = 0.75;
  values.power.battery_volts = 24.5;
  values.power.battery_low_volts = 23;
  values.power.remaining_seconds = 3600;
  values.power.input_volts = {{"1", 229.5}, {"2", 231}};
  values.radios = {{"wlan1", -71, -95.5, 24.5, 8125000, 16250000}};
  values.celsius = {{"cpu", 53.5}, {"board", -2}};
  values.volts = {{"board", 24.25}};
  return values;
}

devices::DeviceNumbers polled_device() {
  devices::DeviceNumbers device;
  device.polled = true;
  device.up = true;
  device.complete = true;
  device.poll_duration = milliseconds{655};
  device.last_success = kNow - milliseconds{30250};
  device.polls.requests = 100;
  device.polls.retries = 4;
  device.polls.timeouts = 5;
  device.polls.faults[static_cast<std::size_t>(snmp::Fault::timeout)] = 1;
  device.polls.faults[static_cast<std::size_t>(snmp::Fault::too_big)] = 2;
  device.boot = kNow - seconds{100000};
  device.restarts = 3;
  device.values = std::make_shared<const devices::DeviceValues>(router_values());
  return device;
}

links::LinkNumbers answering() {
  links::LinkNumbers link;
  link.probes = 120;
  link.lost = 3;
  link.unsent = 4;
  link.voided = 5;
  link.late = 1;
  link.duplicates = 2;
  link.reordered = 6;
  link.corrupt = 7;
  link.icmp_errors = {0, 2, 0, 0, 1, 0, 0};
  link.bytes_to_site = 10080;
  link.bytes_from_site = 9996;
  link.rtt.counts[18] = 100;  // up to 650 ms
  link.rtt.counts[19] = 16;  // up to 700 ms
  link.rtt.counts[27] = 1;  // beyond 5 s
  link.rtt.sum_seconds = 81.25;
  link.loss_runs.counts[0] = 1;
  link.loss_runs.counts[1] = 1;
  link.loss_runs.sum_probes = 3;
  link.last_reply = kNow - milliseconds{1500};
  link.reply_hop_limit = 57;
  link.jitter_seconds = 0.0125;
  link.jitter_samples = 116;
  link.rtt_below_physics = true;
  link.minute = links::MinuteSummary{.start = kNow - seconds{120},
                                     .sent = 12,
                                     .lost = 3,
                                     .min = milliseconds{450},
                                     .median = milliseconds{640},
                                     .p95 = milliseconds{660},
                                     .max = milliseconds{700}};
  link.state = links::LinkState::degraded;
  link.since = kNow - seconds{3600};
  link.degraded = 1U | 4U;  // loss and delay variation
  link.outages_opened = 9;
  return link;
}

links::LinkNumbers silent() {
  links::LinkNumbers link;
  link.probes = 60;
  link.lost = 60;
  link.dns_failures = 8;
  link.minute = links::MinuteSummary{.start = kNow - seconds{120}, .sent = 12, .lost = 12};
  link.state = links::LinkState::down;
  link.root = static_cast<std::uint32_t>(kFibre);
  link.outages_opened = 4;
  link.outage = links::OpenOutage{.id = 31,
                                  .start = kToday - seconds{600},
                                  .upstream = false,
                                  .root = static_cast<std::uint32_t>(kFibre),
                                  .cause = book::Cause::provider_core,
                                  .planned = true};
  link.in_maintenance = true;
  link.window_start = kToday - seconds{3600};
  link.window_end = kToday + seconds{3600};
  link.affected_links = 1;
  link.affected_sites = 2;
  link.affected_population = 2103;
  return link;
}

/// The office waits for the hub; the hub's only outage of its own is the fibre's.
std::vector<links::SiteNumbers> site_numbers() {
  links::SiteNumbers office;
  office.measured = true;
  office.state = links::LinkState::unreachable;
  office.since = kToday - seconds{500};
  office.in_maintenance = true;
  office.outage = links::OpenOutage{.id = 32,
                                    .start = kToday - seconds{500},
                                    .upstream = true,
                                    .root = static_cast<std::uint32_t>(kFibre),
                                    .cause = book::Cause::upstream,
                                    .planned = false};
  office.outside_root = static_cast<std::uint32_t>(kFibre);
  links::SiteNumbers hub;
  hub.measured = true;
  hub.state = links::LinkState::degraded;
  hub.on_backup = true;
  return {office, hub};
}

availability::MonthAccount month(const char* label, const availability::Account& account) {
  return {.month = label,
          .contract = "bakti-2026",
          .account = account,
          .formula = config::AvailabilityFormula::net_a,
          .judgement = availability::Judgement::met};
}

availability::LinkAccount vsat_account() {
  availability::LinkAccount account;
  account.first = kToday - seconds{86400 * 40};
  account.settled_until = kToday - seconds{15};
  account.state_seconds = {100, 2000, 300, 40, 5};  // unknown, up, degraded, unreachable, down
  account.sla = availability::SlaSeconds{.up = 1900, .down = 45, .maintenance = 60, .unknown = 95};
  account.budget = availability::SlaBudget{
      .target = 0.95, .start = kToday - seconds{86400 * 30}, .seconds = 133920, .remaining = -80};
  account.months = {
      month("2026-11",
            {.up = 800, .down = 40, .too_short = 10, .excluded = 50, .planned = 60, .unknown = 40}),
      month("2026-12",
            {.up = 100, .down = 0, .too_short = 0, .excluded = 0, .planned = 0, .unknown = 100})};
  account.months[1].judgement = availability::Judgement::not_enough_data;
  account.causes = {
      {.month = "2026-11", .cause = book::Cause::power_grid, .outages = 2, .seconds = 90},
      {.month = "2026-12", .cause = book::Cause::upstream, .outages = 1, .seconds = 7}};
  return account;
}

/// Without a contract.
availability::LinkAccount fibre_account() {
  availability::LinkAccount account;
  account.settled_until = kToday - seconds{600};
  account.state_seconds = {0, 500, 0, 0, 0};
  account.months.emplace_back().month = "2026-12";
  account.months[0].account.up = 400;
  account.months[0].account.down = 100;
  return account;
}

availability::SiteAccount office_account() {
  availability::SiteAccount account;
  account.settled_until = kToday - seconds{15};
  account.state_seconds = {10, 20, 30, 40, 50};
  account.months = {{.month = "2026-11",
                     .seconds = {100, 800, 50, 40, 10},
                     .gross = 0.95,
                     .service_hours = 0.75,
                     .coverage = 0.9,
                     .judgement = availability::Judgement::missed}};
  return account;
}

std::shared_ptr<const availability::Accounts> accounts(std::shared_ptr<const config::Plan> plan) {
  auto all = std::make_shared<availability::Accounts>();
  all->plan = std::move(plan);
  all->links = {vsat_account(), fibre_account(), std::nullopt};
  all->sites = {office_account(), std::nullopt};
  return all;
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

config::Plan small_plan() {
  config::Plan plan;
  plan.daemon.gateway = "timika-1";
  plan.vantage.anchors = {"198.18.0.1", "198.18.0.2"};
  add_places(plan);
  add_partners(plan);
  add_links(plan);
  add_devices(plan);
  return plan;
}

links::Snapshot small_snapshot(config::Plan plan) {
  links::Snapshot snapshot;
  snapshot.plan = std::make_shared<const config::Plan>(std::move(plan));
  snapshot.now.wall = kNow;
  snapshot.started = kNow - seconds{7200};
  snapshot.links = {answering(), silent(), links::LinkNumbers{}};
  snapshot.anchors = {{"198.18.0.1", true}, {"198.18.0.2", std::nullopt}};
  snapshot.devices = {polled_device(), devices::DeviceNumbers{}, devices::DeviceNumbers{}};
  snapshot.carried_this_month = {123456789012U, 1000U, std::nullopt};
  snapshot.sites = site_numbers();
  snapshot.accounts = accounts(snapshot.plan);
  snapshot.journal = {
      .writable = true, .write_errors = 2, .bytes = 409600, .oldest = kToday - seconds{86400 * 40}};
  snapshot.icmp = runner_numbers();
  snapshot.reload.last_success = kNow - seconds{7200};
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
