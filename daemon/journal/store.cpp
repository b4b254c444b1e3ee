// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/store.hpp"

#include <fmt/format.h>

#include <exception>
#include <system_error>

#include "daemon/journal/acceptance_rows.hpp"
#include "daemon/journal/baseline_rows.hpp"
#include "daemon/journal/history_rows.hpp"
#include "daemon/journal/inventory_rows.hpp"
#include "daemon/journal/judged_rows.hpp"
#include "daemon/journal/memory_rows.hpp"
#include "daemon/journal/minute_rows.hpp"
#include "daemon/journal/store_state.hpp"
#include "daemon/journal/thinning.hpp"
#include "daemon/journal/values.hpp"
#include "daemon/journal/window_rows.hpp"

namespace pantau::journal {

namespace {

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code none;
  const std::uintmax_t size = std::filesystem::file_size(file, none);
  return none ? 0 : size;
}

/// The service's sandbox shows everything but its own state folder as read-only.
constexpr const char* kReadOnlyAdvice =
    ": under systemd a folder other than /var/lib/pantau must be allowed by a drop-in "
    "(systemctl edit pantau) with [Service] ReadWritePaths=";

}  // namespace

Store::Store(const std::filesystem::path& state_dir, TellUpgrade tell)
    : state_(std::make_unique<State>(state_dir, std::move(tell))) {}

Store::~Store() = default;

OpenOutcome Store::open() {
  OpenOutcome outcome;
  State& state = *state_;
  try {
    state.let_go(false);
    prepare_folder(state.files.folder);
    state.take_lock();
    state.open_or_begin(outcome);
    state.look(!state.was_open || outcome.begun);
    state.was_open = true;
  } catch (const Refusal& refusal) {
    state.let_go(false);
    outcome.refusal = refusal.what();
  } catch (const std::system_error& error) {
    state.let_go(false);
    if (error.code() == std::errc::permission_denied ||
        error.code() == std::errc::operation_not_permitted) {
      outcome.refusal = fmt::format(
          "{}: the state folder must belong to the user that runs the daemon", error.what());
    } else if (error.code() == std::errc::read_only_file_system) {
      outcome.trouble = fmt::format("{}{}", error.what(), kReadOnlyAdvice);
    } else {
      outcome.trouble = error.what();
    }
  } catch (const std::exception& error) {
    state.let_go(false);
    outcome.trouble = error.what();
  }
  if (outcome.trouble) {
    state.read_at_least();
  }
  return outcome;
}

bool Store::is_open() const {
  return state_->writer != nullptr;
}

bool Store::can_be_read() const {
  return state_->database != nullptr;
}

book::Memory Store::memory() const {
  return state_->read([this](Database& database) {
    OutageFilter open;
    open.open = true;
    open.newest_correction = state_->last_correction;
    return remember(database, load_outages(database, open));
  });
}

std::vector<availability::LedgerEntry> Store::link_entries(book::Second since) const {
  return state_->read([this, since](Database& database) {
    return load_entries(database, Subject::link, since, state_->last_correction);
  });
}

std::vector<availability::LedgerEntry> Store::site_entries(book::Second since) const {
  return state_->read([this, since](Database& database) {
    return load_entries(database, Subject::site, since, state_->last_correction);
  });
}

std::optional<std::string> Store::write(
    const book::Batch& batch,
    const std::vector<std::pair<std::string, availability::SlaSeconds>>& sla) {
  return state_->attempt([&] { state_->writer->write(batch, sla); });
}

std::optional<std::string> Store::write_configuration(book::Second time, const std::string& text) {
  return state_->attempt([&] {
    Database& database = *state_->database;
    if (database.text("SELECT text FROM configurations ORDER BY id DESC LIMIT 1") != text) {
      database.prepare("INSERT INTO configurations(time, text) VALUES(?, ?)")
          .run(stored(time), text);
    }
  });
}

std::optional<std::string> Store::thin(book::Second now, book::Seconds keep) {
  return state_->attempt([&] { thin_minutes(*state_->database, now - keep); });
}

