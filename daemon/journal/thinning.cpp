// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/thinning.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "daemon/journal/values.hpp"

namespace pantau::journal {

namespace {

constexpr std::int64_t kMinutesAnHour = 60;
constexpr std::int64_t kSecondsAnHour = 3600;

struct Hour {
  std::array<std::int64_t, 5> sums{};  ///< minutes, sent, lost, late, duplicates
  std::optional<std::int64_t> min, max;
  std::vector<std::int64_t> medians, p95s;
};

struct Range {
  std::int64_t hour = 0;
  std::int64_t first_link = 0;

  [[nodiscard]] std::int64_t first_minute() const { return hour * kMinutesAnHour; }

  [[nodiscard]] std::int64_t last_minute() const { return first_minute() + kMinutesAnHour - 1; }

  [[nodiscard]] std::int64_t last_link() const { return first_link + kThinnedLinks - 1; }
};

void add(Hour& hour, const Rows& rows) {
  hour.sums[0] += 1;
  for (int i = 1; i < 5; ++i) {
    hour.sums[static_cast<std::size_t>(i)] += rows.integer(i);
  }
  const auto min = rows.maybe_integer(5);
  const auto max = rows.maybe_integer(8);
  if (!min || !max) {
    return;
  }
  hour.min = std::min(hour.min.value_or(*min), *min);
  hour.max = std::max(hour.max.value_or(*max), *max);
  hour.medians.push_back(rows.integer(6));
  hour.p95s.push_back(rows.integer(7));
}

/// The ceil(n/2)-th, as everywhere (semantics.md 2).
std::optional<std::int64_t> median(std::vector<std::int64_t>& values) {
  if (values.empty()) {
    return std::nullopt;
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::map<std::int64_t, Hour> gather(Database& database, const Range& range) {
  std::map<std::int64_t, Hour> hours;
  Statement select = database.prepare(
      "SELECT link, sent, lost, late, duplicates, min_us, median_us, p95_us, max_us FROM minutes "
      "WHERE minute = ? AND link BETWEEN ? AND ?");
  for (std::int64_t minute = range.first_minute(); minute <= range.last_minute(); ++minute) {
    for (Rows rows = select.query(minute, range.first_link, range.last_link()); rows.next();) {
      add(hours[rows.integer(0)], rows);
    }
  }
  return hours;
}

void remove(Database& database, const Range& range) {
  Statement statement =
      database.prepare("DELETE FROM minutes WHERE minute = ? AND link BETWEEN ? AND ?");
  for (std::int64_t minute = range.first_minute(); minute <= range.last_minute(); ++minute) {
    statement.run(minute, range.first_link, range.last_link());
  }
}

}  // namespace

bool thin_minutes(Database& database, book::Second until) {
  Range range;
  {
    Statement oldest =
        database.prepare("SELECT minute, link FROM minutes ORDER BY minute, link LIMIT 1");
    Rows rows = oldest.query();
    if (!rows.next()) {
      return false;
    }
    range.hour = rows.integer(0) / kMinutesAnHour;
    range.first_link = rows.integer(1);
  }
  if ((range.hour + 1) * kSecondsAnHour > stored(until)) {
    return false;
  }
  Statement insert =
      database.prepare("INSERT OR REPLACE INTO hours VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (auto& [link, hour] : gather(database, range)) {
    const auto& [minutes, sent, lost, late, duplicates] = hour.sums;
    insert.run(range.hour,
               link,
               minutes,
               sent,
               lost,
               late,
               duplicates,
               hour.min,
               median(hour.medians),
               median(hour.p95s),
               hour.max);
  }
  remove(database, range);
  return true;
}

}  // namespace pantau::journal
