// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/reader.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <utility>

#include "daemon/journal/book_files.hpp"
#include "daemon/journal/complaints.hpp"
#include "daemon/journal/database.hpp"
#include "daemon/journal/history_rows.hpp"
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

book::Second Reader::mark() const {
  return second(state_->database->integer("SELECT value FROM meta WHERE key = 'mark'"));
}

}  // namespace pantau::journal
