// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/json_text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include <boost/json/serialize.hpp>

#include "daemon/book/time_text.hpp"

namespace pantau::http {

namespace {

namespace json = boost::json;

void append(std::string& out, const json::value& value, std::size_t depth);

void new_line(std::string& out, std::size_t depth) {
  out += '\n';
  out.append(2 * depth, ' ');
}

void append_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_array(std::string& out, const json::array& items, std::size_t depth) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) {
      out += ',';
    }
    first = false;
    new_line(out, depth + 1);
    append(out, item, depth + 1);
  }
  if (!first) {
    new_line(out, depth);
  }
  out += ']';
}

void append_object(std::string& out, const json::object& members, std::size_t depth) {
  out += '{';
  bool first = true;
  for (const auto& member : members) {
    if (!first) {
      out += ',';
    }
    first = false;
    new_line(out, depth + 1);
    out += json::serialize(json::string_view(member.key()));
    out += ": ";
    append(out, member.value(), depth + 1);
  }
  if (!first) {
    new_line(out, depth);
  }
  out += '}';
}

/// As deep as our documents are; nothing here comes from outside.
void append(std::string& out,
            const json::value& value,
            std::size_t depth) {  // NOLINT(misc-no-recursion)
  if (const auto* items = value.if_array()) {
    append_array(out, *items, depth);
  } else if (const auto* members = value.if_object()) {
    append_object(out, *members, depth);
  } else if (const auto* number = value.if_double()) {
    append_number(out, *number);
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string to_text(const json::value& value) {
  std::string out;
  append(out, value, 0);
  out += '\n';
  return out;
}

std::string rfc3339(std::chrono::sys_seconds time) {
  return book::utc_text(time);
}

std::string rfc3339_milliseconds(net::WallTime time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  auto text = rfc3339(second);
  text.pop_back();
  const auto rest = std::chrono::floor<std::chrono::milliseconds>(time - second);
  return fmt::format("{}.{:03}Z", text, rest.count());
}

}  // namespace pantau::http
