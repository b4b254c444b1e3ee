// SPDX-License-Identifier: Apache-2.0
#include "config/table_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "config/address_text.hpp"
#include "config/quantity.hpp"
#include "config/suggest.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

/// Longer than any name or note; keeps one line of a message readable.
constexpr std::size_t kMaxTextBytes = 4096;

/// More than any list of texts in this schema needs; keeps comparisons of all with all short.
constexpr std::size_t kMaxListed = 10'000;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// Keys that a file must never hold, with the one to write instead.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kSecretKeys{
    {{"community", "community_file"},
     {"auth_password", "auth_password_file"},
     {"privacy_password", "privacy_password_file"},
     {"password", "auth_password_file"},
     {"passphrase", "auth_password_file"}}};

std::string unknown_key_text(std::string_view key, std::span<const std::string_view> known) {
  if (key == "include") {
    return "stands below a table and so belongs to it: move it to the top of the file, above the "
           "first table";
  }
  if (std::find(kTableNames.begin(), kTableNames.end(), key) != kTableNames.end()) {
    return fmt::format(
        "stands below a table and so belongs to it: move it above the first table of the file, or "
        "write [[{}]]",
        key);
  }
  const bool knows_file_keys =
      std::find(known.begin(), known.end(), "community_file") != known.end();
  for (const auto& [secret, instead] : kSecretKeys) {
    if (knows_file_keys && key == secret) {
      return fmt::format(
          "a secret does not stand in the configuration: put it into a file and write {} = \"name "
          "of the file\"",
          instead);
    }
  }
  Nearest nearest(key);
  for (const auto candidate : known) {
    nearest.offer(candidate);
  }
  const auto question = nearest.question();
  return question.empty() ? fmt::format("unknown key; known here: {}", fmt::join(known, ", "))
                          : fmt::format("unknown key{}", question);
}

}  // namespace

Place Layer::place(Position position) const {
  return {std::string{file}, position.line, position.column};
}

