// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/minute_rows.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>

#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

constexpr std::int64_t kSecondsAMinute = 60;

std::int64_t minute_at_or_after(book::Second time) {
  return std::chrono::ceil<std::chrono::minutes>(time).time_since_epoch().count();
}

std::uint32_t echoes(std::int64_t value) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, kMost));
}

/// Round trips are far below an hour.
net::Nanoseconds round_trip(std::optional<std::int64_t> microseconds) {
  constexpr std::int64_t kMost = 3'600'000'000;
  return std::chrono::microseconds{std::clamp<std::int64_t>(microseconds.value_or(0), 0, kMost)};
}

book::MinuteSummary minute_of(const Rows& rows, std::int64_t minute) {
  book::MinuteSummary summary;
  summary.start = net::WallTime{second(minute * kSecondsAMinute)};
  summary.sent = echoes(rows.integer(0));
  summary.lost = std::min(summary.sent, echoes(rows.integer(1)));
  summary.late = std::min(summary.lost, echoes(rows.integer(2)));
  summary.duplicates = echoes(rows.integer(3));
  if (summary.answered() && !rows.maybe_integer(4)) {
    summary.lost = summary.sent;  // answers without a round trip: the row is not whole
  }
  summary.min = round_trip(rows.maybe_integer(4));
  summary.median = std::max(summary.min, round_trip(rows.maybe_integer(5)));
  summary.p95 = std::max(summary.median, round_trip(rows.maybe_integer(6)));
  summary.max = std::max(summary.p95, round_trip(rows.maybe_integer(7)));
  return summary;
}

std::optional<std::int64_t> id_of(Database& database, const std::string& link) {
  Statement statement = database.prepare("SELECT id FROM links WHERE name = ?");
  Rows rows = statement.query(link);
  return rows.next() ? std::optional{rows.integer(0)} : std::nullopt;
}

}  // namespace

std::vector<book::MinuteSummary> load_minutes(Database& database,
                                              const std::string& link,
                                              book::Second from,
                                              book::Second to) {
  std::vector<book::MinuteSummary> minutes;
  const std::optional<std::int64_t> id = id_of(database, link);
  if (!id) {
    return minutes;
  }
  const std::int64_t newest = database.integer("SELECT max(minute) FROM minutes");
  const std::int64_t oldest = database.integer("SELECT min(minute) FROM minutes");
  const std::int64_t end = std::min(minute_at_or_after(to), newest + 1);
  Statement select = database.prepare(
      "SELECT sent, lost, late, duplicates, min_us, median_us, p95_us, max_us FROM minutes "
      "WHERE minute = ? AND link = ?");
  for (std::int64_t minute = std::max(minute_at_or_after(from), oldest); minute < end; ++minute) {
    if (Rows rows = select.query(minute, *id); rows.next()) {
      minutes.push_back(minute_of(rows, minute));
    }
  }
  return minutes;
}

}  // namespace pantau::journal
