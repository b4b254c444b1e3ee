// SPDX-License-Identifier: Apache-2.0
#include "config/csv_dates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "config/csv_names.hpp"
#include "config/suggest.hpp"

namespace pantau::config {

namespace {

constexpr std::string_view kHowToWrite = "write 13 Agustus 2025, 13/08/2025 or 2025-08-13";

/// Indonesian and English, whole and short as offices write them.
constexpr std::array<std::string_view, 12> kMonths{"januari,january,jan",
                                                   "februari,february,pebruari,feb,peb",
                                                   "maret,march,mar,mrt",
                                                   "april,apr",
                                                   "mei,may",
                                                   "juni,june,jun",
                                                   "juli,july,jul",
                                                   "agustus,august,agt,agu,ags,agust,aug",
                                                   "september,sept,sep",
                                                   "oktober,october,okt,oct",
                                                   "november,nopember,nov,nop",
                                                   "desember,december,des,dec"};

constexpr std::string_view kDays =
    "senin,selasa,rabu,kamis,jumat,jum'at,sabtu,minggu,ahad,monday,tuesday,wednesday,thursday,"
    "friday,saturday,sunday";

std::vector<std::string_view> split(std::string_view words) {
  std::vector<std::string_view> result;
  while (!words.empty()) {
    const auto end = std::min(words.find(','), words.size());
    result.push_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return result;
}

bool listed(std::string_view words, std::string_view wanted) {
  const auto all = split(words);
  return std::find(all.begin(), all.end(), wanted) != all.end();
}

/// 1 to 12, or 0.
unsigned month_of(std::string_view word) {
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (listed(kMonths.at(i), word)) {
      return static_cast<unsigned>(i + 1);
    }
  }
  return 0;
}

std::string nearest_month(std::string_view word) {
  Nearest nearest(word);
  for (const auto names : kMonths) {
    for (const auto name : split(names)) {
      nearest.offer(name);
    }
  }
  return nearest.question();
}

bool is_number(std::string_view part) {
  return !part.empty() && part.size() <= 5 &&
         part.find_first_not_of("0123456789") == std::string_view::npos;
}

int number(std::string_view part) {
  int value = 0;
  for (const char c : part) {
    value = value * 10 + (c - '0');
  }
  return value;
}

/// Parts of figures and of letters, small; separators and the name of a day left out.
std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  bool joined = false;
  for (const char c : lower(text)) {
    constexpr std::string_view kSeparators = " -/.,";
    if (kSeparators.find(c) != std::string_view::npos) {
      joined = false;
      continue;
    }
    const bool figure = c >= '0' && c <= '9';
    const bool was_figure = joined && parts.back().back() >= '0' && parts.back().back() <= '9';
    if (!joined || figure != was_figure) {
      parts.emplace_back();
    }
    parts.back() += c;
    joined = true;
  }
  if (!parts.empty() && listed(kDays, parts.front())) {
    parts.erase(parts.begin());
  }
  return parts;
}

/// "10:30", "10.30.00" or "10:30 WIT" behind a date.
std::optional<std::chrono::seconds> time_of_day(std::string_view text) {
  for (const std::string_view zone : {"wit", "wib", "wita"}) {
    if (lower(text).ends_with(zone)) {
      text = trimmed(text.substr(0, text.size() - zone.size()));
    }
  }
  std::array<int, 3> parts{};
  std::size_t count = 0;
  while (!text.empty() && count < parts.size()) {
    const auto end = std::min(text.find_first_of(":."), text.size());
    const auto part = text.substr(0, end);
    if (!is_number(part) || part.size() > 2) {
      return std::nullopt;
    }
    parts.at(count++) = number(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (count < 2 || !text.empty() || parts[0] > 23 || parts[1] > 59 || parts[2] > 59) {
    return std::nullopt;
  }
  return std::chrono::hours{parts[0]} + std::chrono::minutes{parts[1]} +
         std::chrono::seconds{parts[2]};
}

/// Takes a time of day off the end of `text`: behind "T" or the last space, with a colon in it.
std::optional<std::chrono::seconds> take_time(std::string_view& text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  const auto before = text.find_last_of(" T", colon);
  if (before == std::string_view::npos) {
    return std::nullopt;
  }
  const auto time = time_of_day(trimmed(text.substr(before + 1)));
  if (time) {
    text = trimmed(text.substr(0, before));
  }
  return time;
}

struct Written {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  bool short_year = false;
};

class DateReader {
 public:
  explicit DateReader(std::string_view cell) : cell_(cell) {}

  CellReading<CellDate> read() {
    const auto line = one_line(cell_);
    std::string_view text = line;
    const auto time = take_time(text);
    if (const auto day = day_number(text)) {
      return checked(*day, time);
    }
    const auto parts = parts_of(text);
    if (parts.size() != 3) {
      return wrong(parts.size() == 2 && (month_of(parts[0]) > 0 || month_of(parts[1]) > 0)
                       ? "names no day"
                       : "is no date");
    }
    if (const auto written = in_order(parts)) {
      return checked(*written, time);
    }
    return unreadable<CellDate>(problem_);
  }

 private:
  CellReading<CellDate> wrong(std::string_view what) {
    return unreadable<CellDate>(fmt::format("{} {}: {}", shown(cell_), what, kHowToWrite));
  }

  /// Excel counts days from 30 December 1899 (its 1900 has a 29 February that never was).
  static std::optional<Written> day_number(std::string_view text) {
    for (const std::string_view end : {",0", ".0", ",00", ".00"}) {
      text = text.ends_with(end) ? text.substr(0, text.size() - end.size()) : text;
    }
    constexpr int kYear2000 = 36526;
    constexpr int kYear2100 = 73051;
    if (!is_number(text) || text.size() != 5 || number(text) < kYear2000 ||
        number(text) >= kYear2100) {
      return std::nullopt;
    }
    using std::chrono::days;
    using std::chrono::sys_days;
    constexpr Date kDayZero{std::chrono::year{1899}, std::chrono::month{12}, std::chrono::day{30}};
    const Date date{sys_days{kDayZero} + days{number(text)}};
    return Written{static_cast<int>(date.year()),
                   static_cast<unsigned>(date.month()),
                   static_cast<unsigned>(date.day()),
                   false};
  }

  std::optional<Written> in_order(const std::vector<std::string>& parts) {
    const bool year_first = is_number(parts[0]) && parts[0].size() == 4;
    const bool month_first = month_of(parts[0]) > 0;
    const auto& year = year_first ? parts[0] : parts[2];
    const auto& month = month_first ? parts[0] : parts[1];
    const auto& day = year_first ? parts[2] : parts[month_first ? 1 : 0];
    if (!is_number(year) || (year.size() != 4 && year.size() != 2) || !is_number(day) ||
        day.size() > 2) {
      problem_ = fmt::format("{} is no date: {}", shown(cell_), kHowToWrite);
      return std::nullopt;
    }
    const bool short_year = year.size() == 2;
    const auto month_number = is_number(month) && month.size() <= 2
                                  ? static_cast<unsigned>(number(month))
                                  : month_of(month);
    if (month_number == 0 && !is_number(month)) {
      problem_ = fmt::format("{} names no month{}{}",
                             shown(cell_),
                             nearest_month(month),
                             nearest_month(month).empty() ? fmt::format(": {}", kHowToWrite) : "");
      return std::nullopt;
    }
    return Written{number(year) + (short_year ? 2000 : 0),
                   month_number,
                   static_cast<unsigned>(number(day)),
                   short_year};
  }

  CellReading<CellDate> checked(const Written& written, std::optional<std::chrono::seconds> time) {
    const Date date{std::chrono::year{written.year},
                    std::chrono::month{written.month},
                    std::chrono::day{written.day}};
    if (written.month > 12 && written.day <= 12) {
      return unreadable<CellDate>(
          fmt::format("{} has no month {}: dates are day first; write {:02}/{:02}/{:04}",
                      shown(cell_),
                      written.month,
                      written.month,
                      written.day,
                      written.year));
    }
    if (!date.ok()) {
      return wrong("is a day that no calendar has");
    }
    constexpr int kFirstYear = 1990;
    constexpr int kLastYear = 2100;
    if (written.year < kFirstYear || written.year > kLastYear) {
      return wrong(fmt::format("lies in the year {}", written.year));
    }
    std::string guess;
    if (written.short_year) {
      guess = fmt::format(
          "{} was taken for the year {}: write all four figures", shown(cell_), written.year);
    }
    return {CellDate{date, time}, "", std::move(guess)};
  }

  std::string_view cell_;
  std::string problem_;
};

}  // namespace

CellReading<CellDate> read_date(std::string_view cell) {
  return DateReader(cell).read();
}

}  // namespace pantau::config
