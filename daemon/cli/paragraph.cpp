// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/paragraph.hpp"

#include <algorithm>

namespace pantau::cli {

namespace {

bool begins_code_point(char c) {
  constexpr unsigned char kMask = 0xC0;
  constexpr unsigned char kContinues = 0x80;
  return (static_cast<unsigned char>(c) & kMask) != kContinues;
}

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_code_point));
}

/// Bytes of the first `count` code points.
std::size_t bytes_of(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (begins_code_point(text[at]) && count-- == 0) {
      break;
    }
  }
  return at;
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines{""};
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (word.empty()) {
      continue;
    }
    const std::size_t room = lines.back().empty() ? 0 : width_of(lines.back()) + 1;
    if (room > 0 && room + width_of(word) > width) {
      lines.emplace_back();
    } else if (room > 0) {
      lines.back() += ' ';
    }
    while (width_of(word) > width) {
      const std::size_t bytes = bytes_of(word, width);
      lines.back() = word.substr(0, bytes);
      lines.emplace_back();
      word.remove_prefix(bytes);
    }
    lines.back() += word;
  }
  return lines;
}

}  // namespace pantau::cli
