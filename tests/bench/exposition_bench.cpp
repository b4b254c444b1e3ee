// SPDX-License-Identifier: Apache-2.0
// What a page costs, beside prometheus-cpp's Registry and TextSerializer in the same run: the page
// of benchmark_page.hpp, then the real page with all series of the contract.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/metrics/exposition.hpp"
#include "tests/bench/benchmark_page.hpp"

namespace {

namespace links = pantau::links;
namespace availability = pantau::availability;
namespace config = pantau::config;
namespace metrics = pantau::metrics;
namespace net = pantau::net;

using namespace pantau::bench;  // NOLINT(google-build-using-namespace): a program of one file

void report(benchmark::State& state, const std::string& page) {
  state.counters["lines"] = static_cast<double>(std::count(page.begin(), page.end(), '\n'));
  state.counters["bytes"] = static_cast<double>(page.size());
}

void prometheus_cpp(benchmark::State& state) {
  const auto registry = make_registry(measure(static_cast<std::size_t>(state.range(0))));
  std::string page;
  while (state.KeepRunning()) {
    page = serialize(*registry);
    benchmark::DoNotOptimize(page);
  }
  report(state, page);
}

void page_writer(benchmark::State& state) {
  const auto measured = measure(static_cast<std::size_t>(state.range(0)));
  const auto heads = make_heads(measured.size());
  std::string page;
  while (state.KeepRunning()) {
    page = write_page(measured, heads, page.size());
    benchmark::DoNotOptimize(page);
  }
  report(state, page);
}

/// Four judged months under a contract, as a link has after half a year.
availability::LinkAccount settled_account(std::size_t link) {
  availability::LinkAccount account;
  account.settled_until = pantau::book::Second(std::chrono::seconds(1796083185));
  account.state_seconds = {1000, 15000000 + static_cast<std::int64_t>(link), 20000, 3000, 4000};
  account.sla = availability::SlaSeconds{15000000, 4000, 3000, 1000};
  account.budget = availability::SlaBudget{0.95, {}, 133920, 100000};
  for (const char* month : {"2026-09", "2026-10", "2026-11", "2026-12"}) {
    availability::MonthAccount& one = account.months.emplace_back();
    one.month = month;
    one.contract = "bakti-2026";
    one.account = {2500000, 40000, 300, 20000, 18000, 5000};
    one.formula = pantau::config::AvailabilityFormula::net_a;
    one.judgement = availability::Judgement::met;
  }
  return account;
}

links::Snapshot county(std::size_t links) {
  auto plan = std::make_shared<config::Plan>();
  links::Snapshot snapshot;
  snapshot.now.wall = net::WallTime(std::chrono::seconds(1796083200));
  const auto measured = measure(links);
  auto accounts = std::make_shared<availability::Accounts>();
  for (std::size_t i = 0; i < links; ++i) {
    config::Site site;
    site.id = site_name(i);
    site.name = "Kantor Distrik";
    site.district = "jila";
    plan->sites.push_back(site);
    config::Link link;
    link.id = link_name(i);
    link.site = site.id;
    link.technology = "geo-vsat";
    link.address = "198.18.6.1";
    plan->links.push_back(link);
    const auto time = [&](std::size_t gauge) {
      return net::Nanoseconds(static_cast<std::int64_t>(measured[i].gauges[gauge] * 1e9));
    };
    links::LinkNumbers numbers;
    numbers.probes = 1234567 + i;
    numbers.lost = 1234;
    numbers.rtt.counts[19] = 1000000;
    numbers.rtt.sum_seconds = 812345.678901234;
    numbers.last_reply = snapshot.now.wall - time(0);
    numbers.reply_hop_limit = 57;
    numbers.jitter_seconds = measured[i].gauges[1] / 97;
    numbers.jitter_samples = 1;
    numbers.minute = links::MinuteSummary{
        .sent = 12, .lost = 1, .min = time(2), .median = time(3), .p95 = time(4), .max = time(5)};
    numbers.state = links::LinkState::up;
    snapshot.links.push_back(numbers);
    links::SiteNumbers& over = snapshot.sites.emplace_back();
    over.measured = true;
    over.state = links::LinkState::up;
    accounts->links.emplace_back(settled_account(i));
  }
  accounts->plan = plan;
  snapshot.accounts = std::move(accounts);
  snapshot.plan = std::move(plan);
  return snapshot;
}

void real_page(benchmark::State& state, metrics::Format format) {
  const auto snapshot = county(static_cast<std::size_t>(state.range(0)));
  metrics::Exposition exposition;
  std::string page = exposition.render(snapshot, {}, format);
  while (state.KeepRunning()) {
    page = exposition.render(snapshot, {}, format);
    benchmark::DoNotOptimize(page);
  }
  report(state, page);
}

void real_page_text(benchmark::State& state) {
  real_page(state, metrics::Format::text_0_0_4);
}

/// The same links where every site stands in a phase, with the dates of four stages.
links::Snapshot rollout(std::size_t links) {
  links::Snapshot snapshot = county(links);
  auto plan = std::make_shared<config::Plan>(*snapshot.plan);
  plan->phases.emplace_back().id = "tahap-2";
  plan->districts.emplace_back().id = "jila";
  plan->districts.back().population = 2103;
  const auto year = std::chrono::year(2026);
  for (config::Site& site : plan->sites) {
    site.phase = "tahap-2";
    site.serves_population = 210;
    site.planned = {{config::Stage::installed, year / 2 / 15},
                    {config::Stage::in_service, year / 3 / 15}};
    site.actual = {{config::Stage::surveyed, year / 1 / 10},
                   {config::Stage::in_service, year / 4 / 1}};
  }
  auto accounts = std::make_shared<availability::Accounts>(*snapshot.accounts);
  accounts->plan = plan;
  snapshot.accounts = std::move(accounts);
  snapshot.plan = std::move(plan);
  return snapshot;
}

void rollout_page(benchmark::State& state) {
  const auto snapshot = rollout(static_cast<std::size_t>(state.range(0)));
  metrics::Exposition exposition;
  std::string page = exposition.render(snapshot, {}, metrics::Format::text_0_0_4);
  while (state.KeepRunning()) {
    page = exposition.render(snapshot, {}, metrics::Format::text_0_0_4);
    benchmark::DoNotOptimize(page);
  }
  report(state, page);
}

void first_rollout_page(benchmark::State& state) {
  const auto snapshot = rollout(static_cast<std::size_t>(state.range(0)));
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(metrics::render(snapshot, {}, metrics::Format::text_0_0_4));
  }
}

void real_page_openmetrics(benchmark::State& state) {
  real_page(state, metrics::Format::openmetrics_1_0);
}

/// What a scrape costs the web thread the first time after a reload.
void first_page(benchmark::State& state) {
  const auto snapshot = county(static_cast<std::size_t>(state.range(0)));
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(metrics::render(snapshot, {}, metrics::Format::text_0_0_4));
  }
}

void process_numbers(benchmark::State& state) {
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(metrics::read_process());
  }
}

BENCHMARK(prometheus_cpp)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(page_writer)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(real_page_text)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(real_page_openmetrics)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(first_page)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(rollout_page)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(first_rollout_page)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(process_numbers)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
