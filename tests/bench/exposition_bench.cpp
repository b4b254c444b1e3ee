// SPDX-License-Identifier: Apache-2.0
// What a page costs, beside prometheus-cpp's Registry and TextSerializer in the same run: 40 series
// a link (25 gauges and a histogram of 15 lines, four labels), the page that peers were measured
// with. Then the real page, with all series of the contract. Ends with the ratio.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "daemon/metrics/exposition.hpp"
#include "daemon/metrics/label.hpp"

namespace {

namespace links = pantau::links;
namespace config = pantau::config;
namespace metrics = pantau::metrics;
namespace net = pantau::net;

constexpr std::size_t kGauges = 25;
constexpr std::array<double, 12> kBounds{
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.6, 0.7, 0.8, 1, 2.5};

std::string site_name(std::size_t i) {
  return "jila-kantor-distrik-" + std::to_string(i);
}

std::string link_name(std::size_t i) {
  return "jila-vsat-" + std::to_string(i);
}

std::string gauge_name(std::size_t i) {
  return "pantau_link_measurement_number_" + std::to_string(i) + "_seconds";
}

/// Microseconds, as round trips are; every number its own.
struct Measured {
  std::array<double, kGauges> gauges{};
  std::array<std::uint64_t, kBounds.size() + 1> counts{};
  double sum = 0;
};

std::vector<Measured> measure(std::size_t links) {
  std::mt19937_64 random(9750);
  std::uniform_int_distribution<int> microseconds(450000, 1250000);
  std::uniform_int_distribution<std::uint64_t> count(0, 40);
  std::vector<Measured> all(links);
  for (Measured& one : all) {
    for (double& gauge : one.gauges) {
      gauge = microseconds(random) / 1e6;
    }
    for (std::size_t bucket = 0; bucket < one.counts.size(); ++bucket) {
      one.counts[bucket] = count(random);
      const double bound = bucket < kBounds.size() ? kBounds[bucket] : 5;
      one.sum += static_cast<double>(one.counts[bucket]) * bound;
    }
  }
  return all;
}

std::unique_ptr<prometheus::Registry> make_registry(const std::vector<Measured>& measured) {
  auto registry = std::make_unique<prometheus::Registry>();
  const auto labels = [](std::size_t i) {
    return prometheus::Labels{{"site", site_name(i)},
                              {"link", link_name(i)},
                              {"district", "jila"},
                              {"technology", "geo-vsat"}};
  };
  for (std::size_t gauge = 0; gauge < kGauges; ++gauge) {
    auto& family =
        prometheus::BuildGauge().Name(gauge_name(gauge)).Help("A number.").Register(*registry);
    for (std::size_t i = 0; i < measured.size(); ++i) {
      family.Add(labels(i)).Set(measured[i].gauges[gauge]);
    }
  }
  auto& family =
      prometheus::BuildHistogram().Name("pantau_rtt_seconds").Help("Times.").Register(*registry);
  for (std::size_t i = 0; i < measured.size(); ++i) {
    auto& histogram = family.Add(
        labels(i), prometheus::Histogram::BucketBoundaries(kBounds.begin(), kBounds.end()));
    const auto& counts = measured[i].counts;
    histogram.ObserveMultiple(std::vector<double>(counts.begin(), counts.end()), measured[i].sum);
  }
  return registry;
}

void report(benchmark::State& state, const std::string& page) {
  state.counters["lines"] = static_cast<double>(std::count(page.begin(), page.end(), '\n'));
  state.counters["bytes"] = static_cast<double>(page.size());
}

void prometheus_cpp(benchmark::State& state) {
  const auto registry = make_registry(measure(static_cast<std::size_t>(state.range(0))));
  std::string page;
  while (state.KeepRunning()) {
    std::ostringstream stream;
    prometheus::TextSerializer().Serialize(stream, registry->Collect());
    page = stream.str();
    benchmark::DoNotOptimize(page);
  }
  report(state, page);
}

std::string write_page(const std::vector<Measured>& measured,
                       const std::vector<std::string>& heads,
                       std::size_t expected_bytes) {
  static const auto ends = metrics::bucket_ends(kBounds);
  metrics::PageWriter page(metrics::Format::text_0_0_4, expected_bytes);
  for (std::size_t gauge = 0; gauge < kGauges; ++gauge) {
    page.family(gauge_name(gauge), metrics::Type::gauge, "A number.");
    for (std::size_t i = 0; i < measured.size(); ++i) {
      page.sample(heads[i], "", measured[i].gauges[gauge]);
    }
  }
  page.family("pantau_rtt_seconds", metrics::Type::histogram, "Times.");
  for (std::size_t i = 0; i < measured.size(); ++i) {
    page.histogram(heads[i], "", {measured[i].counts, ends, measured[i].sum});
  }
  return page.finish();
}

void page_writer(benchmark::State& state) {
  const auto measured = measure(static_cast<std::size_t>(state.range(0)));
  std::vector<std::string> heads(measured.size());
  for (std::size_t i = 0; i < heads.size(); ++i) {
    metrics::append_label(heads[i], "site", site_name(i));
    metrics::append_label(heads[i], "link", link_name(i));
    metrics::append_label(heads[i], "district", "jila");
    metrics::append_label(heads[i], "technology", "geo-vsat");
  }
  std::string page;
  while (state.KeepRunning()) {
    page = write_page(measured, heads, page.size());
    benchmark::DoNotOptimize(page);
  }
  report(state, page);
}

links::Snapshot county(std::size_t links) {
  auto plan = std::make_shared<config::Plan>();
  links::Snapshot snapshot;
  snapshot.now.wall = net::WallTime(std::chrono::seconds(1796083200));
  const auto measured = measure(links);
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
  }
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
BENCHMARK(process_numbers)->Unit(benchmark::kMicrosecond);

/// Keeps the fastest run of each, since other work on the machine only ever slows down.
class Ratios : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.run_type == Run::RT_Iteration) {
        const double time = run.GetAdjustedCPUTime();
        const auto [known, is_new] = fastest_.emplace(run.benchmark_name(), time);
        known->second = std::min(known->second, time);
      }
    }
  }

  void print() const {
    for (const char* links : {"1000", "10000"}) {
      const auto peer = fastest_.find(std::string("prometheus_cpp/") + links);
      const auto ours = fastest_.find(std::string("page_writer/") + links);
      if (peer != fastest_.end() && ours != fastest_.end()) {
        std::printf("%s links x 40 series: %.1f times as fast as Collect + TextSerializer\n",
                    links,
                    peer->second / ours->second);
      }
    }
  }

 private:
  std::map<std::string, double> fastest_;
};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 1;
  }
  Ratios ratios;
  benchmark::RunSpecifiedBenchmarks(&ratios);
  ratios.print();
  return 0;
}
