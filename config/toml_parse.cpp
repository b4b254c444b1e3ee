// SPDX-License-Identifier: Apache-2.0
#include "config/toml_parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include <toml++/toml.h>

namespace pantau::config {

namespace {

Position position(const toml::source_region& region) {
  return {std::max<std::uint32_t>(region.begin.line, 1),
          std::max<std::uint32_t>(region.begin.column, 1)};
}

std::chrono::year_month_day to_date(const toml::date& date) {
  return std::chrono::year{date.year} / std::chrono::month{date.month} / std::chrono::day{date.day};
}

std::chrono::seconds to_seconds(const toml::time& time) {
  return std::chrono::hours{time.hour} + std::chrono::minutes{time.minute} +
         std::chrono::seconds{time.second};
}

DateTime to_date_time(const toml::date_time& value) {
  DateTime result{to_date(value.date), to_seconds(value.time), {}};
  if (value.offset) {
    result.offset = std::chrono::minutes{value.offset->minutes};
  }
  return result;
}

Table to_table(const toml::table& from);
Value to_value(const toml::node& node);

Array to_array(const toml::array& from) {
  Array result;
  result.reserve(from.size());
  for (const auto& node : from) {
    result.push_back(to_value(node));
  }
  return result;
}

// Depth is bounded by check_bounds(): 32 brackets, 32 dots each.
Value to_value(const toml::node& node) {
  Value result;
  result.at = position(node.source());
  switch (node.type()) {
    case toml::node_type::string:
      result.content = node.as_string()->get();
      break;
    case toml::node_type::integer:
      result.content = node.as_integer()->get();
      break;
    case toml::node_type::floating_point:
      result.content = node.as_floating_point()->get();
      break;
    case toml::node_type::boolean:
      result.content = node.as_boolean()->get();
      break;
    case toml::node_type::date:
      result.content = to_date(node.as_date()->get());
      break;
    case toml::node_type::time:
      result.content = TimeOfDay{to_seconds(node.as_time()->get())};
      break;
    case toml::node_type::date_time:
      result.content = to_date_time(node.as_date_time()->get());
      break;
    case toml::node_type::array:
      result.content = to_array(*node.as_array());
      break;
    case toml::node_type::table:
      result.content = to_table(*node.as_table());
      break;
    case toml::node_type::none:
      break;
  }
  return result;
}

Table to_table(const toml::table& from) {
  Table result;
  result.entries.reserve(from.size());
  // The library keeps its keys sorted bytewise, as Table wants them.
  for (const auto& [key, node] : from) {
    result.entries.push_back({std::string{key.str()}, position(key.source()), to_value(node)});
  }
  return result;
}

/// What the library's words mean for an operator, where they leave him alone.
std::string_view hint(std::string_view description) {
  if (description.find("unescaped control characters") != std::string_view::npos) {
    return "; is the closing quote missing?";
  }
  if (description.find("as array-of-tables") != std::string_view::npos) {
    return "; in one file write rows, as link = [ { … } ], or tables, as [[link]], not both";
  }
  return "";
}

}  // namespace

std::variant<Table, TextProblem> parse_toml(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  if (auto problem = check_bounds(text)) {
    return *std::move(problem);
  }
  try {
    return to_table(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return TextProblem{
        position(error.source()),
        fmt::format("not valid TOML: {}{}", error.description(), hint(error.description()))};
  }
}

}  // namespace pantau::config
