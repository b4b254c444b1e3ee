// SPDX-License-Identifier: Apache-2.0
// What the book of record costs, written as the journal thread does, without waiting for minutes:
//   journal_load STATE_DIR LINKS MINUTES HOURS_BETWEEN_OUTAGES
// Links fail now and then for five to thirty minutes, each every so many hours. The figures are of
// MINUTES after ten of warm-up; tests/bench/run reads the lines.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "daemon/availability/ledger.hpp"
#include "daemon/journal/store.hpp"
#include "tests/bench/echo_load.hpp"

namespace {

using namespace pantau;  // NOLINT(google-build-using-namespace): a program of one file

using Milliseconds = std::chrono::duration<double, std::milli>;
using Clock = std::chrono::steady_clock;

constexpr int kWarmUpMinutes = 10;
constexpr int kSecondsAMinute = 60;
constexpr std::size_t kGroup = 50;

/// What this process wrote: bytes of its write calls, and of the pages the kernel took to the disk
/// for it (proc(5), /proc/PID/io).
struct Written {
  std::uint64_t calls = 0;
  std::uint64_t pages = 0;
};

Written written() {
  Written total;
  std::ifstream file("/proc/self/io");
  std::string name;
  for (std::uint64_t value = 0; file >> name >> value;) {
    if (name == "wchar:") {
      total.calls = value;
    } else if (name == "write_bytes:") {
      total.pages = value;
    }
  }
  return total;
}

struct Timed {
  std::vector<double> ledger;
  std::vector<double> write;
  std::vector<double> accounts;
  std::vector<double> all;
};

void print(const std::string& what, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  if (!values.empty()) {
    fmt::print("{} median {:.3f} worst {:.3f} of {}\n",
               what,
               values[values.size() / 2],
               values.back(),
               values.size());
  }
}

void print(const std::string& what, const Timed& timed) {
  print(what + " ledger", timed.ledger);
  print(what + " write", timed.write);
  print(what + " accounts", timed.accounts);
  print(what + " all", timed.all);
}

/// Each link's next failure and its end, in seconds of the load.
class Failures {
 public:
  Failures(std::size_t links, double hours_between)
      : pause_(1.0 / (hours_between * 3600)), until_(links, 0), from_(links) {
    for (double& from : from_) {
      from = pause_(random_);
    }
  }

  [[nodiscard]] bool answers(std::size_t link, double second) {
    if (second >= until_[link] && second >= from_[link]) {
      until_[link] = second + length_(random_);
      from_[link] = until_[link] + pause_(random_);
    }
    return second >= until_[link];
  }

 private:
  std::mt19937 random_{4};
  std::exponential_distribution<double> pause_;
  std::uniform_real_distribution<double> length_{300, 1800};
  std::vector<double> until_;
  std::vector<double> from_;
};

class Journal {
 public:
  Journal(const std::filesystem::path& folder, std::shared_ptr<const config::Plan> plan)
      : store_(folder), plan_(std::move(plan)) {
    const journal::OpenOutcome outcome = store_.open();
    if (!store_.is_open()) {
      throw std::runtime_error{outcome.refusal.value_or(outcome.trouble.value_or("not open"))};
    }
  }

  void write(const book::Batch& batch) {
    const auto start = Clock::now();
    const auto sla = ledger_.take(batch);
    const auto taken = Clock::now();
    if (const auto why = store_.write(batch, sla)) {
      throw std::runtime_error{*why};
    }
    const auto durable = Clock::now();
    (void)ledger_.accounts(plan_, batch.mark);
    const auto end = Clock::now();
    Timed& timed = batch.urgent ? urgent : minutes;
    timed.ledger.push_back(Milliseconds{taken - start}.count());
    timed.write.push_back(Milliseconds{durable - taken}.count());
    timed.accounts.push_back(Milliseconds{end - durable}.count());
    timed.all.push_back(Milliseconds{end - start}.count());
    rows += batch.minutes.size();
  }

  [[nodiscard]] std::uint64_t bytes() const { return store_.bytes(); }

  Timed minutes;
  Timed urgent;
  std::uint64_t rows = 0;

 private:
  journal::Store store_;
  availability::Ledger ledger_;
  std::shared_ptr<const config::Plan> plan_;
};

void run(const std::filesystem::path& folder, std::size_t links, int minutes, double hours) {
  const auto plan = bench::county_of(links, kGroup);
  Journal journal{folder, plan};
  bench::EchoLoad load{plan, [&journal](const book::Batch& batch) { journal.write(batch); }};
  Failures failures{links, hours};
  int second = 0;
  const auto play = [&](int count) {
    for (const int end = second + count * kSecondsAMinute; second < end; ++second) {
      (void)load.second(
          [&](std::size_t link) { return failures.answers(link, static_cast<double>(second)); });
    }
  };
  play(kWarmUpMinutes);
  journal.minutes = journal.urgent = {};
  journal.rows = 0;
  const Written before = written();
  const std::uint64_t size = journal.bytes();
  play(minutes);
  const Written after = written();
  print("minute", journal.minutes);
  print("urgent", journal.urgent);
  fmt::print("written calls {} pages {} grown {} rows {}\n",
             after.calls - before.calls,
             after.pages - before.pages,
             journal.bytes() - size,
             journal.rows);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "usage: journal_load STATE_DIR LINKS MINUTES HOURS_BETWEEN_OUTAGES\n");
    return EXIT_FAILURE;
  }
  try {
    run(argv[1], std::stoul(argv[2]), std::stoi(argv[3]), std::stod(argv[4]));
  } catch (const std::exception& error) {
    fmt::print(stderr, "journal_load: {}\n", error.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
