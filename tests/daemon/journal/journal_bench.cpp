// SPDX-License-Identifier: Apache-2.0
// What the book costs on disk: bytes a link and year, bytes written an hour (as the kernel counts
// them, log and checkpoints together) and the time of a minute's transaction. Prints a table.
//   journal_bench [links] [hours] [outages an hour] [page size]
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "daemon/journal/database.hpp"
#include "tests/daemon/journal/journal_fixture.hpp"

namespace pantau::journal {
namespace {

constexpr double kMinutesAYear = 365.25 * 24 * 60;
constexpr double kMega = 1e6;

std::uint64_t written_bytes() {
  std::ifstream file{"/proc/self/io"};
  std::string key;
  std::uint64_t value = 0;
  while (file >> key >> value) {
    if (key == "write_bytes:") {
      return value;
    }
  }
  return 0;
}

double seconds_of(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

/// Half satellite, half terrestrial, with the spread that real round trips have.
class County {
 public:
  using Sla = std::vector<std::pair<std::string, availability::SlaSeconds>>;

  explicit County(std::size_t links) : plan_(plan_of(links)) {}

  book::Batch minute(std::int64_t number) {
    book::Batch batch = minute_batch(plan_, number);
    for (book::MinuteRow& row : batch.minutes) {
      fill(row);
    }
    for (book::SettledRow& row : batch.links) {  // one in fifty has an undecided loss
      row.until -= book::Seconds{pick(49) == 0 ? 1 + pick(5) : 0};
    }
    for (std::uint32_t place = 0; place < plan_->links.size(); ++place) {
      batch.marks.push_back(
          {place, net::WallTime{at(number * 60 + 59)} + std::chrono::milliseconds{pick(999)}, 7});
    }
    return batch;
  }

  /// Counters follow what has settled.
  [[nodiscard]] Sla sla(const book::Batch& batch) const {
    constexpr std::int64_t kYears = 20'000'000;
    Sla sla;
    for (const book::SettledRow& row : batch.links) {
      const availability::SlaSeconds seconds{.up = kYears + (row.until - row.first).count(),
                                             .down = 90000,
                                             .maintenance = 0,
                                             .unknown = 4000};
      sla.emplace_back(plan_->links[row.place].id, seconds);
    }
    return sla;
  }

  /// A link fails, or is back.
  book::Batch change(std::int64_t time) {
    const auto place = static_cast<std::uint32_t>(pick(plan_->links.size() - 1));
    book::Batch batch;
    batch.plan = plan_;
    batch.mark = at(time);
    batch.urgent = true;
    book::Outage outage = full_outage(++outages_);
    outage.link = plan_->links[place].id;
    outage.site = plan_->sites[place].id;
    batch.outages = {outage};
    batch.link_spans = {{place, {at(time), book::LinkState::down}}};
    batch.site_spans = batch.link_spans;
    return batch;
  }

 private:
  std::uint64_t pick(std::uint64_t most) {
    return std::uniform_int_distribution<std::uint64_t>{0, most}(random_);
  }

  void fill(book::MinuteRow& row) {
    using std::chrono::microseconds;
    const bool satellite = row.link % 2 == 0;
    const std::uint64_t base = satellite ? 560000 : 20000;
    book::MinuteSummary& minute = row.minute;
    minute.sent = satellite ? 12 : 60;
    minute.lost = pick(9) == 0 ? 1 : 0;
    minute.min = microseconds{base + pick(9000)};
    minute.median = minute.min + microseconds{pick(20000)};
    minute.p95 = minute.median + microseconds{pick(60000)};
    minute.max = minute.p95 + microseconds{pick(90000)};
  }

  std::shared_ptr<const config::Plan> plan_;
  std::mt19937_64 random_{42};
  std::uint64_t outages_ = 0;
};

struct Options {
  std::size_t links = 2000;
  std::int64_t hours = 6;
  std::int64_t outages = 100;
  int page_size = 0;
};

void change_page_size(const std::filesystem::path& book, int bytes) {
  Database database{book, OpenMode::read_write};
  database.execute(fmt::format("PRAGMA journal_mode = DELETE; PRAGMA page_size = {}; VACUUM;"
                               "PRAGMA journal_mode = WAL",
                               bytes)
                       .c_str());
}

void insist(const std::optional<std::string>& trouble) {
  if (trouble) {
    fmt::print(stderr, "{}\n", *trouble);
    std::exit(1);
  }
}

void measure(const Options& options) {
  const StateFolder folder{std::filesystem::temp_directory_path()};
  auto store = open_store(folder.path());
  store->close();
  if (options.page_size > 0) {
    change_page_size(folder.book(), options.page_size);
  }
  store = open_store(folder.path());
  County county{options.links};
  const book::Batch first = county.minute(0);
  insist(store->write(first, county.sla(first)));
  const std::uint64_t bytes_before = store->bytes();
  const std::uint64_t written_before = written_bytes();
  std::vector<double> times;
  for (std::int64_t minute = 1; minute <= options.hours * 60; ++minute) {
    for (std::int64_t i = 0; i < 2 * options.outages / 60; ++i) {
      insist(store->write(county.change(minute * 60 + i), {}));
    }
    const book::Batch batch = county.minute(minute);
    const County::Sla sla = county.sla(batch);
    const auto begin = std::chrono::steady_clock::now();
    insist(store->write(batch, sla));
    times.push_back(seconds_of(std::chrono::steady_clock::now() - begin));
  }
  const auto written = static_cast<double>(written_bytes() - written_before);
  store->close();
  const auto grown = static_cast<double>(store->bytes() - bytes_before);
  const double rows = static_cast<double>(options.links) * static_cast<double>(options.hours) * 60;
  std::sort(times.begin(), times.end());
  fmt::print("links {}  hours {}  outages/h {}  page {}\n",
             options.links,
             options.hours,
             options.outages,
             options.page_size);
  fmt::print("  bytes a row        {:8.1f}\n", grown / rows);
  fmt::print("  MB a link and year {:8.1f}\n", grown / rows * kMinutesAYear / kMega);
  fmt::print("  MB written an hour {:8.1f}\n",
             written / static_cast<double>(options.hours) / kMega);
  fmt::print("  ms a minute        {:8.1f} median {:8.1f} p99\n",
             times[times.size() / 2] * 1e3,
             times[times.size() * 99 / 100] * 1e3);
}

}  // namespace
}  // namespace pantau::journal

int main(int argc, char** argv) {
  pantau::journal::Options options;
  const auto argument = [&](int place, auto fallback) {
    return place < argc ? static_cast<decltype(fallback)>(std::atoll(argv[place])) : fallback;
  };
  options.links = argument(1, options.links);
  options.hours = argument(2, options.hours);
  options.outages = argument(3, options.outages);
  options.page_size = argument(4, options.page_size);
  pantau::journal::measure(options);
  return 0;
}
