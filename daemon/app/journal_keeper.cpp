// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/journal_keeper.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <map>
#include <stdexcept>

#include "daemon/app/journal_log.hpp"
#include "daemon/outages/window_list.hpp"

namespace pantau::app {

namespace {

constexpr book::Seconds kMinutesKept = std::chrono::days{400};
constexpr std::chrono::minutes kThinningPause{1};

book::Second wall_second(const net::Now& now) {
  return std::chrono::floor<std::chrono::seconds>(now.wall);
}

bool is_asked_for(const book::Outage& outage, const book::OutageQuery& query) {
  return (query.link.empty() || outage.link == query.link) &&
         (!query.until || outage.start < *query.until) &&
         (!query.since || !outage.end || *outage.end >= *query.since);
}

}  // namespace

std::optional<std::string> JournalKeeper::open(const std::filesystem::path& state_dir,
                                               const net::Now& now) {
  store_.emplace(state_dir, [this](const journal::Upgrade& upgrade) {
    log_upgrade(log_, upgrade);
    hooks_.upgrading();
  });
  if (auto refusal = first_open()) {
    return refusal;
  }
  read_memory();
  if (!store_->can_be_read()) {
    // There may be outages that cannot be read now. Those of this run must not get their numbers.
    memory_.last_outage = static_cast<std::uint64_t>(wall_second(now).time_since_epoch().count());
  }
  standing_.load(memory_);
  mark_ = memory_.mark;
  return std::nullopt;
}

std::optional<std::string> JournalKeeper::first_open() {
  const journal::OpenOutcome outcome = store_->open();
  if (outcome.refusal) {
    return outcome.refusal;
  }
  if (outcome.trouble) {
    failed(*outcome.trouble, {});
  }
  log_opened(log_, outcome, *store_);
  return std::nullopt;
}

/// A book that turns out to be damaged while it is read is moved aside by the second open().
void JournalKeeper::read_memory() {
  constexpr int kTries = 2;
  for (int i = 0; i < kTries; ++i) {
    try {
      memory_ = store_->memory();
      entered_ = store_->windows();
      return;
    } catch (const std::runtime_error& error) {
      memory_ = {};
      failed(error.what(), {});
      const journal::OpenOutcome outcome = store_->open();
      log_opened(log_, outcome, *store_);
    }
  }
}

void JournalKeeper::apply(std::shared_ptr<const config::Plan> plan, const net::Now& now) {
  plan_ = std::move(plan);
  set_windows();
  load_ledger(now);
  inventory_.apply(plan_);
  desk_.apply(plan_);
  if (!taken_ && mark_ != book::Second{}) {
    publish();
  }
  write_inventory(now);
  write_judged(now);
  look_at_rollout(now);
}

/// Only while nothing waits: what the ledger has taken of the backlog stands in no row yet.
void JournalKeeper::load_ledger(const net::Now& now) {
  const book::Second since =
      availability::ledger_since(*plan_, std::max(mark_, wall_second(now)), mark_);
  if (!store_->can_be_read() || !is_done() || (loaded_since_ && since >= *loaded_since_)) {
    return;
  }
  try {
    for (availability::LedgerEntry& entry : store_->link_entries(since)) {
      ledger_.load_link(std::move(entry));
    }
    for (availability::LedgerEntry& entry : store_->site_entries(since)) {
      ledger_.load_site(std::move(entry));
    }
    ledger_.load_judged(store_->judged_months(since));
    loaded_since_ = since;
  } catch (const std::runtime_error& error) {
    failed(error.what(), now);
  }
}

void JournalKeeper::set_windows() {
  std::vector<book::Window> windows = outages::windows_of(*plan_);
  windows.insert(windows.end(), entered_.begin(), entered_.end());
  ledger_.set_windows(std::move(windows));
}

void JournalKeeper::push(book::Batch batch, const net::Now& now) {
  backlog_.push(std::make_shared<const book::Batch>(std::move(batch)));
  tell_given_up();
  write(now);
}

void JournalKeeper::give_up(std::uint64_t minutes) {
  given_up_ += minutes;
  tell_given_up();
}

void JournalKeeper::look(const net::Now& now) {
  write(now);
  if (!store_->is_open()) {
    return;
  }
  take_edits();
  write_inventory(now);
  write_judged(now);
  look_at_rollout(now);
  if (now.steady - last_thinning_ >= kThinningPause) {
    last_thinning_ = now.steady;
    thin(now);
  }
}

void JournalKeeper::insist(const net::Now& now) {
  backlog_.succeeded();
  write(now);
}

void JournalKeeper::write(const net::Now& now) {
  bool written = false;
  while (backlog_.size() > 0 && backlog_.due(now.steady) && write_front(now)) {
    written = true;
  }
  if (written) {
    publish();
  }
}

bool JournalKeeper::write_front(const net::Now& now) {
  if (!make_writable(now)) {
    return false;
  }
  const std::shared_ptr<const book::Batch> batch = backlog_.front();
  if (!taken_) {
    taken_ = account_for(*batch);
  }
  if (const auto why = store_->write(*batch, *taken_)) {
    failed(*why, now);
    return false;
  }
  standing_.note(*batch, *taken_);
  mark_ = std::max(mark_, batch->mark);
  taken_.reset();
  backlog_.pop();
  succeeded();
  return true;
}

JournalKeeper::Sla JournalKeeper::account_for(const book::Batch& batch) {
  try {
    return ledger_.take(batch);
  } catch (const std::exception& error) {  // facts are worth more than their sums
    log_.write(Level::error, "accounting_failed", {{"why", error.what()}});
    return {};
  }
}

bool JournalKeeper::make_writable(const net::Now& now) {
  if (!store_->is_open()) {
    const journal::OpenOutcome outcome = store_->open();
    beginning_ = beginning_ || outcome.begun;
    log_opened(log_, outcome, *store_);
    if (!store_->is_open()) {
      failed(outcome.refusal.value_or(outcome.trouble.value_or("not open")), now);
      return false;
    }
  }
  return !beginning_ || write_beginning(now);
}

bool JournalKeeper::write_beginning(const net::Now& now) {
  const book::Batch batch = plan_ ? standing_.batch(plan_) : book::Batch{};
  if (batch.plan && !batch.empty()) {
    if (const auto why = store_->write(batch, standing_.sla())) {
      failed(*why, now);
      return false;
    }
  }
  beginning_ = false;
  inventory_.begin_book();
  desk_.begin_book();
  return true;
}

bool JournalKeeper::can_write(const net::Now& now) const {
  return store_->is_open() && !beginning_ && backlog_.due(now.steady);
}

void JournalKeeper::write_inventory(const net::Now& now) {
  if (!inventory_.waits() || !can_write(now)) {
    return;
  }
  if (const auto why = inventory_.write(*store_, wall_second(now))) {
    failed(*why, now);
  }
}

/// Months that the disk refuses are judged again after a restart, by the terms of then.
void JournalKeeper::write_judged(const net::Now& now) {
  if (judged_.empty() || !can_write(now)) {
    return;
  }
  if (const auto why = store_->write_judged(judged_)) {
    failed(*why, now);
    return;
  }
  judged_.clear();
}

void JournalKeeper::look_at_rollout(const net::Now& now) {
  try {
    if (!desk_loaded_ && store_->can_be_read()) {
      desk_.load(*store_);
      desk_loaded_ = true;
    }
    desk_.search(mark_, now.steady);
    if (desk_loaded_ && can_write(now)) {
      if (const auto why = desk_.work(*store_, mark_, now.steady)) {
        failed(*why, now);
      }
    }
  } catch (const std::runtime_error& error) {
    failed(error.what(), now);
  }
  desk_.publish();
}

void JournalKeeper::thin(const net::Now& now) {
  if (!store_->is_open() || mark_ == book::Second{}) {
    return;
  }
  if (const auto why = store_->thin(mark_, kMinutesKept)) {
    failed(*why, now);
  }
}

void JournalKeeper::take_edits() {
  journal::Edits edits = store_->edits();
  for (const auto& [outage, correction] : edits.corrections) {
    ledger_.correct(outage, correction);
    hooks_.correction(outage, correction);
  }
  if (edits.windows) {
    entered_ = std::move(*edits.windows);
    if (plan_) {
      set_windows();
    }
    hooks_.windows(entered_);
  }
  if (edits.baseline) {
    desk_loaded_ = false;
  }
  if (!taken_ && plan_ && (!edits.corrections.empty() || edits.windows)) {
    publish();
  }
}

http::OutageList JournalKeeper::outages(const book::OutageQuery& query) const {
  if (!store_->can_be_read()) {
    return std::string{"the book of record cannot be read at present"};
  }
  try {
    std::vector<book::Outage> waiting = backlog_.outages();
    if (waiting.empty()) {
      return store_->outages(query);
    }
    std::map<std::uint64_t, book::Outage> all;
    for (book::Outage& outage : store_->outages({.since = {}, .until = {}, .link = query.link})) {
      all[outage.id] = std::move(outage);
    }
    for (book::Outage& outage : waiting) {
      outage.corrections = std::move(all[outage.id].corrections);
      all[outage.id] = std::move(outage);
    }
    std::vector<book::Outage> found;
    for (auto& [id, outage] : all) {
      if (is_asked_for(outage, query)) {
        found.push_back(std::move(outage));
      }
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& one, const auto& other) {
      return one.start < other.start;
    });
    return found;
  } catch (const std::runtime_error& error) {
    return std::string{error.what()};
  }
}

