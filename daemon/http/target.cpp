// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/target.hpp"

#include <charconv>

namespace pantau::http {

namespace {

std::optional<char> decode_escape(std::string_view digits) {
  unsigned value = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, value, 16);
  if (digits.size() != 2 || read.ec != std::errc{} || read.ptr != end) {
    return std::nullopt;
  }
  return static_cast<char>(value);
}

std::optional<Parameter> parse_parameter(std::string_view text) {
  const auto equals = text.find('=');
  auto name = decode_query(text.substr(0, equals));
  auto value =
      decode_query(equals == std::string_view::npos ? std::string_view{} : text.substr(equals + 1));
  if (!name || !value) {
    return std::nullopt;
  }
  return Parameter{std::move(*name), std::move(*value)};
}

}  // namespace

std::optional<std::string> decode_query(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
    } else if (text[i] == '%') {
      const auto character = decode_escape(text.substr(i + 1, 2));
      if (!character) {
        return std::nullopt;
      }
      decoded += *character;
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::optional<Target> parse_target(std::string_view target) {
  if (!target.starts_with('/')) {
    return std::nullopt;
  }
  const auto mark = target.find('?');
  Target parsed{std::string(target.substr(0, mark)), {}};
  if (mark == std::string_view::npos) {
    return parsed;
  }
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const auto piece = rest.substr(0, end);
    if (!piece.empty()) {
      auto parameter = parse_parameter(piece);
      if (!parameter) {
        return std::nullopt;
      }
      parsed.query.push_back(std::move(*parameter));
    }
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return parsed;
}

}  // namespace pantau::http
