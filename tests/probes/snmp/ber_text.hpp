// SPDX-License-Identifier: Apache-2.0
/// \file
/// BER for tests (X.690 8.1), in strings, since they are easily joined.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace pantau::snmp {

/// Octets from "30 2b ..."; blanks are passed over.
inline std::string hex(std::string_view written) {
  std::string bytes;
  std::string digits;
  for (const char digit : written) {
    if (digit != ' ') {
      digits += digit;
    }
    if (digits.size() == 2) {
      bytes += static_cast<char>(std::stoul(digits, nullptr, 16));
      digits.clear();
    }
  }
  return bytes;
}

/// How a length is written: in one octet below 128, or behind the number of its octets.
enum class LengthForm : std::size_t { brief = 0, one = 1, two = 2, four = 4 };

/// \param content shorter than 128 octets in brief form, than 256 in the form of one octet
inline std::string ber(unsigned tag,
                       const std::string& content,
                       LengthForm form = LengthForm::brief) {
  std::string bytes{static_cast<char>(tag)};
  const auto octets = static_cast<std::size_t>(form);
  if (octets == 0) {
    bytes += static_cast<char>(content.size());
  } else {
    bytes += static_cast<char>(0x80U + octets);
  }
  for (std::size_t left = octets; left > 0; --left) {
    bytes += static_cast<char>(content.size() >> (8 * (left - 1)) & 0xffU);
  }
  return bytes + content;
}

inline std::span<const std::byte> view(std::string_view bytes) {
  return std::as_bytes(std::span{bytes});
}

inline std::string text(std::span<const std::byte> bytes) {
  std::string said;
  for (const std::byte byte : bytes) {
    said += std::to_integer<char>(byte);
  }
  return said;
}

}  // namespace pantau::snmp
