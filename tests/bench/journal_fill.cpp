// SPDX-License-Identifier: Apache-2.0
// A book of record as it is after a long time, up to a minute ago:
//   journal_fill CONFIGURATION DAYS OUTAGES_A_LINK_AND_MONTH DAYS_OF_MINUTES
// Says how large it became. Minute rows of all links are by far the most of it: those of the last
// days alone are enough where only the start is measured.
#include <fmt/core.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>

#include "config/load.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/journal/store.hpp"

namespace {

using namespace pantau;  // NOLINT(google-build-using-namespace): a program of one file
using namespace std::chrono_literals;

constexpr int kHoursADay = 24;
constexpr int kMinutesAnHour = 60;
constexpr double kDaysAMonth = 30;

struct Wanted {
  std::string configuration;
  int days = 0;
  double outages_a_month = 0;
  int days_of_minutes = 0;
};

std::shared_ptr<const config::Plan> plan_of(const std::string& configuration) {
  config::LoadOptions options;
  options.link_settings = false;
  auto outcome = config::load(configuration, options);
  if (!outcome.plan) {
    throw std::runtime_error{configuration + ": has mistakes, see pantau check"};
  }
  return std::make_shared<const config::Plan>(std::move(*outcome.plan));
}

class Filler {
 public:
  Filler(std::shared_ptr<const config::Plan> plan, const Wanted& wanted)
      : plan_(std::move(plan)),
        wanted_(wanted),
        store_(plan_->daemon.state_dir),
        end_(std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now()) - 1min),
        begin_(end_ - std::chrono::days{wanted.days}) {
    (void)store_.open();
  }

  void fill() {
    for (int day = 0; day < wanted_.days; ++day) {
      const book::Second from = begin_ + std::chrono::days{day};
      book::Batch batch = settled(from, from + std::chrono::days{1});
      if (day == 0) {
        begin_all(batch);
      }
      add_outages(from, batch);
      write(batch);
      if (day >= wanted_.days - wanted_.days_of_minutes) {
        write_minutes(from);
      }
    }
    const std::uint64_t with_log = store_.bytes();
    store_.close();
    fmt::print("book {} bytes {} with log {} outages {}\n",
               plan_->daemon.state_dir.string(),
               store_.bytes(),
               with_log,
               outages_);
  }

 private:
  book::Batch settled(book::Second from, book::Second until) {
    book::Batch batch;
    batch.plan = plan_;
    batch.mark = until;
    for (std::uint32_t place = 0; place < plan_->links.size(); ++place) {
      batch.links.push_back({place, begin_, until});
      batch.marks.push_back({place, from, outages_});
    }
    for (std::uint32_t place = 0; place < plan_->sites.size(); ++place) {
      batch.sites.push_back({place, begin_, until});
    }
    return batch;
  }

  void begin_all(book::Batch& batch) const {
    for (std::uint32_t place = 0; place < plan_->links.size(); ++place) {
      batch.link_spans.push_back({place, {begin_, book::LinkState::up}});
    }
    for (std::uint32_t place = 0; place < plan_->sites.size(); ++place) {
      batch.site_spans.push_back({place, {begin_, book::LinkState::up}});
    }
  }

  /// At most one a day and link, from 15 s to some hours.
  void add_outages(book::Second from, book::Batch& batch) {
    std::bernoulli_distribution fails(wanted_.outages_a_month / kDaysAMonth);
    std::exponential_distribution<double> seconds(1.0 / 1800);
    std::uniform_int_distribution<int> at(0, 20 * 3600);
    for (std::uint32_t place = 0; place < plan_->links.size(); ++place) {
      if (fails(random_)) {
        const auto length = std::chrono::seconds{15 + static_cast<int>(seconds(random_)) % 10000};
        const book::Second start = from + std::chrono::seconds{at(random_)};
        add_outage(place, start, start + length, batch);
      }
    }
  }

  void add_outage(std::uint32_t place, book::Second start, book::Second end, book::Batch& batch) {
    const config::Link& link = plan_->links[place];
    book::Segment segment;
    segment.start = start;
    segment.end = end;
    segment.roots = {link.id};
    segment.evidence = {{"restart", end, "router-" + link.id}};
    book::Outage outage;
    outage.id = ++outages_;
    outage.link = link.id;
    outage.site = link.site;
    outage.start = start;
    outage.detected = start + 18s;
    outage.end = end;
    outage.ended_by = book::EndedBy::answers;
    outage.segments = {segment};
    batch.outages.push_back(std::move(outage));
    const auto site = static_cast<std::uint32_t>(plan_->find_site(link.site) - plan_->sites.data());
    batch.link_spans.push_back({place, {start, book::LinkState::down}});
    batch.link_spans.push_back({place, {end, book::LinkState::up}});
    batch.site_spans.push_back({site, {start, book::LinkState::down}});
    batch.site_spans.push_back({site, {end, book::LinkState::up}});
  }

  void write(const book::Batch& batch) {
    if (const auto why = store_.write(batch, {})) {
      throw std::runtime_error{*why};
    }
  }

  /// An hour at a time: a day of 10,000 links would be a gigabyte.
  void write_minutes(book::Second day) {
    for (int hour = 0; hour < kHoursADay; ++hour) {
      book::Batch batch;
      batch.plan = plan_;
      batch.mark = day + std::chrono::days{1};
      add_minutes(day + std::chrono::hours{hour}, batch);
      write(batch);
    }
  }

  void add_minutes(book::Second from, book::Batch& batch) {
    std::exponential_distribution<double> jitter(1.0 / 3e6);
    for (int minute = 0; minute < kMinutesAnHour; ++minute) {
      for (std::uint32_t place = 0; place < plan_->links.size(); ++place) {
        book::MinuteRow& row = batch.minutes.emplace_back();
        row.link = place;
        row.minute.start = from + std::chrono::minutes{minute};
        row.minute.sent = 60;
        row.minute.lost = random_() % 4 == 0 ? static_cast<std::uint32_t>(random_() % 6) : 0;
        const auto more = [&] { return net::Nanoseconds{std::llround(jitter(random_))}; };
        row.minute.min = 560ms + more();  // a geostationary link: the longest numbers there are
        row.minute.median = row.minute.min + more();
        row.minute.p95 = row.minute.median + 3 * more();
        row.minute.max = row.minute.p95 + 5 * more();
      }
    }
  }

  std::shared_ptr<const config::Plan> plan_;
  Wanted wanted_;
  journal::Store store_;
  book::Second end_;
  book::Second begin_;
  std::uint64_t outages_ = 0;
  std::mt19937 random_{400};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "usage: journal_fill CONFIGURATION DAYS OUTAGES_A_MONTH DAYS_OF_MINUTES\n");
    return EXIT_FAILURE;
  }
  try {
    const Wanted wanted{argv[1], std::stoi(argv[2]), std::stod(argv[3]), std::stoi(argv[4])};
    Filler{plan_of(wanted.configuration), wanted}.fill();
  } catch (const std::exception& error) {
    fmt::print(stderr, "journal_fill: {}\n", error.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
