// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/echo_bytes.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string>

namespace pantau::lab {
namespace {

void seal(Bytes& packet, std::size_t from, std::size_t until, std::size_t at) {
  packet[at] = packet[at + 1] = 0;
  const std::uint16_t sum = internet_checksum(ByteView(packet).subspan(from, until - from));
  packet[at] = static_cast<std::uint8_t>(sum >> 8U);
  packet[at + 1] = static_cast<std::uint8_t>(sum & 0xffU);
}

}  // namespace

Bytes from_annotated_hex(std::string_view text) {
  Bytes bytes;
  bool comment = false;
  std::string digits;
  for (const char c : text) {
    comment = c == '#' || (comment && c != '\n');
    if (comment || std::isspace(static_cast<unsigned char>(c)) != 0) {
      continue;
    }
    digits += c;
    if (digits.size() == 2) {
      bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits, nullptr, 16)));
      digits.clear();
    }
  }
  return bytes;
}

Bytes echo_request_to(std::string_view destination, std::uint16_t sequence) {
  Bytes packet = from_annotated_hex(
      "45 00 00 2d 00 00 40 00 40 01 00 00 c6 13 ff fe 00 00 00 00 08 00 00 00 12 34 00 00"
      "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10");
  const auto address = parse_ip(destination);
  if (!address || !address->is_v4()) {
    throw std::invalid_argument("no IPv4 address");
  }
  const auto wire = address->wire();
  std::copy(wire.begin(), wire.end(), packet.begin() + 16);
  packet[26] = static_cast<std::uint8_t>(sequence >> 8U);
  packet[27] = static_cast<std::uint8_t>(sequence & 0xffU);
  seal(packet, 0, 20, 10);
  seal(packet, 20, packet.size(), 22);
  return packet;
}

}  // namespace pantau::lab
