// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/time_text.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "config/time_zone.hpp"

namespace pantau::book {
namespace {

/// Further back than any book, and no sum of times can overflow.
constexpr std::int64_t kLongestAge = std::int64_t{200} * 366 * 86400;

constexpr std::array<std::pair<char, std::int64_t>, 5> kUnits{
    {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}}};

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

/// Takes text from the front, piece by piece.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  [[nodiscard]] bool is_at(char letter) const { return rest_.starts_with(letter); }

  /// The letter taken; 0 when the next one is none of these.
  char take_one_of(std::string_view letters) {
    if (rest_.empty() || letters.find(rest_.front()) == std::string_view::npos) {
      return 0;
    }
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    return taken;
  }

  /// A number of exactly so many digits.
  std::optional<int> take_digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (i >= rest_.size() || !is_digit(rest_[i])) {
        return std::nullopt;
      }
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  std::optional<std::int64_t> take_number() {
    std::int64_t value = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && is_digit(rest_[digits]); ++digits) {
      value = std::min(value * 10 + (rest_[digits] - '0'), kLongestAge + 1);
    }
    rest_.remove_prefix(digits);
    return digits == 0 ? std::nullopt : std::optional(value);
  }

 private:
  std::string_view rest_;
};

std::optional<Seconds> read_age(std::string_view text) {
  Cursor cursor(text);
  std::int64_t sum = 0;
  do {
    const auto number = cursor.take_number();
    const char letter = number ? cursor.take_one_of("smhdw") : '\0';
    if (letter == 0) {
      return std::nullopt;
    }
    for (const auto& [unit, seconds] : kUnits) {
      if (unit == letter) {
        sum += *number * seconds;
      }
    }
    if (sum > kLongestAge) {
      return std::nullopt;
    }
  } while (!cursor.at_end());
  return Seconds{sum};
}

std::optional<config::Date> take_date(Cursor& cursor) {
  const auto year = cursor.take_digits(4);
  const bool first = cursor.take_one_of("-") != 0;
  const auto month = cursor.take_digits(2);
  const bool second = cursor.take_one_of("-") != 0;
  const auto day = cursor.take_digits(2);
  if (!year || !first || !month || !second || !day) {
    return std::nullopt;
  }
  const config::Date date{std::chrono::year(*year),
                          std::chrono::month(static_cast<unsigned>(*month)),
                          std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

/// Hours and minutes, as in a time of day or an offset.
std::optional<std::chrono::minutes> take_hours(Cursor& cursor) {
  const auto hour = cursor.take_digits(2);
  const bool colon = cursor.take_one_of(":") != 0;
  const auto minute = cursor.take_digits(2);
  if (!hour || !colon || !minute || *hour > 23 || *minute > 59) {
    return std::nullopt;
  }
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute);
}

/// ":SS" and a fraction, which is cut. RFC 3339 allows :60.
std::optional<Seconds> take_seconds(Cursor& cursor) {
  const bool colon = cursor.take_one_of(":") != 0;
  const auto second = cursor.take_digits(2);
  if (!colon || !second || *second > 60) {
    return std::nullopt;
  }
  if (cursor.take_one_of(".") != 0 && !cursor.take_number()) {
    return std::nullopt;
  }
  return Seconds(*second);
}

/// What stands after the date.
bool take_clock(Cursor& cursor, config::DateTime& time) {
  if (cursor.take_one_of("Tt ") == 0) {
    return false;
  }
  const auto hours = take_hours(cursor);
  if (!hours) {
    return false;
  }
  time.time_of_day = *hours;
  const auto seconds = cursor.is_at(':') ? take_seconds(cursor) : Seconds{0};
  if (!seconds) {
    return false;
  }
  time.time_of_day += *seconds;
  if (cursor.take_one_of("Zz") != 0) {
    time.offset = std::chrono::minutes{0};
  } else if (const char sign = cursor.take_one_of("+- "); sign != 0) {
    const auto offset = take_hours(cursor);
    if (!offset) {
      return false;
    }
    time.offset = sign == '-' ? -*offset : *offset;
  }
  return cursor.at_end();
}

std::optional<config::DateTime> read_date_time(std::string_view text) {
  Cursor cursor(text);
  const auto date = take_date(cursor);
  if (!date) {
    return std::nullopt;
  }
  config::DateTime time;
  time.date = *date;
  if (cursor.at_end() || take_clock(cursor, time)) {
    return time;
  }
  return std::nullopt;
}

/// What was typed, short and without what could steer a terminal.
std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 40;
  std::string copy(text.substr(0, kMost));
  for (char& letter : copy) {
    if (static_cast<unsigned char>(letter) < 0x20 || static_cast<unsigned char>(letter) > 0x7E) {
      letter = '?';
    }
  }
  return copy;
}

/// "2026-12-01T00:00:00", of a second counted as if it were UTC.
std::string clock_text(Second time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
                     static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()),
                     clock.hours().count(),
                     clock.minutes().count(),
                     clock.seconds().count());
}

}  // namespace

ParsedTime parse_time(std::string_view text, Second now, const std::string& zone) {
  if (const auto age = read_age(text)) {
    return now - *age;
  }
  if (const auto time = read_date_time(text)) {
    return config::to_utc(*time, zone);
  }
  return fmt::format(
      "\"{}\" is not a time: write RFC 3339 as 2026-11-20T08:30:00+09:00, a date as 2026-11-20, or "
      "an age as 24h",
      shown(text));
}

std::string utc_text(Second time) {
  return clock_text(time) + "Z";
}

std::string local_text(Second time, const std::string& zone) {
  const Seconds offset = date::locate_zone(zone)->get_info(time).offset;
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(std::chrono::abs(offset));
  return fmt::format("{}{}{:02}:{:02}",
                     clock_text(time + offset),
                     offset < Seconds{0} ? '-' : '+',
                     minutes.count() / 60,
                     minutes.count() % 60);
}

}  // namespace pantau::book
