// SPDX-License-Identifier: Apache-2.0
#include "config/toml_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/table_reader.hpp"

namespace pantau::config {

std::string toml_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      result += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string toml_list(const std::vector<std::string>& texts) {
  std::vector<std::string> elements;
  elements.reserve(texts.size());
  for (const auto& text : texts) {
    elements.push_back(toml_string(text));
  }
  return fmt::format("[{}]", fmt::join(elements, ", "));
}

std::string toml_number(double value) {
  auto text = fmt::format("{}", value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string toml_instant(UtcTime instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time{instant - day};
  return fmt::format("{}T{:02}:{:02}:{:02}Z",
                     format_date(Date{day}),
                     time.hours().count(),
                     time.minutes().count(),
                     time.seconds().count());
}

void TomlText::table(std::string_view name) {
  text_ += fmt::format("\n[{}]\n", name);
}

void TomlText::item(std::string_view name) {
  text_ += fmt::format("\n[[{}]]\n", name);
}

void TomlText::line(std::string_view key, std::string_view value) {
  text_ += fmt::format("{} = {}\n", key, value);
}

void TomlText::plain(std::string_view key, std::string_view value) {
  line(key, toml_string(value));
}

void TomlText::comment(std::string_view words) {
  text_ += fmt::format("# {}\n", words);
}

}  // namespace pantau::config