bool is_id(std::string_view text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto allowed = [&](char c) { return plain(c) || c == '.' || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= 64 && plain(text.front()) &&
         std::all_of(text.begin(), text.end(), allowed);
}

std::string format_date(Date date) {
  return fmt::format("{:04}-{:02}-{:02}",
                     static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

Found TableReader::find(std::string_view key) const {
  if (const auto* entry = own_.table->find(key)) {
    return {entry, &own_};
  }
  if (behind_ != nullptr) {
    if (const auto* entry = behind_->table->find(key)) {
      return {entry, behind_};
    }
  }
  return {};
}

void TableReader::error(const Found& found, std::string text) {
  problems_.error(found ? found.place() : own_.place(own_.at),
                  found ? found.path() : own_.path,
                  std::move(text));
}

void TableReader::warning(const Found& found, std::string text) {
  problems_.warning(found ? found.place() : own_.place(own_.at),
                    found ? found.path() : own_.path,
                    std::move(text));
}

template <typename T>
const T* TableReader::get(const Found& found, std::string_view example) {
  if (!found) {
    return nullptr;
  }
  const auto* content = found.value().as<T>();
  if (content == nullptr) {
    error(found, fmt::format("is {}: write {}", kind_name(found.value()), example));
  }
  return content;
}

std::optional<std::string> TableReader::checked_text(const Found& found, const Value& value) {
  const auto place = found.layer->place(value.at);
  const auto* content = value.as<std::string>();
  if (content == nullptr) {
    problems_.error(
        place, found.path(), fmt::format("is {}: write text in quotes", kind_name(value)));
    return std::nullopt;
  }
  if (content->empty()) {
    problems_.error(place, found.path(), "is empty: write a value, or leave the key out");
    return std::nullopt;
  }
  if (content->size() > kMaxTextBytes ||
      std::any_of(content->begin(), content->end(), is_control)) {
    problems_.error(place,
                    found.path(),
                    fmt::format("has a control character or more than {} bytes: write it in one "
                                "plain line",
                                kMaxTextBytes));
    return std::nullopt;
  }
  return *content;
}

std::optional<std::string> TableReader::text(std::string_view key) {
  const auto found = find(key);
  return found ? checked_text(found, found.value()) : std::nullopt;
}

std::optional<std::string> TableReader::id(std::string_view key) {
  auto word = text(key);
  if (word && !is_id(*word)) {
    error(find(key),
          fmt::format("\"{}\" is no id: write 1 to 64 of a-z 0-9 . _ -, beginning with a letter "
                      "or digit",
                      *word));
    return std::nullopt;
  }
  return word;
}

std::vector<std::pair<std::string, Place>> TableReader::placed_texts(std::string_view key) {
  std::vector<std::pair<std::string, Place>> result;
  const auto found = find(key);
  if (!found) {
    return result;
  }
  if (found.value().as<std::string>() != nullptr) {
    if (auto one = checked_text(found, found.value())) {
      result.emplace_back(*std::move(one), found.place());
    }
    return result;
  }
  const auto* list = get<Array>(found, "a list of texts, as [\"a\", \"b\"]");
  if (list != nullptr && list->size() > kMaxListed) {
    error(found, fmt::format("has more than {} elements: write fewer", kMaxListed));
    return result;
  }
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    if (auto one = checked_text(found, (*list)[i])) {
      result.emplace_back(*std::move(one), found.layer->place((*list)[i].at));
    }
  }
  return result;
}

std::vector<std::string> TableReader::texts(std::string_view key) {
  std::vector<std::string> result;
  for (auto& [word, place] : placed_texts(key)) {
    result.push_back(std::move(word));
  }
  return result;
}

std::optional<bool> TableReader::boolean(std::string_view key) {
  const auto* content = get<bool>(find(key), "true or false, without quotes");
  return content == nullptr ? std::nullopt : std::optional{*content};
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, Range<std::int64_t> range) {
  const auto found = find(key);
  const auto* content = get<std::int64_t>(
      found, fmt::format("a whole number from {} to {}", range.least, range.most));
  if (content == nullptr) {
    return std::nullopt;
  }
  if (*content < range.least || *content > range.most) {
    error(found,
          fmt::format(
              "is {}: write a whole number from {} to {}", *content, range.least, range.most));
    return std::nullopt;
  }
  return *content;
}

std::optional<double> TableReader::number(std::string_view key, Range<double> range) {
  const auto found = find(key);
  if (!found) {
    return std::nullopt;
  }
  double number = NAN;
  if (const auto* whole = found.value().as<std::int64_t>()) {
    number = static_cast<double>(*whole);
  } else if (const auto* content = get<double>(
                 found, fmt::format("a number from {} to {}", range.least, range.most))) {
    number = *content;
  } else {
    return std::nullopt;
  }
  if (!(number >= range.least && number <= range.most)) {
    error(found,
          fmt::format("is {}: write a number from {} to {}", number, range.least, range.most));
    return std::nullopt;
  }
  return number;
}

std::optional<double> TableReader::ratio(std::string_view key) {
  const auto found = find(key);
  const auto* whole = found ? found.value().as<std::int64_t>() : nullptr;
  const auto* real = found ? found.value().as<double>() : nullptr;
  const double written = whole != nullptr  ? static_cast<double>(*whole)
                         : real != nullptr ? *real
                                           : 0;
  if (written > 1 && written <= 100) {
    error(found,
          fmt::format(
              "is {0:g}: write a ratio from 0 to 1; {0:g} % is {1:g}", written, written / 100));
    return std::nullopt;
  }
  return number(key, {0, 1});
}

std::optional<std::chrono::nanoseconds> TableReader::duration(
    std::string_view key, Range<std::chrono::nanoseconds> range) {
  const auto found = find(key);
  const auto* content = get<std::string>(found, "a duration with its unit in quotes, as \"5s\"");
  if (content == nullptr) {
    return std::nullopt;
  }
  const auto duration = parse_duration(*content);
  if (!duration) {
    error(found,
          fmt::format("\"{}\" is no duration: write it as \"300ms\", \"5s\", \"2m\", \"72h\" or "
                      "\"1h30m\"",
                      *content));
    return std::nullopt;
  }
  if (*duration < range.least || *duration > range.most) {
    error(found,
          fmt::format("is {}: write {} to {}",
                      *content,
                      format_duration(range.least),
                      format_duration(range.most)));
    return std::nullopt;
  }
  return duration;
}

std::optional<double> TableReader::rate(std::string_view key) {
  const auto found = find(key);
  const auto* content = get<std::string>(found, "a rate with its unit in quotes, as \"4Mbit/s\"");
  if (content == nullptr) {
    return std::nullopt;
  }
  const auto rate = parse_rate(*content);
  if (!rate || *rate <= 0 || *rate > 1e15) {
    error(found,
          fmt::format("\"{}\" is no rate: write it as \"512kbit/s\", \"4Mbit/s\" or \"1MB/s\"",
                      *content));
    return std::nullopt;
  }
  return rate;
}

std::optional<double> TableReader::size(std::string_view key) {
  const auto found = find(key);
  const auto* content = get<std::string>(found, "a size with its unit in quotes, as \"50GB\"");
  if (content == nullptr) {
    return std::nullopt;
  }
  const auto size = parse_size(*content);
  if (!size || *size <= 0 || *size > 1e15) {
    error(found, fmt::format("\"{}\" is no size: write it as \"50GB\" or \"500MiB\"", *content));
    return std::nullopt;
  }
  return size;
}

std::optional<Date> TableReader::date(std::string_view key) {
  const auto* content = get<Date>(find(key), "a date without quotes, as 2026-01-31");
  return content == nullptr ? std::nullopt : std::optional{*content};
}

std::optional<DateTime> TableReader::date_time(std::string_view key) {
  const auto* content =
      get<DateTime>(find(key), "a date with a time, without quotes, as 2026-12-01T05:00:00+09:00");
  return content == nullptr ? std::nullopt : std::optional{*content};
}

std::optional<std::chrono::seconds> TableReader::time_of_day(std::string_view key) {
  const auto* content = get<TimeOfDay>(find(key), "a time of day without quotes, as 08:00:00");
  return content == nullptr ? std::nullopt : std::optional{content->since_midnight};
}

std::optional<std::string> TableReader::host(std::string_view key) {
  auto word = text(key);
  if (!word) {
    return word;
  }
  if (const auto problem = host_problem(*word)) {
    error(find(key), fmt::format("\"{}\" {}", *word, *problem));
    return std::nullopt;
  }
  return word;
}

std::optional<Layer> TableReader::table(std::string_view key) {
  const auto found = find(key);
  const auto* content = get<Table>(found, "a table, as { … }");
  if (content == nullptr) {
    return std::nullopt;
  }
  return Layer{content, found.entry->at, found.layer->file, found.path()};
}

std::optional<std::string> TableReader::one_of(std::string_view key,
                                               std::span<const std::string_view> words) {
  auto word = text(key);
  if (word && std::find(words.begin(), words.end(), *word) == words.end()) {
    not_among(find(key), *word, words);
    return std::nullopt;
  }
  return word;
}

void TableReader::require(std::initializer_list<std::string_view> keys) {
  for (const auto key : keys) {
    if (!has(key)) {
      problems_.error(own_.place(own_.at),
                      fmt::format("{}.{}", own_.path, key),
                      fmt::format("is missing: write {} = …, it is required here", key));
    }
  }
}

void TableReader::refuse_unknown(std::span<const std::string_view> known) {
  for (const auto& entry : own_.table->entries) {
    if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
      // A key may hold anything, so what is quoted of it is short and printable.
      const auto key =
          entry.key.size() <= 64 && std::none_of(entry.key.begin(), entry.key.end(), is_control)
              ? entry.key
              : std::string{"…"};
      problems_.error(own_.place(entry.at),
                      own_.path.empty() ? key : fmt::format("{}.{}", own_.path, key),
                      problems_.full() ? "" : unknown_key_text(entry.key, known));
    }
  }
}

void TableReader::not_among(const Found& found,
                            std::string_view word,
                            std::span<const std::string_view> names) {
  error(found,
        fmt::format("\"{}\" is not known here: write one of {}", word, fmt::join(names, ", ")));
}

}  // namespace pantau::config
