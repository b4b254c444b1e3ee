// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/reader.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <utility>

#include "daemon/journal/acceptance_rows.hpp"
#include "daemon/journal/baseline_rows.hpp"
#include "daemon/journal/book_files.hpp"
#include "daemon/journal/complaints.hpp"
#include "daemon/journal/database.hpp"
#include "daemon/journal/history_rows.hpp"
#include "daemon/journal/inventory_rows.hpp"
#include "daemon/journal/judged_rows.hpp"
#include "daemon/journal/minute_rows.hpp"
#include "daemon/journal/opening.hpp"
#include "daemon/journal/outage_rows.hpp"
#include "daemon/journal/values.hpp"
#include "daemon/journal/window_rows.hpp"

namespace pantau::journal {

struct Reader::State {
  std::unique_ptr<Database> database;
};

Reader::Reader(const std::filesystem::path& state_dir) : state_(std::make_unique<State>()) {
  const BookFiles files{state_dir};
  state_->database = told_in_words(files, [&files] {
    expect_book(files, R_OK);
    return open_to_read(files);
  });
}

Reader::~Reader() = default;

std::vector<book::Outage> Reader::outages(const book::OutageQuery& query) const {
  return load_outages(*state_->database, filter_of(query));
}

std::optional<book::Outage> Reader::outage(std::uint64_t id) const {
  OutageFilter filter;
  filter.id = id;
  std::vector<book::Outage> found = load_outages(*state_->database, filter);
  return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<book::Window> Reader::windows() const {
  return load_windows(*state_->database);
}

std::optional<availability::History> Reader::link_history(const std::string& link,
                                                          book::Second from,
                                                          book::Second to) const {
  return load_history(*state_->database, Subject::link, link, from, to);
}

std::optional<availability::History> Reader::site_history(const std::string& site,
                                                          book::Second from,
                                                          book::Second to) const {
  return load_history(*state_->database, Subject::site, site, from, to);
}

std::vector<availability::JudgedMonth> Reader::judged_months(book::Second since) const {
  return load_judged(*state_->database, since);
}

std::optional<rollout::Acceptance> Reader::acceptance(const std::string& site,
                                                      book::Second start) const {
  return load_acceptance(*state_->database, site, start);
}

std::vector<book::MinuteSummary> Reader::minutes(const std::string& link,
                                                 book::Second from,
                                                 book::Second to) const {
  return load_minutes(*state_->database, link, from, to);
}

std::vector<rollout::Baseline> Reader::baselines() const {
  return load_baselines(*state_->database);
}

std::vector<Reader::RecordedChange> Reader::inventory_changes(const std::string& kind,
                                                              const std::string& id) const {
  std::vector<RecordedChange> changes;
  for (StoredChange& each : load_changes(*state_->database, kind, id)) {
    changes.push_back({each.time, std::move(each.change)});
  }
  return changes;
}

std::optional<book::Second> Reader::last_up(const std::string& site) const {
  return load_last_up(*state_->database, site);
}

book::Second Reader::mark() const {
  return second(state_->database->integer("SELECT value FROM meta WHERE key = 'mark'"));
}

}  // namespace pantau::journal
