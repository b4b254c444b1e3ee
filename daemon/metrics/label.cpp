// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/label.hpp"

#include <cstdint>

namespace pantau::metrics {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct Character {
  std::size_t bytes = 1;  ///< how many it took, also when it is invalid
  char32_t code = 0;
  bool valid = false;
};

/// What a lead byte promises: how many bytes follow, and the range of the first of these, which is
/// narrower where it keeps out overlong forms, surrogates and what lies beyond U+10FFFF (Unicode
/// 15, table 3-7).
struct Lead {
  std::size_t following = 0;
  std::uint8_t lowest = 0x80;
  std::uint8_t highest = 0xBF;
};

Lead read_lead(std::uint8_t byte) {
  if (byte >= 0xC2 && byte <= 0xDF) {
    return {.following = 1};
  }
  if (byte >= 0xE0 && byte <= 0xEF) {
    return {.following = 2,
            .lowest = static_cast<std::uint8_t>(byte == 0xE0 ? 0xA0 : 0x80),
            .highest = static_cast<std::uint8_t>(byte == 0xED ? 0x9F : 0xBF)};
  }
  if (byte >= 0xF0 && byte <= 0xF4) {
    return {.following = 3,
            .lowest = static_cast<std::uint8_t>(byte == 0xF0 ? 0x90 : 0x80),
            .highest = static_cast<std::uint8_t>(byte == 0xF4 ? 0x8F : 0xBF)};
  }
  return {};
}

/// Reads the first character of `text`, which is not empty.
Character read_character(std::string_view text) {
  const auto first = static_cast<std::uint8_t>(text[0]);
  if (first < 0x80) {
    return {.bytes = 1, .code = first, .valid = true};
  }
  Lead lead = read_lead(first);
  if (lead.following == 0) {
    return {};
  }
  Character character{.bytes = 1, .code = first & (0x3FU >> lead.following), .valid = false};
  while (character.bytes <= lead.following && character.bytes < text.size()) {
    const auto next = static_cast<std::uint8_t>(text[character.bytes]);
    if (next < lead.lowest || next > lead.highest) {
      return character;
    }
    lead.lowest = 0x80;
    lead.highest = 0xBF;
    character.code = (character.code << 6U) | (next & 0x3FU);
    ++character.bytes;
  }
  character.valid = character.bytes == lead.following + 1;
  return character;
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F);
}

bool turns_direction(char32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::string clean(std::string_view text, std::size_t most_bytes) {
  std::string cleaned;
  while (!text.empty()) {
    const Character character = read_character(text);
    const std::string_view written =
        character.valid ? text.substr(0, character.bytes) : kReplacement;
    text.remove_prefix(character.bytes);
    if (character.valid && (is_control(character.code) || turns_direction(character.code))) {
      continue;
    }
    if (cleaned.size() + written.size() > most_bytes) {
      break;
    }
    cleaned += written;
  }
  return cleaned;
}

void append_label(std::string& labels, std::string_view name, std::string_view value) {
  if (!labels.empty()) {
    labels += ',';
  }
  labels += name;
  labels += "=\"";
  for (const char letter : clean(value)) {
    // A line feed cannot be left after cleaning; written out all the same, as the formats define
    // it.
    if (letter == '\n') {
      labels += "\\n";
      continue;
    }
    if (letter == '\\' || letter == '"') {
      labels += '\\';
    }
    labels += letter;
  }
  labels += '"';
}

}  // namespace pantau::metrics
