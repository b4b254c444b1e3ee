// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/journal/journal_fixture.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "daemon/journal/database.hpp"

namespace pantau::journal {

book::Second at(std::int64_t seconds) {
  constexpr std::int64_t kNovember = 1793491200;
  return book::Second{book::Seconds{kNovember + seconds}};
}

namespace {

/// In memory where there is such a place: the tests sync thousands of times.
std::filesystem::path fast_folder() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

}  // namespace

StateFolder::StateFolder(const std::filesystem::path& where) {
  std::string name = (where.empty() ? fast_folder() : where) / "pantau-journal.XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error{"no folder for the test"};
  }
  parent_ = name;
  path_ = parent_ / "state";
}

StateFolder::~StateFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(parent_, ignored);
}

std::shared_ptr<const config::Plan> plan_of(std::size_t links) {
  auto plan = std::make_shared<config::Plan>();
  for (std::size_t i = 0; i < links; ++i) {
    config::Site site;
    site.id = fmt::format("s{:03}", i);
    plan->sites.push_back(site);
    config::Link link;
    link.id = fmt::format("l{:03}", i);
    link.site = site.id;
    plan->links.push_back(link);
  }
  return plan;
}

book::Batch minute_batch(const std::shared_ptr<const config::Plan>& plan, std::int64_t minute) {
  using std::chrono::milliseconds;
  book::Batch batch;
  batch.plan = plan;
  batch.mark = at(minute * 60 + 60);
  for (std::uint32_t place = 0; place < plan->links.size(); ++place) {
    book::MinuteSummary summary;
    summary.start = net::WallTime{at(minute * 60)};
    summary.sent = 60;
    summary.min = milliseconds{480};
    summary.median = milliseconds{520};
    summary.p95 = milliseconds{640};
    summary.max = milliseconds{700};
    batch.minutes.push_back({place, summary});
    batch.links.push_back({place, at(0), batch.mark});
    batch.sites.push_back({place, at(0), batch.mark});
    if (minute == 0) {
      batch.link_spans.push_back({place, {at(0), book::LinkState::up}});
      batch.site_spans.push_back({place, {at(0), book::LinkState::up}});
    }
  }
  return batch;
}

book::Outage full_outage(std::uint64_t id) {
  book::Outage outage;
  outage.id = id;
  outage.link = "l000";
  outage.site = "s000";
  outage.start = at(100);
  outage.detected = at(130);
  outage.end = at(500);
  outage.ended_by = book::EndedBy::answers;
  book::Segment first;
  first.start = at(100);
  first.end = at(200);
  first.state = book::LinkState::unreachable;
  first.roots = {"hub-1", "hub-2"};
  first.proposed = book::Cause::upstream;
  first.evidence = {{"root", at(90), "hub-1"}, {"root", at(95), "hub-2"}};
  book::Segment second;
  second.start = at(200);
  second.end = at(500);
  second.state = book::LinkState::down;
  second.roots = {"l000"};
  second.proposed = book::Cause::planned_work;
  second.planned = true;
  second.evidence = {{"window", at(150), "ganti modem \xe2\x80\x94 \"baru\""}};
  outage.segments = {first, second};
  return outage;
}

std::unique_ptr<Store> open_store(const std::filesystem::path& folder) {
  auto store = std::make_unique<Store>(folder);
  const OpenOutcome outcome = store->open();
  if (!store->is_open()) {
    throw std::runtime_error{outcome.refusal.value_or(outcome.trouble.value_or("not open"))};
  }
  return store;
}

std::string integrity(const std::filesystem::path& book) {
  Database database{book, OpenMode::read_write};
  return database.text("PRAGMA integrity_check");
}

void run_sql(const std::filesystem::path& book, const std::string& sql) {
  Database database{book, OpenMode::read_write};
  database.execute(sql.c_str());
}

}  // namespace pantau::journal
