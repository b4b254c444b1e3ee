// SPDX-License-Identifier: Apache-2.0
#include "config/csv_encoding.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace pantau::config {

namespace {

/// 0x80 to 0x9F of Windows-1252 (Unicode consortium, CP1252.TXT); 0xFFFD where it has nothing.
constexpr std::array<char16_t, 32> kUpperControls{
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

void append_utf8(std::string& text, char32_t point) {
  const auto byte = [&text](char32_t value) { text += static_cast<char>(value); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0 | (point >> 6));
    byte(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    byte(0xE0 | (point >> 12));
    byte(0x80 | ((point >> 6) & 0x3F));
    byte(0x80 | (point & 0x3F));
  } else {
    byte(0xF0 | (point >> 18));
    byte(0x80 | ((point >> 12) & 0x3F));
    byte(0x80 | ((point >> 6) & 0x3F));
    byte(0x80 | (point & 0x3F));
  }
}

/// Bytes of the well-formed sequence at the start of `text` (Unicode 15, table 3-7); 0 for none.
std::size_t sequence_length(std::string_view text) {
  const auto at = [&text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto within = [&at](std::size_t i, unsigned least, unsigned most) {
    return at(i) >= least && at(i) <= most;
  };
  const auto first = at(0);
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return within(1, 0x80, 0xBF) ? 2 : 0;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    const bool second = within(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    return second && within(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool second = within(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
    return second && within(2, 0x80, 0xBF) && within(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

struct Utf8Reading {
  std::string text;
  std::size_t sequences = 0;  ///< well-formed ones of more than one byte
  std::size_t wrong_bytes = 0;
};

Utf8Reading read_utf8(std::string_view bytes) {
  Utf8Reading reading;
  reading.text.reserve(bytes.size());
  while (!bytes.empty()) {
    const auto length = sequence_length(bytes);
    if (length == 0) {
      ++reading.wrong_bytes;
      reading.text += kUnreadable;
      bytes.remove_prefix(1);
      continue;
    }
    reading.sequences += length > 1 ? 1 : 0;
    reading.text += bytes.substr(0, length);
    bytes.remove_prefix(length);
  }
  return reading;
}

std::string read_windows_1252(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool upper_control = byte >= 0x80 && byte < 0xA0;
    append_utf8(text, upper_control ? kUpperControls.at(byte - 0x80U) : byte);
  }
  return text;
}

std::string read_utf16(std::string_view bytes, bool big_endian) {
  std::string text;
  text.reserve(bytes.size());
  const auto unit_at = [&](std::size_t i) -> char32_t {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return big_endian ? first << 8U | second : second << 8U | first;
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto unit = unit_at(i);
    const auto next = i + 3 < bytes.size() ? unit_at(i + 2) : 0;
    if (unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
      append_utf8(text, 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00));
      i += 2;
    } else {
      append_utf8(text, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
    }
  }
  return text;
}

}  // namespace

SpreadsheetText decode_spreadsheet(std::string_view bytes) {
  SpreadsheetText result;
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xD0\xCF\x11\xE0")) {
    result.problem = "is a workbook (.xlsx, .xls, .ods): open it and save it as CSV";
    return result;
  }
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    result.text = read_utf16(bytes.substr(2), bytes.front() == '\xFE');
  } else {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    const bool marked = bytes.starts_with(kMark);
    auto utf8 = read_utf8(marked ? bytes.substr(kMark.size()) : bytes);
    // A wrong byte among many right sequences is damage, not another encoding.
    result.windows_1252 = !marked && utf8.wrong_bytes > utf8.sequences;
    result.text = result.windows_1252 ? read_windows_1252(bytes) : std::move(utf8.text);
  }
  if (result.text.find('\0') != std::string::npos) {
    result.problem = "holds a byte 0 and is no text: save the sheet as CSV";
  }
  return result;
}

}  // namespace pantau::config