std::optional<std::string> Store::write_inventory(book::Second time,
                                                  const std::vector<config::InventoryItem>& items) {
  return state_->attempt([&] { put_inventory(*state_->database, time, items); });
}

std::optional<std::string> Store::write_judged(
    const std::vector<availability::JudgedMonth>& months) {
  return state_->attempt([&] { add_judged(*state_->database, months); });
}

std::vector<availability::JudgedMonth> Store::judged_months(book::Second since) const {
  return state_->read_rollout([since](Database& database) { return load_judged(database, since); });
}

std::optional<std::string> Store::write_acceptance(const rollout::Acceptance& acceptance) {
  return state_->attempt([&] { add_acceptance(*state_->database, acceptance); });
}

std::vector<rollout::Acceptance> Store::acceptances() const {
  return state_->read_rollout([](Database& database) { return load_acceptances(database); });
}

std::vector<std::pair<std::string, book::Second>> Store::begun_tests() const {
  return state_->read_rollout([](Database& database) { return load_begun_tests(database); });
}

std::optional<std::string> Store::write_baseline(const rollout::Baseline& baseline) {
  return state_->attempt([&] { static_cast<void>(add_baseline(*state_->database, baseline)); });
}

std::optional<rollout::Baseline> Store::baseline() const {
  return state_->read_rollout([](Database& database) { return load_last_baseline(database); });
}

std::vector<book::MinuteSummary> Store::minutes(const std::string& link,
                                                book::Second from,
                                                book::Second to) const {
  return state_->read([&](Database& database) { return load_minutes(database, link, from, to); });
}

std::optional<availability::History> Store::link_history(const std::string& link,
                                                         book::Second from,
                                                         book::Second to) const {
  return state_->read(
      [&](Database& database) { return load_history(database, Subject::link, link, from, to); });
}

Edits Store::edits() {
  Edits edits;
  State& state = *state_;
  if (!state.writer) {
    return edits;
  }
  try {
    const std::int64_t version = state.database->integer("PRAGMA data_version");
    if (version == state.data_version) {
      return edits;
    }
    for (EnteredCorrection& each : load_corrections(*state.database, state.last_correction)) {
      state.last_correction = each.id;
      edits.corrections.emplace_back(each.outage, std::move(each.correction));
    }
    std::vector<book::Window> windows = load_windows(*state.database);
    if (windows != state.windows) {
      state.windows = windows;
      edits.windows = std::move(windows);
    }
    const std::int64_t baseline = state.database->integer("SELECT max(id) FROM baselines");
    edits.baseline = baseline != state.last_baseline;
    state.last_baseline = baseline;
    state.data_version = version;
  } catch (const DatabaseError&) {  // the next write meets it as well and says so
  }
  return edits;
}

std::vector<book::Window> Store::windows() const {
  return state_->read([](Database& database) { return load_windows(database); });
}

std::vector<book::Outage> Store::outages(const book::OutageQuery& query) const {
  return state_->read(
      [&query](Database& database) { return load_outages(database, filter_of(query)); });
}

std::uint64_t Store::bytes() const {
  return size_of(state_->files.book) + size_of(state_->files.wal);
}

std::optional<book::Second> Store::oldest() const {
  return state_->read([](Database& database) {
    Statement statement = database.prepare(
        "SELECT min(oldest) FROM (SELECT min(minute) * 60 AS oldest FROM minutes UNION ALL "
        "SELECT min(hour) * 3600 FROM hours UNION ALL SELECT min(first) FROM link_books)");
    Rows rows = statement.query();
    return rows.next() ? second(rows.maybe_integer(0)) : std::nullopt;
  });
}

void Store::close() {
  if (state_->writer) {
    // What is lost by a failure here is a few seconds of when each link answered last.
    static_cast<void>(state_->attempt([this] { state_->writer->flush(); }));
  }
  state_->let_go(true);
  state_->lock.release();
}

}  // namespace pantau::journal