void JournalKeeper::close() {
  if (!judged_.empty() && store_->is_open() && !beginning_ && !store_->write_judged(judged_)) {
    judged_.clear();
  }
  store_->close();
}

void JournalKeeper::failed(const std::string& why, const net::Now& now) {
  ++write_errors_;
  backlog_.failed(now.steady);
  if (!failing_) {
    failing_ = true;
    log_.write(Level::error, "journal_write_failed", {{"why", why}});
  }
  publish_numbers();
}

void JournalKeeper::succeeded() {
  backlog_.succeeded();
  if (failing_) {
    failing_ = false;
    log_.write(Level::notice,
               "journal_writes_again",
               {{"waiting", std::to_string(backlog_.size())},
                {"minutes_given_up", std::to_string(given_up_ + backlog_.dropped_minutes())}});
  }
}

/// The first row, and then as often as the count has grown tenfold: a full disk must not fill a
/// log.
void JournalKeeper::tell_given_up() {
  constexpr std::uint64_t kGrowth = 10;
  const std::uint64_t total = given_up_ + backlog_.dropped_minutes();
  if (total == 0 || total < given_up_told_ * kGrowth || total == given_up_told_) {
    return;
  }
  given_up_told_ = total;
  log_.write(Level::error, "minutes_given_up", {{"rows", std::to_string(total)}});
}

void JournalKeeper::publish() {
  if (plan_ && !taken_) {
    try {
      hooks_.accounts(ledger_.accounts(plan_, mark_));
      std::vector<availability::JudgedMonth> judged = ledger_.take_judged();
      std::move(judged.begin(), judged.end(), std::back_inserter(judged_));
    } catch (const std::exception& error) {
      log_.write(Level::error, "accounting_failed", {{"why", error.what()}});
    }
  }
  publish_numbers();
}

void JournalKeeper::publish_numbers() {
  links::JournalNumbers numbers;
  numbers.writable = !failing_;
  numbers.write_errors = write_errors_;
  numbers.bytes = store_->bytes();
  try {
    numbers.oldest = store_->oldest();
  } catch (const std::runtime_error&) {  // the next write says what is wrong
  }
  hooks_.numbers(numbers);
}

}  // namespace pantau::app
