// SPDX-License-Identifier: Apache-2.0
#include "config/csv_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "config/table_reader.hpp"

namespace pantau::config {

namespace {

constexpr std::size_t kMaxIdBytes = 64;

/// No-break space, zero-width space to joiner, narrow no-break space, byte order mark.
constexpr std::array<std::string_view, 6> kWideSpaces{
    "\xC2\xA0", "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xE2\x80\xAF", "\xEF\xBB\xBF"};

/// Bytes of the white space at the start of `text`; 0 when there is none.
std::size_t space_length(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n\v\f";
  if (text.empty()) {
    return 0;
  }
  if (kSpaces.find(text.front()) != std::string_view::npos) {
    return 1;
  }
  const auto* const wide =
      std::find_if(kWideSpaces.begin(), kWideSpaces.end(), [&](std::string_view space) {
        return text.starts_with(space);
      });
  return wide == kWideSpaces.end() ? 0 : wide->size();
}

std::size_t space_length_at_end(std::string_view text) {
  if (!text.empty() && space_length(text.substr(text.size() - 1)) > 0) {
    return 1;
  }
  const auto* const wide =
      std::find_if(kWideSpaces.begin(), kWideSpaces.end(), [&](std::string_view space) {
        return text.ends_with(space);
      });
  return wide == kWideSpaces.end() ? 0 : wide->size();
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// U+00C0 to U+00FF without their accents; '?' for what has no plain letter.
constexpr std::string_view kLatinLetters =
    "aaaaaaaceeeeiiiidnooooo?ouuuuyts"
    "aaaaaaaceeeeiiiidnooooo?ouuuuyty";

/// FNV-1a: the same on every machine and in every version, since ids are made of it.
std::uint32_t hash_of(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  return hash;
}

class IdWriter {
 public:
  explicit IdWriter(std::string_view name) : name_(name) {}

  std::string write() {
    for (std::size_t i = 0; i < name_.size();) {
      i += take(name_.substr(i));
    }
    constexpr std::size_t kHashBytes = 7;
    if (lost_ || id_.empty() || id_.size() > kMaxIdBytes) {
      id_.resize(std::min(id_.size(), kMaxIdBytes - kHashBytes));
      id_ += fmt::format("{}{:06x}", id_.empty() ? "x" : "-", hash_of(name_) & 0xFFFFFFU);
    }
    return std::move(id_);
  }

 private:
  void letter(char c) {
    if (gap_ && !id_.empty()) {
      id_ += '-';
    }
    gap_ = false;
    id_ += c;
  }

  std::size_t take(std::string_view rest) {
    const auto first = static_cast<unsigned char>(rest.front());
    if (const auto space = space_length(rest); space > 0) {
      gap_ = true;
      return space;
    }
    if (first < 0x80) {
      const auto c = lower(rest.substr(0, 1)).front();
      is_plain(c) ? letter(c) : static_cast<void>(gap_ = gap_ || c != '\'');
      return 1;
    }
    const auto second = rest.size() > 1 ? static_cast<unsigned char>(rest[1]) : 0U;
    if (first == 0xC3 && second >= 0x80 && second < 0xC0 && kLatinLetters[second - 0x80] != '?') {
      letter(kLatinLetters[second - 0x80]);
      return 2;
    }
    // A typographic dash or quotation mark (U+2010 to U+201F) is no letter that could be lost.
    const bool mark = rest.starts_with("\xE2\x80");
    lost_ = lost_ || !mark;
    gap_ = true;
    return mark ? std::min<std::size_t>(3, rest.size()) : 1;
  }

  std::string_view name_;
  std::string id_;
  bool gap_ = false;
  bool lost_ = false;
};

}  // namespace

std::string_view trimmed(std::string_view text) {
  for (auto length = space_length(text); length > 0; length = space_length(text)) {
    text.remove_prefix(length);
  }
  for (auto length = space_length_at_end(text); length > 0; length = space_length_at_end(text)) {
    text.remove_suffix(length);
  }
  return text;
}

std::string one_line(std::string_view text) {
  text = trimmed(text);
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto space = space_length(text.substr(i));
    if (space == 0) {
      result += text[i++];
      continue;
    }
    i += space;
    if (result.back() != ' ') {
      result += ' ';
    }
  }
  return result;
}

std::string lower(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

std::string folded(std::string_view text) {
  auto result = lower(text);
  constexpr std::string_view kJoints = "_-.:/*";
  std::replace_if(
      result.begin(),
      result.end(),
      [&](char c) { return kJoints.find(c) != std::string_view::npos; },
      ' ');
  return one_line(result);
}

std::string id_of(std::string_view name) {
  return IdWriter(trimmed(name)).write();
}

std::string written_id(std::string_view text) {
  return is_id(text) ? std::string{text} : id_of(text);
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 60;
  auto line = one_line(text);
  if (line.size() > kMost) {
    auto end = kMost;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) {
      --end;
    }
    line.resize(end);
    line += "…";
  }
  return fmt::format("\"{}\"", line);
}

}  // namespace pantau::config
