// SPDX-License-Identifier: Apache-2.0
// What the book of links costs the probe thread; tests/bench/run reads the lines:
//   book_bench [LINKS]
#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/bench/echo_load.hpp"

namespace {

using namespace pantau::bench;  // NOLINT(google-build-using-namespace): a program of one file

constexpr std::size_t kGroup = 2001;  ///< 2,000 links behind a hub
constexpr int kMinute = 60;

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return values.empty() ? 0 : *middle;
}

void print(const std::string& what, std::vector<double> values) {
  const double most = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  const double middle = median(values);
  fmt::print("{} median {:.4f} worst {:.4f} of {}\n", what, middle, most, values.size());
}

/// Plays seconds and prints what the calls took, in ms; a record in ns an echo.
void play(EchoLoad& load, const std::string& name, int seconds, const EchoLoad::Answers& answers) {
  std::vector<double> records;
  std::vector<double> sweeps;
  std::vector<double> minutes;
  std::vector<double> batches;
  for (int second = 0; second < seconds; ++second) {
    const Costs costs = load.second(answers);
    records.push_back(costs.record_ns);
    for (const CpuTime sweep : costs.sweeps) {
      sweeps.push_back(sweep.count());
    }
    for (const CpuTime minute : costs.minutes) {
      minutes.push_back(minute.count());
    }
    for (const CpuTime batch : costs.batches) {
      batches.push_back(batch.count());
    }
  }
  print(name + " record", records);
  print(name + " sweep", sweeps);
  print(name + " minute", minutes);
  print(name + " batch", batches);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t links = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10000;
  EchoLoad load{county_of(links, kGroup), nullptr};
  const auto all = [](std::size_t) { return true; };
  for (int second = 0; second < 6 * kMinute; ++second) {
    (void)load.second(all);  // until the minutes that are kept have their size
  }
  play(load, "steady", 5 * kMinute, all);
  const auto print_memory = [&](const char* when) {
    fmt::print("memory {} {} bytes a link\n", when, load.book().memory_bytes() / links);
  };
  print_memory("steady");
  play(load, "hub_fails", kMinute, [](std::size_t link) { return link >= kGroup; });
  play(load, "hub_is_down", 2 * kMinute, [](std::size_t link) { return link >= kGroup; });
  play(load, "hub_returns", 2 * kMinute, all);
  play(load, "all_fail", 2 * kMinute, [](std::size_t) { return false; });
  play(load, "all_return", 2 * kMinute, all);
  print_memory("after");
  return EXIT_SUCCESS;
}
