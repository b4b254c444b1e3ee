// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/cli/book_on_disk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <variant>

#include <gtest/gtest.h>

#include "daemon/availability/ledger.hpp"
#include "daemon/book/time_text.hpp"
#include "daemon/cli/command_line.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/journal/store.hpp"
#include "daemon/outages/window_list.hpp"

namespace pantau::cli::test {

namespace {

constexpr const char* kZone = "Asia/Jayapura";

/// The first time of a place its book begins; `rows` are in the order of entering.
void begin_book(std::vector<book::SettledRow>& rows, std::uint32_t place, book::Second start) {
  const bool known = std::ranges::any_of(
      rows, [place](const book::SettledRow& row) { return row.place == place; });
  if (!known) {
    rows.push_back({place, start, start});
  }
}

}  // namespace

BookOnDisk::BookOnDisk() {
  std::string name = std::filesystem::temp_directory_path() / "pantau-cli.XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error{"no folder for the test"};
  }
  folder_ = name;
}

// By way of the other one: from then on the folder goes, even when the inventory has mistakes.
BookOnDisk::BookOnDisk(const std::string& inventory, const std::string& language) : BookOnDisk() {
  configure(inventory, language);
  batch_.urgent = true;
}

void BookOnDisk::configure(const std::string& inventory, const std::string& language) {
  std::ofstream{file()} << inventory
                        << fmt::format(
                               "[daemon]\ngateway = \"test\"\ntimezone = \"{}\"\nlanguage = "
                               "\"{}\"\nstate_dir = \"{}\"\n",
                               kZone,
                               language,
                               state().string());
  config::LoadOutcome outcome = load_configuration(file());
  if (!report_problems(outcome)) {
    throw std::runtime_error{"the test's configuration has mistakes"};
  }
  plan_ = std::make_shared<const config::Plan>(std::move(*outcome.plan));
  batch_.plan = plan_;
}

void BookOnDisk::rewrite(const std::string& inventory, const std::string& language) {
  configure(inventory, language);
}

BookOnDisk::~BookOnDisk() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::uint32_t BookOnDisk::link_place(const std::string& link) const {
  const auto found = std::ranges::find(plan_->links, link, &config::Link::id);
  return static_cast<std::uint32_t>(found - plan_->links.begin());
}

std::uint32_t BookOnDisk::site_place(const std::string& link) const {
  const auto found =
      std::ranges::find(plan_->sites, plan_->links.at(link_place(link)).site, &config::Site::id);
  return static_cast<std::uint32_t>(found - plan_->sites.begin());
}

void BookOnDisk::enter(const std::string& link, book::Second start, book::LinkState state) {
  begin_book(batch_.links, link_place(link), start);
  begin_book(batch_.sites, site_place(link), start);
  batch_.link_spans.push_back({link_place(link), {start, state}});
  batch_.site_spans.push_back({site_place(link), {start, state}});
}

void BookOnDisk::enter(const book::Outage& outage) {
  last_outage_ = std::max(last_outage_, outage.id);
  batch_.outages.push_back(outage);
}

std::uint64_t BookOnDisk::fail(const std::string& link,
                               book::Second start,
                               book::Second end,
                               book::Cause proposed,
                               const std::string& root) {
  const book::LinkState state = root.empty() ? book::LinkState::down : book::LinkState::unreachable;
  enter(link, start, state);
  enter(link, end, book::LinkState::up);
  book::Outage outage;
  outage.id = last_outage_ + 1;
  outage.link = link;
  outage.site = plan_->links.at(link_place(link)).site;
  outage.start = start;
  outage.detected = start;
  outage.end = end;
  outage.ended_by = book::EndedBy::answers;
  book::Segment segment;
  segment.start = start;
  segment.end = end;
  segment.state = state;
  segment.roots = {root.empty() ? link : root};
  segment.proposed = proposed;
  outage.segments.push_back(segment);
  enter(outage);
  return outage.id;
}

void BookOnDisk::settle(book::Second until) {
  batch_.mark = until;
  for (book::SettledRow& row : batch_.links) {
    row.until = until;
  }
  for (book::SettledRow& row : batch_.sites) {
    row.until = until;
  }
  journal::Store store{state()};
  const journal::OpenOutcome outcome = store.open();
  if (!store.is_open()) {
    throw std::runtime_error{outcome.refusal.value_or(outcome.trouble.value_or("not open"))};
  }
  if (const auto trouble = store.write(batch_, {})) {
    throw std::runtime_error{*trouble};
  }
}

void BookOnDisk::judge() {
  journal::Store store{state()};
  const journal::OpenOutcome outcome = store.open();
  availability::Ledger ledger;
  ledger.set_windows(outages::windows_of(*plan_));
  ledger.load_judged(store.judged_months({}));
  for (availability::LedgerEntry& entry : store.link_entries({})) {
    ledger.load_link(std::move(entry));
  }
  static_cast<void>(ledger.accounts(plan_, batch_.mark));
  if (const auto trouble = store.write_judged(ledger.take_judged())) {
    throw std::runtime_error{*trouble + outcome.trouble.value_or("")};
  }
}

Ran BookOnDisk::run(const std::vector<std::string>& words) const {
  std::vector<std::string> all = words;
  all.insert(all.end(), {"-c", file().string()});
  return run_pantau(all);
}

Ran run_pantau(const std::vector<std::string>& words) {
  std::vector<std::string> copies{"pantau"};
  copies.insert(copies.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  arguments.reserve(copies.size() + 1);
  for (std::string& each : copies) {
    arguments.push_back(each.data());
  }
  arguments.push_back(nullptr);
  Ran ran;
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  ran.code = run_command_line(static_cast<int>(copies.size()), arguments.data());
  ran.err = testing::internal::GetCapturedStderr();
  ran.out = testing::internal::GetCapturedStdout();
  return ran;
}

book::Second local(const std::string& text) {
  const book::ParsedTime parsed = book::parse_time(text, {}, kZone);
  return std::get<book::Second>(parsed);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) {
      line.pop_back();
    }
    lines.push_back(std::move(line));
    begin = end + 1;
  }
  return lines;
}

}  // namespace pantau::cli::test
