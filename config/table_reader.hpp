// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/problems.hpp"
#include "config/toml_value.hpp"

namespace pantau::config {

/// A table as it stands in a file.
struct Layer {
  const Table* table = nullptr;
  Position at;
  std::string_view file;  ///< lives as long as the documents
  std::string path;  ///< "link.jila-vsat"

  [[nodiscard]] Place place(Position position) const;
};

/// A key that was found, and in which table.
struct Found {
  const Entry* entry = nullptr;
  const Layer* layer = nullptr;

  explicit operator bool() const { return entry != nullptr && layer != nullptr; }

  [[nodiscard]] const Value& value() const { return entry->value; }

  [[nodiscard]] Place place() const { return layer->place(entry->value.at); }

  [[nodiscard]] Place key_place() const { return layer->place(entry->at); }

  [[nodiscard]] std::string path() const { return *this ? layer->path + "." + entry->key : ""; }
};

template <typename T>
struct Range {
  T least;
  T most;
};

template <typename T>
using Choices = std::span<const std::pair<std::string_view, T>>;

/// Keeps what is there when nothing was read.
template <typename T, typename U>
void assign(T& target, std::optional<U> value) {
  if (value) {
    target = *std::move(value);
  }
}

/// Reads the keys of one table, or of a table and the template behind it. A getter returns nothing
/// when the key is absent, and also when its value is wrong, which is then reported.
class TableReader {
 public:
  TableReader(Problems& problems, const Layer& own, const Layer* behind = nullptr)
      : problems_(problems), own_(own), behind_(behind) {}

  [[nodiscard]] Found find(std::string_view key) const;

  [[nodiscard]] bool has(std::string_view key) const { return bool{find(key)}; }

  std::optional<std::string> text(std::string_view key);
  std::optional<std::string> id(std::string_view key);
  /// A list of texts; one text alone counts as a list of one.
  std::vector<std::string> texts(std::string_view key);
  /// The elements of such a list with their own places; wrong elements are reported and left out.
  std::vector<std::pair<std::string, Place>> placed_texts(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, Range<std::int64_t> range);
  std::optional<double> number(std::string_view key, Range<double> range);
  /// 0 to 1; who writes 95 is told what 95 % is.
  std::optional<double> ratio(std::string_view key);
  std::optional<std::chrono::nanoseconds> duration(std::string_view key,
                                                   Range<std::chrono::nanoseconds> range);
  std::optional<double> rate(std::string_view key);
  std::optional<double> size(std::string_view key);
  std::optional<Date> date(std::string_view key);
  std::optional<DateTime> date_time(std::string_view key);
  std::optional<std::chrono::seconds> time_of_day(std::string_view key);
  /// The address of one host, or a host name.
  std::optional<std::string> host(std::string_view key);
  /// A table inside this one.
  std::optional<Layer> table(std::string_view key);

  template <typename T>
  std::optional<T> choice(std::string_view key, Choices<T> choices) {
    const auto word = text(key);
    if (!word) {
      return std::nullopt;
    }
    std::vector<std::string_view> names;
    for (const auto& [name, value] : choices) {
      if (name == *word) {
        return value;
      }
      names.push_back(name);
    }
    not_among(find(key), *word, names);
    return std::nullopt;
  }

  /// A text that is one of `words`.
  std::optional<std::string> one_of(std::string_view key, std::span<const std::string_view> words);

  /// Reports each of `keys` that is absent.
  void require(std::initializer_list<std::string_view> keys);
  /// Reports every key of the own table that is not in `known` (sorted or not).
  void refuse_unknown(std::span<const std::string_view> known);

  /// At the value that was found, else at the table itself.
  void error(const Found& found, std::string text);
  void warning(const Found& found, std::string text);
  void not_among(const Found& found,
                 std::string_view word,
                 std::span<const std::string_view> names);

  [[nodiscard]] Problems& problems() { return problems_; }

  [[nodiscard]] const Layer& own() const { return own_; }

 private:
  template <typename T>
  const T* get(const Found& found, std::string_view example);
  std::optional<std::string> checked_text(const Found& found, const Value& value);

  Problems& problems_;
  const Layer& own_;
  const Layer* behind_;
};

/// `[a-z0-9][a-z0-9._-]{0,63}`
[[nodiscard]] bool is_id(std::string_view text);

/// "2026-01-31"
[[nodiscard]] std::string format_date(Date date);

}  // namespace pantau::config
