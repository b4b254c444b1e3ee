// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/control.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "tests/lab/words.hpp"

namespace pantau::lab {
namespace {

using Kind = Command::Kind;

std::optional<Kind> kind_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Kind>, 9> kKinds{
      {{"set", Kind::set},
       {"clear", Kind::clear},
       {"down", Kind::down},
       {"up", Kind::up},
       {"auto", Kind::follow_timetable},
       {"inject", Kind::inject},
       {"stats", Kind::stats},
       {"flush", Kind::flush},
       {"quit", Kind::quit}}};
  for (const auto& [known, kind] : kKinds) {
    if (known == name) {
      return kind;
    }
  }
  return std::nullopt;
}

bool is_behaviour(std::string_view name) {
  constexpr std::array<std::string_view, 9> kKeys{
      "delay", "loss", "duplicate", "reorder", "corrupt", "error", "forge", "ttl", "silent"};
  return std::find(kKeys.begin(), kKeys.end(), name) != kKeys.end();
}

/// Empty when it is no even number of hexadecimal digits.
Bytes from_hex(std::string_view digits) {
  Bytes bytes;
  if (digits.size() % 2 != 0) {
    return bytes;
  }
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    std::uint8_t byte = 0;
    const char* const end = digits.data() + i + 2;
    const auto [stopped, error] = std::from_chars(digits.data() + i, end, byte, 16);
    if (error != std::errc{} || stopped != end) {
      return {};
    }
    bytes.push_back(byte);
  }
  return bytes;
}

void read_arguments(Command& command, Words& words) {
  switch (command.kind) {
    case Kind::set:
      command.target = words.word("target");
      if (command.key.empty()) {
        command.key = words.word("key");
      }
      command.value = words.rest();
      break;
    case Kind::clear:
    case Kind::down:
    case Kind::up:
    case Kind::follow_timetable:
      command.target = words.word("target");
      break;
    case Kind::inject:
      command.packet = from_hex(words.word("packet"));
      if (command.packet.empty()) {
        words.fail("a packet is an even number of hexadecimal digits");
      }
      break;
    case Kind::stats:
      command.target = words.rest();
      break;
    case Kind::flush:
    case Kind::quit:
      break;
  }
}

}  // namespace

ParsedCommand parse_command(std::string_view line) {
  Words words(line);
  ParsedCommand parsed;
  const std::string name = words.word("command");
  const auto kind = kind_of(name);
  if (kind) {
    parsed.command.kind = *kind;
  } else if (is_behaviour(name)) {
    parsed.command.kind = Kind::set;
    parsed.command.key = name;
  } else {
    words.fail(
        fmt::format("'{}' is no command: set clear down up auto inject stats flush quit", name));
  }
  read_arguments(parsed.command, words);
  parsed.problem = words.finish();
  return parsed;
}

}  // namespace pantau::lab
