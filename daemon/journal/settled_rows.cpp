// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/settled_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

/// `{0}` becomes the subject.
std::string for_subject(Subject subject, const char* sql) {
  return fmt::format(fmt::runtime(sql), subject == Subject::link ? "link" : "site");
}

}  // namespace

SettledRows::SettledRows(Database& database, Subject subject)
    : select_(
          database.prepare(for_subject(subject,
                                       "SELECT b.{0}, first, lag, settled_until FROM {0}_books b "
                                       "LEFT JOIN {0}_apart a ON a.{0} = b.{0}"))),
      pace_row_(
          database.prepare(for_subject(subject, "SELECT value FROM meta WHERE key = '{0}_pace'"))),
      set_pace_(database.prepare(for_subject(subject,
                                             "INSERT INTO meta VALUES('{0}_pace', ?) ON "
                                             "CONFLICT(key) DO UPDATE SET value = "
                                             "excluded.value"))),
      book_(database.prepare(
          for_subject(subject,
                      "INSERT INTO {0}_books({0}, first, lag) VALUES(?, ?, ?) ON CONFLICT({0}) "
                      "DO UPDATE SET first = excluded.first, lag = excluded.lag"))),
      gap_(database.prepare(
          for_subject(subject, "INSERT OR IGNORE INTO {0}_spans VALUES(?, ?, 0)"))),
      apart_(
          database.prepare(for_subject(subject, "INSERT OR REPLACE INTO {0}_apart VALUES(?, ?)"))),
      together_(database.prepare(for_subject(subject, "DELETE FROM {0}_apart WHERE {0} = ?"))) {}

void SettledRows::write(const std::vector<Row>& rows, book::Second mark) {
  if (rows.empty()) {
    return;
  }
  load();
  // A batch between two minutes speaks of a few; they stand apart until the next one.
  const bool new_pace = mark > pace_ && rows.size() * 2 >= known_.size();
  if (new_pace) {
    pace_ = mark;
    set_pace_.run(stored(pace_));
  }
  for (const Row& row : rows) {
    take(row);
  }
  if (!new_pace) {
    for (const Row& row : rows) {
      put_down(row.id, known_[row.id], false);
    }
    return;
  }
  for (auto& [id, known] : known_) {
    put_down(id, known, true);
  }
}

std::optional<book::Second> SettledRows::until(std::int64_t id) {
  load();
  const auto found = known_.find(id);
  return found == known_.end() ? std::nullopt : std::optional{found->second.until};
}

void SettledRows::forget() {
  loaded_ = false;
  known_.clear();
}

void SettledRows::load() {
  if (std::exchange(loaded_, true)) {
    return;
  }
  pace_ = {};
  if (Rows rows = pace_row_.query(); rows.next()) {
    pace_ = second(rows.integer(0));
  }
  for (Rows rows = select_.query(); rows.next();) {
    Known& known = known_[rows.integer(0)];
    known.first = second(rows.integer(1));
    known.lag = rows.integer(2);
    known.apart = second(rows.maybe_integer(3));
    known.until = known.apart.value_or(pace_ - book::Seconds{known.lag});
    known.last_lag = (pace_ - known.until).count();
  }
}

void SettledRows::take(const Row& row) {
  const auto [place, is_new] = known_.try_emplace(row.id);
  Known& known = place->second;
  if (is_new) {
    known.first = row.first;
    known.until = row.until;
    known.lag = (pace_ - row.until).count();
    known.last_lag = known.lag;
    book_.run(row.id, stored(known.first), known.lag);
    return;
  }
  if (row.first > known.until) {
    // A book that begins after the one that is there (this daemon could not read it when it
    // started): what lies between is unknown.
    gap_.run(row.id, stored(known.until));
  }
  if (row.first < known.first) {
    known.first = row.first;
    book_.run(row.id, stored(known.first), known.lag);
  }
  known.until = std::max(known.until, row.until);
}

void SettledRows::put_down(std::int64_t id, Known& known, bool new_pace) {
  const std::int64_t lag = (pace_ - known.until).count();
  if (new_pace && lag != known.lag && lag == known.last_lag) {
    known.lag = lag;
    book_.run(id, stored(known.first), lag);
  }
  put_apart(id, known, lag == known.lag ? std::nullopt : std::optional{known.until});
  if (new_pace) {
    known.last_lag = lag;
  }
}

void SettledRows::put_apart(std::int64_t id, Known& known, std::optional<book::Second> until) {
  if (until == known.apart) {
    return;
  }
  known.apart = until;
  if (until) {
    apart_.run(id, stored(*until));
  } else {
    together_.run(id);
  }
}

}  // namespace pantau::journal
